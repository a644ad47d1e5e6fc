"""A podcast: a feed that this app serves, and the episodes in it."""

from platforms.adapters.podcast.adapter import Podcast

__all__ = ["Podcast"]
