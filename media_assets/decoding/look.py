"""One look at one file: what it is, and a small picture of it."""

from pathlib import Path

from PIL import Image

from media_assets.decoding.facts import Caps, MediaFacts
from media_assets.decoding.pictures import PLUGINS, is_moving, look_at_picture
from media_assets.decoding.sniff import NOT_MEDIA, sniff
from media_assets.decoding.streams import look_at_stream
from media_assets.exceptions import MediaRejected

POSTER_SIDE = 480  # pixels, the longer one
PAPER = (255, 255, 255)  # behind transparent pictures


def look_at(path: Path, caps: Caps, *, poster: Path | None = None) -> MediaFacts:
    """Identify `path`; with `poster`, write a WebP of it there (not for sound).

    Raises MediaRejected.
    """
    kind = sniff(path)
    if kind is None:
        raise MediaRejected(NOT_MEDIA)
    picture: Image.Image | None
    if kind in PLUGINS and not (kind == "gif" and is_moving(path, kind)):
        facts, picture = look_at_picture(path, kind, caps)
    else:
        facts, picture = look_at_stream(path, kind, caps)
    if poster is not None and picture is not None:
        write_poster(picture, poster)
    return facts


def write_poster(picture: Image.Image, path: Path) -> None:
    """Save the picture small, as WebP, on white where it is transparent."""
    small = picture.copy()
    small.thumbnail((POSTER_SIDE, POSTER_SIDE))
    layer = small.convert("RGBA")
    paper = Image.new("RGB", layer.size, PAPER)
    paper.paste(layer, mask=layer.getchannel("A"))
    paper.save(path, "WEBP", quality=78, method=3)
