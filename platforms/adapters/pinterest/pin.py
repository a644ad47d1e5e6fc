"""A pin as JSON. Images travel inside it as Base64, written while it is sent, never all in memory.

Pinterest takes JPEG and PNG like that; it fetches other formats from a public address of ours.
"""

import base64
import json
import uuid
from collections.abc import Iterable, Iterator, Mapping
from itertools import repeat

from platforms.adapters.files import pieces_of
from platforms.adapters.public_media import public_url
from platforms.adapters.types import MediaFile, PublishRequest

INLINE_TYPES = frozenset({"image/jpeg", "image/png"})
PIECE_BYTES = 49_152  # divisible by three, so that the pieces' Base64 can be joined
FIRST_FRAME_SECONDS = 1

Inline = dict[str, MediaFile]  # placeholder in the JSON → the file that goes there


def pin_of(
    request: PublishRequest, media_ids: Mapping[str, str], *, board: Mapping[str, str]
) -> tuple[dict, Inline]:
    """The pin, and the files for its placeholders. `media_ids`: sha256 → id of a video."""
    inline: Inline = {}
    words = {
        "title": request.title,
        "description": request.text,
        "link": request.link_url,
        "alt_text": str(request.options.get("alt_text") or ""),
    }
    source = _media_source(request, media_ids, inline)
    filled = {name: value for name, value in words.items() if value}
    return {**board, **filled, "media_source": source}, inline


def _media_source(request: PublishRequest, media_ids: Mapping[str, str], inline: Inline) -> dict:
    first = request.media[0]
    if first.media_type == "video":
        return {
            "source_type": "video_id",
            "media_id": media_ids[first.sha256],
            **_cover(request.thumbnail, inline),
        }
    if all(item.mime_type in INLINE_TYPES for item in request.media):
        pictures = [_inline(item, inline) for item in request.media]
        kind, several = "image_base64", "multiple_image_base64"
    else:
        pictures = [{"url": public_url(item)} for item in request.media]
        kind, several = "image_url", "multiple_image_urls"
    if len(pictures) == 1:
        return {"source_type": kind, **pictures[0]}
    return {"source_type": several, "items": pictures}


def _cover(thumbnail: MediaFile | None, inline: Inline) -> dict:
    if thumbnail is None:
        return {"cover_image_key_frame_time": FIRST_FRAME_SECONDS}
    if thumbnail.mime_type not in INLINE_TYPES:
        return {"cover_image_url": public_url(thumbnail)}
    picture = _inline(thumbnail, inline)
    return {
        "cover_image_content_type": picture["content_type"],
        "cover_image_data": picture["data"],
    }


def _inline(item: MediaFile, inline: Inline) -> dict[str, str]:
    placeholder = f"file-{uuid.uuid4().hex}"
    inline[placeholder] = item
    return {"content_type": item.mime_type, "data": placeholder}


def written(body: dict, inline: Inline) -> tuple[dict[str, str], Iterator[bytes]]:
    """Headers and content of the JSON with each placeholder replaced by its file in Base64.

    When a file turns out to be damaged the content ends before the JSON does: no pin comes of it.
    """
    text = json.dumps(body)
    length = len(text) + sum(
        4 * ((item.size_bytes + 2) // 3) - len(placeholder) for placeholder, item in inline.items()
    )
    headers = {"Content-Type": "application/json", "Content-Length": str(length)}
    return headers, _written(text, inline.items())


def _written(text: str, inline: Iterable[tuple[str, MediaFile]]) -> Iterator[bytes]:
    for placeholder, item in inline:
        before, _, text = text.partition(placeholder)
        yield before.encode()
        for piece in pieces_of(item, repeat(PIECE_BYTES)):
            yield base64.b64encode(piece)
    yield text.encode()
