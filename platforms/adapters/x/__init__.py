"""X (API v2, OAuth 2 user context)."""

from platforms.adapters.x.adapter import X
from platforms.adapters.x.oauth import OAUTH

__all__ = ["OAUTH", "X"]
