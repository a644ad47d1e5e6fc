"""Clips for the engine's tests."""

from tests.analysis.engine.clips import clip
from tests.media_samples import samples

__all__ = ["clip", "samples"]
