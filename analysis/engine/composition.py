"""Where the subject of a frame is: by the rule of thirds, and with how much room above a head."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np

if TYPE_CHECKING:
    from analysis.engine.report import FaceBox, FrameReading

GRID = 16
THIRDS = (1 / 3, 1 / 2, 2 / 3)  # the middle line counts: upright talking heads sit there
HAIR = 0.35  # a face box ends at the forehead: the head goes on by a third of its height


@dataclass(frozen=True)
class Composition:
    """x, y: the subject's middle, as shares. thirds_distance: how far it is from the nearest
    crossing of the thirds and the upright middle line, in shares of the picture.
    headroom: free share of the height above the head; None without a face.
    """

    x: float
    y: float
    is_face: bool
    thirds_distance: float
    headroom: float | None


def detail_middle(edges: np.ndarray) -> tuple[float, float] | None:
    """Middle of the detail in a signed Laplacian (int16), as shares; None when there is none.

    Only cells of a 16x16 grid with more than the mean count, so that noise does not pull it.
    """
    grid = cv2.resize(cv2.convertScaleAbs(edges), (GRID, GRID), interpolation=cv2.INTER_AREA)
    weight = np.clip(grid.astype(np.float64) - grid.mean(), 0, None)
    total = weight.sum()
    if total <= 0:
        return None
    places = (np.arange(GRID) + 0.5) / GRID
    x = float((weight.sum(axis=0) * places).sum() / total)
    return x, float((weight.sum(axis=1) * places).sum() / total)


def compose(frame: "FrameReading") -> Composition | None:
    """The composition of a sampled frame: its largest face, else its detail; None without both."""
    if frame.faces:
        face = max(frame.faces, key=lambda box: box.width * box.height)
        x, y = face.x + face.width / 2, face.y + face.height / 2
        return Composition(x, y, True, _off_thirds(x, y), _headroom(face))
    if frame.detail_x is None or frame.detail_y is None:
        return None
    x, y = frame.detail_x, frame.detail_y
    return Composition(x, y, False, _off_thirds(x, y), None)


def _headroom(face: "FaceBox") -> float:
    return max(0.0, face.y - HAIR * face.height)


def _off_thirds(x: float, y: float) -> float:
    across = min(abs(x - line) for line in THIRDS)
    down = min(abs(y - line) for line in THIRDS)
    return float(np.hypot(across, down))
