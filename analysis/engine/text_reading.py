"""Words on the picture, read offline by RapidOCR (its models are inside its wheel).

Settings measured at 44 ms a frame with 31 of 32 texts read exactly; RapidOCR's own default
enlarges every frame and takes 280 ms.
"""

import importlib
import importlib.util
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from typing import Any

import cv2
import numpy as np

from analysis.engine.frames import is_still
from analysis.engine.report import HOOK_SECONDS, Cut, FrameReading, TextLine, TextReading

MOST_FRAMES = 16
HOOK_FRAMES = 5
LEAST_CONFIDENCE = 0.6
NOT_INSTALLED = "On-screen text was not read: rapidocr is not installed."
SETTINGS = {
    "Global.log_level": "error",
    "Global.use_cls": False,  # turned lines are rare, and the model costs memory
    "Det.limit_side_len": 480,
    "Det.limit_type": "max",
    "EngineConfig.onnxruntime.intra_op_num_threads": 1,
    "EngineConfig.onnxruntime.inter_op_num_threads": 1,
}


def can_read_text() -> bool:
    """Whether the text reader is installed."""
    return importlib.util.find_spec("rapidocr") is not None


@cache
def _reader() -> Any:
    """Loaded once per process, and only when text is read: half a second and 200 MB."""
    return importlib.import_module("rapidocr").RapidOCR(params=SETTINGS)


def frames_to_read(frames: Sequence[FrameReading], cuts: Sequence[Cut]) -> tuple[FrameReading, ...]:
    """Which frames to read: five of the first three seconds, then the sharpest of each scene.

    At most 16; when there are more scenes, scenes evenly over the clip.
    """
    hook = [f for f in frames if f.time_sec < HOOK_SECONDS]
    later = [f for f in frames if f.time_sec >= HOOK_SECONDS]
    starts = [cut.time_sec for cut in cuts]
    scenes: dict[int, FrameReading] = {}
    for frame in later:
        scene = sum(start <= frame.time_sec for start in starts)
        if scene not in scenes or frame.sharpness > scenes[scene].sharpness:
            scenes[scene] = frame
    chosen = evenly(hook, HOOK_FRAMES)
    return (*chosen, *evenly(list(scenes.values()), MOST_FRAMES - len(chosen)))


def evenly(frames: Sequence[FrameReading], most: int) -> list[FrameReading]:
    """At most `most` of the frames, evenly spread, the first among them."""
    if len(frames) <= most:
        return list(frames)
    return [frames[i * len(frames) // most] for i in range(most)]


def read_frames(frames: Sequence[FrameReading]) -> tuple[TextReading, ...]:
    """The text in the small pictures of these frames; frames without text give nothing.

    A frame in which nothing changed since the one before is not read again.
    """
    found: list[TextReading] = []
    before: np.ndarray | None = None
    reading: TextReading | None = None
    for frame in frames:
        bgr = from_jpeg(frame.jpeg)
        if before is not None and is_still(before, bgr):
            reading = replace(reading, time_sec=frame.time_sec) if reading else None
        else:
            reading = read_text(bgr, frame.time_sec)
        before = bgr
        found += [reading] if reading else []
    return tuple(found)


def from_jpeg(jpeg: bytes) -> np.ndarray:
    """The blue-green-red picture in a JPEG that this engine wrote."""
    return np.asarray(cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR))


def read_text(bgr: np.ndarray, time_sec: float) -> TextReading | None:
    """The text in one picture, line by line from the top; None when there is none."""
    found = _reader()(bgr)
    if found.txts is None or found.boxes is None or found.scores is None:
        return None
    rows, columns = bgr.shape[:2]
    lines = sorted(
        (
            (_line(box, text, columns, rows), float(score))
            for box, text, score in zip(found.boxes, found.txts, found.scores, strict=True)
            if score >= LEAST_CONFIDENCE and is_text(text)
        ),
        key=lambda item: item[0].y,
    )
    if not lines:
        return None
    return TextReading(
        time_sec=time_sec,
        text="\n".join(line.text for line, _ in lines),
        confidence=sum(score for _, score in lines) / len(lines),
        height_share=max(line.height for line, _ in lines),
        lines=tuple(line for line, _ in lines),
    )


def _line(corners: np.ndarray, text: str, columns: int, rows: int) -> TextLine:
    """The upright box around four corners in pixels."""
    (left, top), (width, height) = corners.min(axis=0), np.ptp(corners, axis=0)
    return TextLine(
        text.strip(),
        float(left / columns),
        float(top / rows),
        float(width / columns),
        float(height / rows),
    )


def is_text(line: str) -> bool:
    """Whether a line holds at least two letters or digits: a ball is read as “•”."""
    return sum(character.isalnum() for character in line) >= 2
