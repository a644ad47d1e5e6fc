"""Where to cut 9:16, 1:1 and 4:5 out of each shot so that faces, or else the detail, stay in it.

A suggestion for an editor or a renderer: one still box a shot. A path that follows a moving face
is the renderer's own work (see media-pipeline.md, media jobs).
"""

from collections.abc import Sequence
from statistics import median
from typing import Any

from analysis.findings.finding import Features, group_of
from analysis.findings.rhythm import shots_of

SHAPES = {"9:16": 9 / 16, "1:1": 1.0, "4:5": 4 / 5}
SAME_SHAPE = 0.02
EYES = 0.4  # an upright crop puts a face's middle this far down


def read_crops(features: Features) -> dict[str, list[dict[str, Any]]]:
    """{“9:16”: [{start_sec, end_sec, box, reason}]}; boxes [x, y, width, height] as shares.

    Shapes that the picture has already are left out; empty without a picture.
    """
    ratio = features.get("aspect_ratio")
    if not ratio:
        return {}
    shots = shots_of(features) or [(0.0, features.get("duration_sec") or 0.0)]
    return {
        name: [_crop(features, start, end, shape / ratio) for start, end in shots]
        for name, shape in SHAPES.items()
        if abs(shape / ratio - 1) > SAME_SHAPE
    }


def _crop(features: Features, start: float, end: float, narrower: float) -> dict[str, Any]:
    """`narrower`: the wanted shape over the picture's; below 1 the sides are cut off."""
    faces = [
        box
        for seen in group_of(features, "faces").get("track") or []
        if start <= seen["time_sec"] < max(end, start + 1e-6)
        for box in [max(seen["boxes"], key=lambda box: box[2] * box[3])]
    ]
    x, y, reason = _middle(features, faces, start, end)
    width, height = min(1.0, narrower), min(1.0, 1 / narrower)
    aim = EYES if faces else 0.5
    box = [_inside(x, width, 0.5), _inside(y, height, aim), width, height]
    rounded = [round(side, 4) for side in box]
    return {
        "start_sec": round(start, 3),
        "end_sec": round(end, 3),
        "box": rounded,
        "reason": reason,
    }


def _middle(
    features: Features, faces: Sequence[Sequence[float]], start: float, end: float
) -> tuple[float, float, str]:
    """What the crop is centred on: median face, median detail, or the middle."""
    if faces:
        x = median(box[0] + box[2] / 2 for box in faces)
        return x, median(box[1] + box[3] / 2 for box in faces), "face"
    centres = group_of(features, "composition").get("centres") or []
    inside = [(x, y) for at, x, y in centres if start <= at < max(end, start + 1e-6)]
    if inside:
        return median(x for x, _ in inside), median(y for _, y in inside), "detail"
    return 0.5, 0.5, "middle"


def _inside(middle: float, size: float, aim: float) -> float:
    """The start of a stretch of `size` in 0..1 that has `middle` at `aim` of itself, if it can."""
    return min(max(0.0, middle - aim * size), 1 - size)
