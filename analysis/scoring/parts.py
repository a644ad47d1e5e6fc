"""The smallest thing that is judged: one measured value, placed between 0 and 1."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Anchors = Sequence[tuple[float, float]]
GOOD = 0.5


@dataclass(frozen=True)
class Part:
    """A value from 0 to 1 and the words for it.

    weight: share of its component, before parts that were not measured fall out. clause: what was
    found, as half a sentence. advice: what would raise it, as an imperative without a full stop.
    """

    name: str
    weight: float
    value: float
    clause: str
    advice: str
    time_sec: float | None = None
    frame_index: int | None = None

    @property
    def is_good(self) -> bool:
        return self.value >= GOOD

    def as_evidence(self) -> dict[str, Any]:
        """JSON for pages: which measurement, in words, where in the clip, and its value."""
        evidence = {"name": self.name, "text": self.clause, "value": round(self.value, 3)}
        if self.time_sec is not None:
            evidence["time_sec"] = round(self.time_sec, 2)
        if self.frame_index is not None:
            evidence["frame_index"] = self.frame_index
        return evidence


def along(anchors: Anchors, reading: float) -> float:
    """The value at `reading` on the line through `anchors` (sorted by reading); flat outside."""
    readings = [at for at, _ in anchors]
    place = bisect_right(readings, reading)
    if place == 0:
        return anchors[0][1]
    if place == len(anchors):
        return anchors[-1][1]
    (left, low), (right, high) = anchors[place - 1], anchors[place]
    return low + (high - low) * (reading - left) / (right - left)


def read(features: Mapping[str, Any], group: str, name: str) -> Any:
    """features[group][name], or None when the group or the value was not measured."""
    values = features.get(group)
    return values.get(name) if values else None


def percent(share: float) -> str:
    """0.5 as “50 %”."""
    return f"{share:.0%}".replace("%", " %")
