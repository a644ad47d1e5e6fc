"""Bluesky (AT Protocol), by app password."""

from platforms.adapters.bluesky.adapter import Bluesky

__all__ = ["Bluesky"]
