"""TikTok: videos and photo posts by direct post (Content Posting API, Display API, v2)."""

from platforms.adapters.tiktok.adapter import TikTok
from platforms.adapters.tiktok.oauth import OAUTH

__all__ = ["OAUTH", "TikTok"]
