"""Text and faces that an app's own buttons and captions would cover."""

from collections.abc import Iterator, Sequence

from analysis.findings.finding import Features, Finding, group_of
from platforms.specs.safe_zones import SAFE_ZONES, TALLEST, SafeZone

COVERED_SHARE = 0.15  # of a box's area: less is a rounded corner

Box = Sequence[float]  # x, y, width, height as shares of the picture


def read_overlays(features: Features) -> list[Finding]:
    """A finding for each app that shows upright video full screen; none for other shapes."""
    ratio = features.get("aspect_ratio")
    boxes = list(boxes_of(features))
    if features.get("media_type") != "video" or not ratio or ratio > TALLEST or not boxes:
        return []
    return [_check(name, zone, boxes) for name, zone in SAFE_ZONES.items()]


def boxes_of(features: Features) -> Iterator[tuple[str, float, int | None, Box]]:
    """Every box of text and face: (“text” or “face”, time, frame, box)."""
    for reading in group_of(features, "text").get("readings") or []:
        for box in reading.get("boxes") or []:
            yield "text", reading["time_sec"], None, box
    for seen in group_of(features, "faces").get("track") or []:
        for box in seen["boxes"]:
            yield "face", seen["time_sec"], seen["frame_index"], box


def covered(box: Box, zone: SafeZone) -> float:
    """Share of the box's area outside the safe rectangle, 0 to 1."""
    x, y, width, height = box
    across = min(x + width, 1 - zone.right) - max(x, zone.left)
    down = min(y + height, 1 - zone.bottom) - max(y, zone.top)
    area = width * height
    return 1 - max(0.0, across) * max(0.0, down) / area if area else 0.0


def edge_of(box: Box, zone: SafeZone) -> str:
    """The edge over which most of the box reaches."""
    x, y, width, height = box
    over = {
        "top": zone.top - y,
        "bottom": y + height - (1 - zone.bottom),
        "left": zone.left - x,
        "right": x + width - (1 - zone.right),
    }
    return max(over, key=lambda edge: over[edge])


def _check(name: str, zone: SafeZone, boxes: Sequence[tuple]) -> Finding:
    worst = max(boxes, key=lambda one: (covered(one[3], zone), one[0] == "text"))
    kind, time_sec, frame, box = worst
    share = covered(box, zone)
    if share < COVERED_SHARE:
        sentence = f"{zone.label}: text and faces stay clear of its buttons."
        return Finding(f"overlay_{name}", "Safe area", sentence, share, True)
    edge = edge_of(box, zone)
    sentence = f"{zone.label}: {share:.0%} of a {kind} lies under its controls at the {edge}."
    where = {"top": "lower", "bottom": "higher", "left": "further right", "right": "further left"}
    advice = f"put the {kind} {where[edge]}"
    return Finding(
        f"overlay_{name}", "Safe area", sentence, share, False, time_sec, frame_index=frame,
        advice=advice,
    )  # fmt: skip
