"""Facebook Pages: feed posts, photos, videos, Reels and stories."""

from platforms.adapters.facebook.adapter import Facebook

__all__ = ["Facebook"]
