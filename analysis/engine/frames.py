"""What one sampled frame looks like, and how good a thumbnail it would be."""

from dataclasses import dataclass

import cv2
import numpy as np

from analysis.engine.colours import Palette, palette_of
from analysis.engine.composition import detail_middle
from analysis.engine.hashing import perceptual_hash
from analysis.engine.report import HOOK_SECONDS, FaceBox, FrameReading

HOOK_STEP = 0.2
USUAL_STEP = 1.0
MOST_SAMPLES = 200
JPEG_QUALITY = 82
STILL_LEVELS = 4
STILL_GRID = (16, 16)


@dataclass(frozen=True)
class Look:
    """Sharpness, light, colours and place of the detail in one picture; as in FrameReading."""

    sharpness: float
    brightness: float
    dark_share: float
    bright_share: float
    colour: float
    detail_x: float | None = None
    detail_y: float | None = None
    palette: Palette = ()
    phash: str = ""


class SamplePlan:
    """Which frames are looked at closely: five a second in the first three seconds, then one a
    second; in longer clips evenly further apart, so that it is never more than 200 in all.

    duration_sec: None when nobody knows; then sampling stops at 200.
    """

    def __init__(self, duration_sec: float | None) -> None:
        left = MOST_SAMPLES - round(HOOK_SECONDS / HOOK_STEP) - 1
        self.step = max(USUAL_STEP, ((duration_sec or 0) - HOOK_SECONDS) / left)
        self._next = 0.0
        self._taken = 0

    @property
    def is_spent(self) -> bool:
        """Whether all 200 samples are taken."""
        return self._taken >= MOST_SAMPLES

    def wants(self, time_sec: float) -> bool:
        """Whether to look at the frame at `time_sec`; counts it when yes."""
        if self.is_spent or time_sec + 1e-6 < self._next:
            return False
        step = HOOK_STEP if self._next + 1e-6 < HOOK_SECONDS else self.step
        self._next = max(self._next + step, time_sec + step / 2)
        self._taken += 1
        return True


def look_at(bgr: np.ndarray, grey: np.ndarray) -> Look:
    """Measure a picture: blue-green-red uint8 of shape (rows, columns, 3), and its grey one."""
    edges = cv2.Laplacian(grey, cv2.CV_16S)
    _, spread = cv2.meanStdDev(edges)
    bins = cv2.calcHist([grey], [0], None, [32], [0, 256]).ravel() / grey.size
    half = cv2.resize(bgr, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    _, lab = cv2.meanStdDev(cv2.cvtColor(half, cv2.COLOR_BGR2LAB))
    detail_x, detail_y = detail_middle(edges) or (None, None)
    return Look(
        sharpness=float(spread[0, 0]),
        brightness=float(grey.mean() / 255),
        dark_share=float(bins[:4].sum()),
        bright_share=float(bins[28:].sum()),
        colour=float(np.hypot(lab[1, 0], lab[2, 0])),
        detail_x=detail_x,
        detail_y=detail_y,
        palette=palette_of(half),
        phash=perceptual_hash(grey),
    )


def is_still(before: np.ndarray, picture: np.ndarray) -> bool:
    """Whether no cell of a 16x16 grid changed by four grey levels or more on average.

    Both are uint8 pictures of one shape, grey or in colour.
    """
    changed = cv2.resize(cv2.absdiff(before, picture), STILL_GRID, interpolation=cv2.INTER_AREA)
    return int(changed.max()) < STILL_LEVELS


def thumbnail_score(look: Look, motion: float | None, faces: tuple[FaceBox, ...] | None) -> float:
    """0 to 1: sharp, well lit, colourful, still, and best with a face.

    Weights: sharpness 0.3 (full at 20 grey levels), light 0.25 (loses what is black or blown
    out, and all of it when the mean is far off the middle), face 0.25 (full from a quarter of
    the height), colour 0.1 (full at 20 Lab units), stillness 0.1 (gone at 12 grey levels).
    """
    tallest = max((face.height for face in faces or ()), default=0.0)
    lost = max(0.0, look.dark_share - 0.3) + max(0.0, look.bright_share - 0.3)
    off_middle = max(0.0, abs(look.brightness - 0.5) - 0.25) * 4
    return (
        0.3 * min(1.0, look.sharpness / 20)
        + 0.25 * max(0.0, 1 - lost - off_middle)
        + 0.25 * min(1.0, tallest * 4)
        + 0.1 * min(1.0, look.colour / 20)
        + 0.1 * max(0.0, 1 - (motion or 0.0) / 12)
    )


def as_jpeg(bgr: np.ndarray, quality: int = JPEG_QUALITY) -> bytes:
    """The picture as JPEG."""
    return cv2.imencode(".jpg", bgr, [cv2.IMWRITE_JPEG_QUALITY, quality])[1].tobytes()


def read_frame(
    index: int,
    time_sec: float,
    bgr: np.ndarray,
    look: Look,
    *,
    motion: float | None,
    faces: tuple[FaceBox, ...] | None,
) -> FrameReading:
    """One sampled frame as it goes into the report."""
    return FrameReading(
        index=index,
        time_sec=time_sec,
        **vars(look),
        motion=motion,
        faces=faces,
        score=thumbnail_score(look, motion, faces),
        jpeg=as_jpeg(bgr),
    )
