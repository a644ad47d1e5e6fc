"""Trends and exemplars: read from outside, merged, and compared with a piece of media."""
