"""The size and shape of a picture within limits: crop, bars, scale. Pure."""

import math
from dataclasses import dataclass

from media_assets.rendering.recipe import Crop
from platforms.specs import MediaLimits

Size = tuple[int, int]
ROUNDING = 1e-6  # of floats: 1919.9999999 pixels are 1920


@dataclass(frozen=True)
class Shape:
    """What becomes of a picture: what of it is kept, and the canvas that it ends on."""

    width: int
    height: int
    crop: Crop | None = None
    has_bars: bool = False


def fits_shape(size: Size, limits: MediaLimits) -> bool:
    """Whether the aspect is within the limits; half a per cent is rounding (as in `check`)."""
    aspect = size[0] / size[1]
    too_wide = limits.max_aspect is not None and aspect > limits.max_aspect * 1.005
    too_tall = limits.min_aspect is not None and aspect < limits.min_aspect * 0.995
    return not (too_wide or too_tall)


def shape_for(
    size: Size, limits: MediaLimits, *, crops: bool, focus: tuple[float, float], step: int
) -> Shape:
    """The picture in a shape and size that the limits take; sides are multiples of `step`."""
    canvas, crop, has_bars = size, None, False
    if not fits_shape(size, limits):
        canvas = _cropped(size, limits) if crops else _padded(size, limits)
        crop = _crop_at(size, canvas, focus) if crops else None
        has_bars = not crops
    width, height = _scaled(canvas, limits, step)
    return Shape(width, height, crop, has_bars)


def _padded(size: Size, limits: MediaLimits) -> Size:
    width, height = size
    if limits.max_aspect is not None and width > height * limits.max_aspect:
        return width, math.ceil(width / limits.max_aspect)
    return math.ceil(height * (limits.min_aspect or 0)), height


def _cropped(size: Size, limits: MediaLimits) -> Size:
    width, height = size
    if limits.max_aspect is not None and width > height * limits.max_aspect:
        return max(1, math.floor(height * limits.max_aspect)), height
    return width, max(1, math.floor(width / (limits.min_aspect or 1)))


def _crop_at(size: Size, kept: Size, focus: tuple[float, float]) -> Crop:
    """The part of `size` around `focus`, pushed inside the picture."""
    x, y = (
        min(max(round(whole * share - part / 2), 0), whole - part)
        for whole, part, share in zip(size, kept, focus, strict=True)
    )
    return Crop(kept[0], kept[1], x, y)


def _scaled(canvas: Size, limits: MediaLimits, step: int) -> Size:
    width, height = canvas
    scale = min(
        [
            1.0,
            *([limits.max_width / width] if limits.max_width else []),
            *([limits.max_long_side / max(canvas)] if limits.max_long_side else []),
            *([limits.max_short_side / min(canvas)] if limits.max_short_side else []),
            *([math.sqrt(limits.max_pixels / (width * height))] if limits.max_pixels else []),
        ]
    )
    if limits.min_width and width * scale < limits.min_width:
        scale = limits.min_width / width
    return _within_aspect((width * scale, height * scale), limits, step)


def _within_aspect(size: tuple[float, float], limits: MediaLimits, step: int) -> Size:
    """Whole sides; where rounding left the aspect, the shorter of the two is made longer."""
    width, height = (max(step, math.floor(side / step + ROUNDING) * step) for side in size)
    if limits.min_width:
        width = max(width, math.ceil(limits.min_width / step) * step)
    if limits.max_aspect is not None and width > height * limits.max_aspect:
        height = math.ceil(width / limits.max_aspect / step) * step
    if limits.min_aspect is not None and width < height * limits.min_aspect:
        width = math.ceil(height * limits.min_aspect / step) * step
    return width, height


def smaller(size: Size, scale: float, step: int) -> Size:
    """Both sides times `scale`, in whole steps."""
    width, height = (max(step, round(side * scale / step) * step) for side in size)
    return width, height
