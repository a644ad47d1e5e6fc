"""What a model sees on the few best frames: only what cannot be measured here."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ai.protocols import FrameNote, ProviderError
from ai.providers import get_vision
from analysis.engine.report import FrameReading, MediaReport

MOST_FRAMES = 3  # a call each: the best frame and two that differ from it


@dataclass(frozen=True)
class SeenFrame:
    """A note, and the sampled frame that it is about."""

    frame: FrameReading
    note: FrameNote

    def as_json(self) -> dict[str, Any]:
        """The note as the analysis keeps it."""
        note = self.note
        return {
            "frame_index": self.frame.index,
            "time_sec": round(self.frame.time_sec, 3),
            "description": note.description,
            "action": note.action,
            "emotion": note.emotion,
            "risks": list(note.risks),
            "alt_text": note.alt_text,
        }


def look_at_best(
    report: MediaReport, models: dict[str, str], notes: list[str]
) -> tuple[SeenFrame, ...]:
    """What the configured model says about the best frames, the best first; () without one.

    The first failure ends the looking: what was seen before is kept, and `notes` say why the rest
    is missing. Never raises ProviderError.
    """
    seen: list[SeenFrame] = []
    try:
        for frame, jpeg in frames_to_show(report):
            vision = get_vision()
            seen.append(SeenFrame(frame, vision.describe(jpeg)))
            models["vision"] = getattr(vision, "model", "")
    except ProviderError as error:
        missing = "Not every frame that was to be seen" if seen else "What is seen"
        notes.append(f"{missing} was {'' if seen else 'not '}described: {error}")
    return tuple(seen)


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
