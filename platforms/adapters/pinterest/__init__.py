"""Pinterest (API v5)."""

from platforms.adapters.pinterest.adapter import Pinterest
from platforms.adapters.pinterest.oauth import OAUTH

__all__ = ["OAUTH", "Pinterest"]
