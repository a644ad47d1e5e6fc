"""WordPress, on a site of one's own."""

from platforms.adapters.wordpress.adapter import WordPress

__all__ = ["WordPress"]
