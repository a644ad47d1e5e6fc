"""TikTok: videos and photo posts by direct post (Content Posting API, Display API, v2)."""

from platforms.adapters.tiktok.adapter import TikTok

__all__ = ["TikTok"]
