"""Instagram: a professional account, by Instagram Login or by Facebook Login."""

from platforms.adapters.instagram.adapter import Instagram

__all__ = ["Instagram"]
