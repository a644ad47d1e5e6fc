"""One thing that was found: a value where there is one, where in the clip, and a sentence."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Features = Mapping[str, Any]


@dataclass(frozen=True)
class Finding:
    """value: in the unit that the sentence names; None when there is none to give.

    is_good: None when it is neither. time_sec, end_sec: its evidence in the clip, seconds.
    frame_index: position in the sampled frames. advice: what would help, empty when nothing need.
    """

    name: str
    label: str
    sentence: str
    value: float | None = None
    is_good: bool | None = None
    time_sec: float | None = None
    end_sec: float | None = None
    frame_index: int | None = None
    advice: str = ""

    def as_json(self) -> dict[str, Any]:
        """The finding as the analysis keeps it; empty parts are left out."""
        kept = {name: value for name, value in vars(self).items() if value not in (None, "")}
        rounded = ("value", "time_sec", "end_sec")
        return {k: round(v, 3) if k in rounded and v is not None else v for k, v in kept.items()}


@dataclass(frozen=True)
class Spoken:
    """What is said: segments as (start, end, text) in seconds, and the language (“en”)."""

    segments: Sequence[tuple[float, float, str]] = ()
    language: str = ""
    text: str = ""

    @property
    def is_timed(self) -> bool:
        return bool(self.segments)


def spoken_of(segments: Sequence[Mapping[str, Any]], language: str, text: str) -> Spoken:
    """From `MediaAnalysis.transcript_segments`; segments without words are left out."""
    rows = [(float(s["start"]), float(s["end"]), str(s["text"])) for s in segments]
    return Spoken([row for row in rows if row[2].strip()], language, text)


def group_of(features: Features, name: str) -> Mapping[str, Any]:
    """One group of the features; empty when it was not measured."""
    return features.get(name) or {}
