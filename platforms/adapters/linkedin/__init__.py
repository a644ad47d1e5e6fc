"""LinkedIn, as a member or as a Page (versioned REST API)."""

from platforms.adapters.linkedin.adapter import LinkedIn
from platforms.adapters.linkedin.oauth import OAUTH, OAUTH_PAGE

__all__ = ["OAUTH", "OAUTH_PAGE", "LinkedIn"]
