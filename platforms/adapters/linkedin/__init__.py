"""LinkedIn, as a member or as a Page (versioned REST API)."""

from platforms.adapters.linkedin.adapter import LinkedIn

__all__ = ["LinkedIn"]
