"""Facebook Pages: feed posts, photos, videos, Reels and stories."""

from platforms.adapters.facebook.adapter import Facebook
from platforms.adapters.facebook.rules import OAUTH

__all__ = ["OAUTH", "Facebook"]
