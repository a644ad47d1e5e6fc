"""Mastodon, on any instance."""

from platforms.adapters.mastodon.adapter import OAUTH, Mastodon

__all__ = ["OAUTH", "Mastodon"]
