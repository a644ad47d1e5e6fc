"""Looking at pictures with Pillow."""

import warnings
from pathlib import Path
from typing import Any

import pillow_heif
from PIL import Image, ImageOps

from media_assets.decoding.facts import Caps, MediaFacts
from media_assets.decoding.streams import check_pixels
from media_assets.exceptions import MediaRejected

pillow_heif.register_heif_opener()

PLUGINS = {"jpeg": "JPEG", "png": "PNG", "webp": "WEBP", "heif": "HEIF", "gif": "GIF"}
MIME = {
    "jpeg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
    "heif": "image/heic",
    "gif": "image/gif",
}
ORIENTATION = 0x0112  # EXIF tag
CLOCKWISE = {3: 180, 4: 180, 5: 90, 6: 90, 7: 270, 8: 270}  # EXIF 2.32 §4.6.4; 5 and 7 mirror too
DAMAGED = "The picture is damaged or cut off. Export or copy it again."


def is_moving(path: Path, kind: str) -> bool:
    """Whether the picture file holds more than one frame. Raises MediaRejected."""
    with opened(path, kind) as picture:
        try:
            return getattr(picture, "n_frames", 1) > 1
        except (OSError, ValueError, EOFError, SyntaxError) as error:
            raise MediaRejected(DAMAGED) from error


def look_at_picture(path: Path, kind: str, caps: Caps) -> tuple[MediaFacts, Image.Image]:
    """Facts and a poster picture. The size is checked before a pixel is decoded.

    Raises MediaRejected.
    """
    with opened(path, kind) as picture:
        check_pixels(picture.width, picture.height, caps)
        if kind in ("png", "webp") and getattr(picture, "n_frames", 1) > 1:
            raise MediaRejected("A moving PNG or WebP is not taken. Save it as GIF or MP4.")
        turn = CLOCKWISE.get(picture.getexif().get(ORIENTATION, 1), 0)
        upright = loaded(picture)
        facts = MediaFacts(
            media_type="image",
            mime_type=MIME[kind],
            width=upright.width,
            height=upright.height,
            rotation=turn,
            video_codec=kind,
            has_alpha=upright.mode in ("RGBA", "LA", "PA", "La") or "transparency" in picture.info,
            frame_count=1,
        )
    return facts, upright


def opened(path: Path, kind: str) -> Any:
    """The picture with only its header read. Raises MediaRejected."""
    with warnings.catch_warnings():
        # our own limit comes next, with a sentence that names it
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        try:
            return Image.open(path, formats=[PLUGINS[kind]])
        except Image.DecompressionBombError as error:
            raise MediaRejected(
                "The picture has far too many pixels. Make it smaller and bring it again."
            ) from error
        except (OSError, ValueError, SyntaxError, EOFError) as error:
            raise MediaRejected(DAMAGED) from error


def loaded(picture: Image.Image) -> Image.Image:
    """Decode every pixel and turn the picture upright. Raises MediaRejected."""
    try:
        picture.load()
        return ImageOps.exif_transpose(picture)
    except (OSError, ValueError, SyntaxError, EOFError, MemoryError) as error:
        raise MediaRejected(DAMAGED) from error
