"""Pinterest (API v5)."""

from platforms.adapters.pinterest.adapter import Pinterest

__all__ = ["Pinterest"]
