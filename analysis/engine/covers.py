"""The best frame and a few that differ from it, kept at full size while the video runs by.

At most four decoded frames are held, whatever the duration.
"""

from dataclasses import dataclass
from operator import attrgetter

from analysis.engine.decode import Picture
from analysis.engine.hashing import bits_apart
from analysis.engine.report import FrameReading

MOST_COVERS = 4
DISTINCT_BITS = 12  # of 64; up to 10 is “the same picture” (see `hashing`)


@dataclass(frozen=True)
class Cover:
    """A decoded frame and what was measured on it."""

    picture: Picture
    reading: FrameReading

    @property
    def score(self) -> float:
        return self.reading.score


class BestCovers:
    """Takes sampled frames in order; keeps the best of each look, four looks at most."""

    def __init__(self) -> None:
        self._kept: list[Cover] = []

    def add(self, picture: Picture, reading: FrameReading) -> None:
        """Keep the frame if it is better than those that look like it, and than the worst."""
        new = Cover(picture, reading)
        alike = [one for one in self._kept if not is_distinct(one.reading, reading)]
        if any(one.score >= new.score for one in alike):
            return
        rest = [one for one in self._kept if one not in alike]
        self._kept = sorted([*rest, new], key=attrgetter("score"), reverse=True)[:MOST_COVERS]

    @property
    def ranked(self) -> tuple[Cover, ...]:
        """The covers, the best first; of equals the earlier one."""
        return tuple(self._kept)


def is_distinct(one: FrameReading, other: FrameReading) -> bool:
    """Whether two frames show different pictures, by their hashes."""
    return bits_apart(one.phash, other.phash) >= DISTINCT_BITS
