"""A post as a record: its key, its words with their links, what is embedded. Pure."""

import hashlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import regex

from platforms.adapters.ids import path_id
from platforms.adapters.types import MediaFile, PublishRequest
from platforms.specs.check import HASHTAG
from platforms.specs.counting import URL

COLLECTION = "app.bsky.feed.post"
SORTABLE = "234567abcdefghijklmnopqrstuvwxyz"
MENTION = regex.compile(
    r"(?<![\w@/.])@((?:[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?\.)+[a-zA-Z]{2,})"
)
MAX_ALT = 2000  # a limit of ours: the lexicon has none


def record_key(moment: datetime, op_key: str) -> str:
    """A TID (atproto.com/specs/tid): microseconds and a clock id, in sortable base 32.

    The clock id (10 bits) comes from our key, so two posts of the same microsecond differ.
    """
    clock_id = int.from_bytes(hashlib.sha256(op_key.encode()).digest()[:2], "big") & 0x3FF
    number = int(moment.timestamp() * 1_000_000) << 10 | clock_id
    return "".join(SORTABLE[number >> shift & 31] for shift in range(60, -1, -5))


def key_in(uri: str) -> str:
    """The key in a post's address (`at://did/collection/key`). Raises Rejected without one."""
    return path_id(uri.rpartition("/")[2])


def record_of(
    request: PublishRequest,
    created_at: datetime,
    blobs: dict[str, dict],
    find_did: Callable[[str], str | None],
) -> dict:
    """The record of a post. `blobs`: sha256 of a file → its blob; `find_did`: handle → account."""
    record: dict = {
        "$type": COLLECTION,
        "text": request.text,
        "createdAt": created_at.astimezone(UTC).isoformat(timespec="milliseconds")[:-6] + "Z",
    }
    if facets := sorted(_facets(request.text, find_did), key=lambda f: f["index"]["byteStart"]):
        record["facets"] = facets
    if embed := _embed_of(request, blobs):
        record["embed"] = embed
    if langs := request.options.get("langs"):
        record["langs"] = [str(lang) for lang in langs][:3]
    return record


def _facets(text: str, find_did: Callable[[str], str | None]) -> Iterator[dict]:
    """Links, hashtags and mentions. Their places are counted in UTF-8 bytes."""
    for match in URL.finditer(text):
        yield _facet(text, match.span(), "link", uri=match.group())
    links = [match.span() for match in URL.finditer(text)]
    for match in HASHTAG.finditer(text):
        if not _inside(match.start(), links):
            yield _facet(text, match.span(), "tag", tag=match.group()[1:])
    for match in MENTION.finditer(text):
        if not _inside(match.start(), links) and (did := find_did(match.group(1).lower())):
            yield _facet(text, match.span(), "mention", did=did)


def _inside(place: int, spans: list[tuple[int, int]]) -> bool:
    return any(start <= place < end for start, end in spans)


def _facet(text: str, span: tuple[int, int], kind: str, **feature: str) -> dict:
    start = len(text[: span[0]].encode())
    end = start + len(text[span[0] : span[1]].encode())
    feature = {"$type": f"app.bsky.richtext.facet#{kind}", **feature}
    return {"index": {"byteStart": start, "byteEnd": end}, "features": [feature]}


def _embed_of(request: PublishRequest, blobs: dict[str, dict]) -> dict | None:
    """A post shows either media or a link's card."""
    alt = str(request.options.get("alt_text") or "")[:MAX_ALT]
    if request.media and request.media[0].media_type == "video":
        item = request.media[0]
        video = {"$type": "app.bsky.embed.video", "video": blobs[item.sha256], "alt": alt}
        return video | _shape_of(item)
    if request.media:
        images = [
            {"image": blobs[item.sha256], "alt": alt, **_shape_of(item)} for item in request.media
        ]
        return {"$type": "app.bsky.embed.images", "images": images}
    if not request.link_url:
        return None
    card: dict = {
        "uri": request.link_url,
        "title": request.title or request.link_url,
        "description": "",
    }
    if request.thumbnail:
        card["thumb"] = blobs[request.thumbnail.sha256]
    return {"$type": "app.bsky.embed.external", "external": card}


def _shape_of(item: MediaFile) -> dict:
    if not item.width or not item.height:
        return {}
    return {"aspectRatio": {"width": item.width, "height": item.height}}
