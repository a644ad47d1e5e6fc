"""X (API v2, OAuth 2 user context)."""

from platforms.adapters.x.adapter import X

__all__ = ["X"]
