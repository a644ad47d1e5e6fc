"""The main colours of pictures, as a few named shares."""

from collections import defaultdict
from collections.abc import Sequence

import cv2
import numpy as np

SIDE = 64  # pixels: colours survive being made small, detail need not
BITS = 3  # of each channel: 512 bins
MOST_COLOURS = 5
SAME_COLOUR = 45.0  # distance in RGB below which two colours are one
LEAST_SHARE = 0.02

Palette = tuple[tuple[str, float], ...]


def palette_of(bgr: np.ndarray) -> Palette:
    """The main colours of a blue-green-red uint8 picture as (“#rrggbb”, share), largest first.

    Pixels fall into 512 bins; each colour is the mean of its bin, bins that look alike are joined.
    """
    small = cv2.resize(bgr, (SIDE, SIDE), interpolation=cv2.INTER_AREA).reshape(-1, 3)
    top = np.asarray(small, np.uint8) >> (8 - BITS)
    bins = (top[:, 0].astype(np.int32) << (2 * BITS)) | (top[:, 1] << BITS) | top[:, 2]
    counts = np.bincount(bins, minlength=1 << (3 * BITS))
    order = np.argsort(-counts, kind="stable")[: MOST_COLOURS * 3]
    found = [
        (_as_hex(small[bins == place].mean(axis=0)), float(counts[place] / len(bins)))
        for place in order
        if counts[place] >= LEAST_SHARE * len(bins)
    ]
    return _joined(found)


def merge_palettes(palettes: Sequence[Palette]) -> list[list]:
    """One palette of many pictures as JSON: [[“#rrggbb”, share]], largest first."""
    if not palettes:
        return []
    total: dict[str, float] = defaultdict(float)
    for palette in palettes:
        for colour, share in palette:
            total[colour] += share / len(palettes)
    ranked = sorted(total.items(), key=lambda item: (-item[1], item[0]))
    return [[colour, round(share, 3)] for colour, share in _joined(ranked)]


def distance(one: str, other: str) -> float:
    """How far two colours “#rrggbb” are apart, 0 to 442: the straight line in RGB.

    Plain, but enough to tell a brand's red from an orange; it is not a perceptual distance.
    """
    return float(np.linalg.norm(np.subtract(_as_rgb(one), _as_rgb(other))))


def brand_share(palette: Sequence[Sequence], brand: Sequence[str]) -> float:
    """Share of a palette ([[“#rrggbb”, share]]) within `SAME_COLOUR` of one of the brand's."""
    return sum(
        share
        for colour, share in palette
        if any(distance(colour, wanted) < SAME_COLOUR for wanted in brand)
    )


def _joined(found: Sequence[tuple[str, float]]) -> Palette:
    kept: list[tuple[str, float]] = []
    for colour, share in found:
        for place, (other, known) in enumerate(kept):
            if distance(colour, other) < SAME_COLOUR:
                kept[place] = (other, known + share)
                break
        else:
            kept.append((colour, share))
    ranked = sorted(kept, key=lambda item: -item[1])[:MOST_COLOURS]
    return tuple((colour, round(share, 4)) for colour, share in ranked)


def _as_hex(bgr: np.ndarray) -> str:
    blue, green, red = (round(float(level)) for level in bgr)
    return f"#{red:02x}{green:02x}{blue:02x}"


def _as_rgb(colour: str) -> tuple[int, ...]:
    return tuple(bytes.fromhex(colour.removeprefix("#")))
