"""YouTube: long videos and Shorts (Data API v3, Analytics API v2)."""

from platforms.adapters.youtube.adapter import YouTube

__all__ = ["YouTube"]
