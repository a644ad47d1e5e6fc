"""What a model sees on the few best frames: only what cannot be measured here."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from pydantic import TypeAdapter, ValidationError

from ai.protocols import FrameNote, ProviderError
from ai.providers import get_vision
from analysis.engine.report import FrameReading, MediaReport

MOST_FRAMES = 3  # a call each: the best frame and two that differ from it


@dataclass(frozen=True)
class SeenFrame:
    """A note, and the sampled frame that it is about: its number and its second."""

    frame_index: int
    time_sec: float
    note: FrameNote


@dataclass(frozen=True)
class Seeing:
    """What was seen, the best frame first. model: who looked; empty when nobody did.

    gaps: why a frame, or all, were not described; none when there was nothing to look at.
    """

    frames: tuple[SeenFrame, ...] = ()
    model: str = ""
    gaps: list[str] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        """Whether every frame that was to be seen was described."""
        return not self.gaps

    @property
    def best(self) -> FrameNote | None:
        """The note on the best frame."""
        return self.frames[0].note if self.frames else None


ROWS = TypeAdapter(tuple[SeenFrame, ...])


def look_at_best(report: MediaReport) -> Seeing:
    """What the configured model says about the best frames.

    The first failure ends the looking: what was seen before is kept. Never raises ProviderError.
    May take a minute: call it outside of transactions.
    """
    seen: list[SeenFrame] = []
    model = ""
    try:
        for frame, jpeg in frames_to_show(report):
            vision = get_vision()
            seen.append(SeenFrame(frame.index, round(frame.time_sec, 3), vision.describe(jpeg)))
            model = getattr(vision, "model", "")
    except ProviderError as error:
        missing = f"Only {len(seen)} of the best frames were" if seen else "What is seen was not"
        return Seeing(tuple(seen), model, [f"{missing} described: {error}"])
    return Seeing(tuple(seen), model)


def frames_to_show(report: MediaReport) -> Iterator[tuple[FrameReading, bytes]]:
    """The best frame and the first alternatives, each as small JPEG."""
    places = [report.best_frame_index, *(cover.index for cover in report.alternatives)]
    for place in places[:MOST_FRAMES]:
        if place is None:
            continue
        frame = report.frames[place]
        full = report.best_frame_jpeg if place == report.best_frame_index else b""
        if jpeg := frame.jpeg or full:
            yield frame, jpeg


def pictures_key(report: MediaReport) -> str:
    """A hash of the pictures that would be shown to the model, and of their order."""
    digest = hashlib.sha256()
    for _, jpeg in frames_to_show(report):
        digest.update(hashlib.sha256(jpeg).digest())
    return digest.hexdigest()


def seen_to_json(seeing: Seeing) -> list[dict[str, Any]]:
    """[{frame_index, time_sec, note}], as the analysis keeps it."""
    return ROWS.dump_python(seeing.frames, mode="json")


def seen_from_json(rows: list[dict[str, Any]]) -> tuple[SeenFrame, ...]:
    """The frames of stored rows; none when they have another shape."""
    try:
        return ROWS.validate_python(rows)
    except ValidationError:
        return ()
