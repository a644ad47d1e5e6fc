"""Mastodon, on any instance."""

from platforms.adapters.mastodon.adapter import Mastodon

__all__ = ["Mastodon"]
