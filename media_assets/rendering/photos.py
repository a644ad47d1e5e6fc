"""Redrawing a photo as a JPEG: upright, sRGB, on white, cropped or with bars, in so many bytes.

It decodes a stranger's picture, so it runs in a process of its own (`__main__.py`): no Django
settings, no secrets.
"""

import io
from pathlib import Path
from typing import Any

from PIL import Image, ImageCms, ImageFilter

from media_assets.decoding.facts import Caps
from media_assets.decoding.look import PAPER
from media_assets.decoding.pictures import DAMAGED, PLUGINS, loaded, opened
from media_assets.decoding.sniff import sniff
from media_assets.decoding.streams import check_pixels
from media_assets.exceptions import MediaRejected
from media_assets.rendering.recipe import Bars, Recipe

QUALITIES = (92, 88, 84, 78, 72, 66, 60)
SMALLER, LEAST_SIDE = 0.85, 320  # when even the lowest quality is too large
BLUR_DIVISOR, BLUR_RADIUS = 8, 5


def redraw(path: Path, target: Path, recipe: Recipe, caps: Caps) -> None:
    """Write the JPEG of `recipe` to `target`. Raises MediaRejected."""
    kind = sniff(path)
    if kind not in PLUGINS:
        raise MediaRejected(DAMAGED)
    with opened(path, kind) as file:
        check_pixels(file.width, file.height, caps)
        picture = on_paper(in_srgb(loaded(file)))
    target.write_bytes(within(fitted(picture, recipe), recipe.max_bytes))


def in_srgb(picture: Any) -> Any:
    """The colours that every screen shows: phones save wider ones, with a profile."""
    profile = picture.info.get("icc_profile")
    if not profile or picture.mode not in ("RGB", "RGBA", "CMYK"):
        return picture
    mode = "RGBA" if picture.mode == "RGBA" else "RGB"
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        wanted = ImageCms.createProfile("sRGB")
        return ImageCms.profileToProfile(picture, source, wanted, outputMode=mode)
    except (ImageCms.PyCMSError, OSError, ValueError):  # a damaged profile: as without one
        return picture


def on_paper(picture: Any) -> Image.Image:
    """RGB, white where it was transparent."""
    if picture.mode == "RGB":
        return picture
    layer = picture.convert("RGBA")
    paper = Image.new("RGB", layer.size, PAPER)
    paper.paste(layer, mask=layer.getchannel("A"))
    return paper


def fitted(picture: Image.Image, recipe: Recipe) -> Image.Image:
    """In the shape and size of the recipe."""
    size = (recipe.width or picture.width, recipe.height or picture.height)
    if crop := recipe.crop:
        picture = picture.crop((crop.x, crop.y, crop.x + crop.width, crop.y + crop.height))
    if recipe.bars is None:
        return picture if picture.size == size else picture.resize(size, Image.Resampling.LANCZOS)
    return with_bars(picture, size, recipe.bars)


def with_bars(picture: Image.Image, size: tuple[int, int], bars: Bars) -> Image.Image:
    """The whole picture in the middle of a canvas."""
    canvas = blurred(picture, size) if bars == Bars.BLUR else Image.new("RGB", size, PAPER)
    scale = min(size[0] / picture.width, size[1] / picture.height)
    inside = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
    front = picture.resize(inside, Image.Resampling.LANCZOS)
    canvas.paste(front, ((size[0] - inside[0]) // 2, (size[1] - inside[1]) // 2))
    return canvas


def blurred(picture: Image.Image, size: tuple[int, int]) -> Image.Image:
    """The picture enlarged over the whole canvas, blurred at an eighth of the size."""
    small = (max(1, size[0] // BLUR_DIVISOR), max(1, size[1] // BLUR_DIVISOR))
    scale = max(small[0] / picture.width, small[1] / picture.height)
    cover = picture.resize(
        (max(small[0], round(picture.width * scale)), max(small[1], round(picture.height * scale)))
    )
    left, top = (cover.width - small[0]) // 2, (cover.height - small[1]) // 2
    piece = cover.crop((left, top, left + small[0], top + small[1]))
    return piece.filter(ImageFilter.GaussianBlur(BLUR_RADIUS)).resize(size)


def within(picture: Image.Image, max_bytes: int | None) -> bytes:
    """The best JPEG of at most `max_bytes`: a lower quality first, then a smaller picture.

    Raises MediaRejected.
    """
    while True:
        for quality in QUALITIES:
            data = jpeg(picture, quality)
            if not max_bytes or len(data) <= max_bytes:
                return data
        if min(picture.size) * SMALLER < LEAST_SIDE:
            raise MediaRejected("This picture does not fit into so few bytes.")
        picture = picture.resize(
            (round(picture.width * SMALLER), round(picture.height * SMALLER)),
            Image.Resampling.LANCZOS,
        )


def jpeg(picture: Image.Image, quality: int) -> bytes:
    """The picture as JPEG bytes, without any metadata."""
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=quality, optimize=True, progressive=False)
    return buffer.getvalue()
