"""What Facebook makes of a post, what it refuses, and what its codes mean.

Sources: developers.facebook.com “Reels publishing” (30 July 2026), “Page stories”, “Page videos”;
codes marked so are second hand, from another scheduler.
"""

from collections.abc import Sequence
from enum import StrEnum

from platforms.adapters.meta import GRAPH_CODES, Codes, Meaning
from platforms.adapters.types import MediaFile, PublishRequest

REFUSED = (
    *(1349125, 1363040, 1363127, 1363128, 1363129, 1366046, 1346003, 1404006, 1404102),
    *(1404112, 1609008, 2061006, 2069019, 4854002),
)
CODES: Codes = {
    **GRAPH_CODES,
    **{(code, None): Meaning.REJECTED for code in (382, 389, 6000, 6001)},
    **{(None, subcode): Meaning.REJECTED for subcode in REFUSED},
    (490, None): Meaning.RECONNECT,
    (None, 1404078): Meaning.RECONNECT,  # authorisation to publish as the Page
    (None, 1390008): Meaning.HOUR_OFF,
    # “already posted” hints that an earlier try landed; the others are down for a while
    **{(None, subcode): Meaning.UNCLEAR for subcode in (1366051, 1363047, 1609010)},
}
# about the Page itself, a missing object means that the link to it is lost
PAGE_CODES: Codes = {(100, 33): Meaning.RECONNECT}


class Kind(StrEnum):
    """What a post becomes; the word is also the beginning of a poll handle."""

    FEED = "feed"  # words, a link, photos
    VIDEO = "video"
    REEL = "reel"
    VIDEO_STORY = "video_story"
    PHOTO_STORY = "photo_story"


STORIES = (Kind.VIDEO_STORY, Kind.PHOTO_STORY)
# seconds at least, seconds at most; both are upright and at least 540 × 960
SHORT_VIDEOS = {Kind.REEL: (3, 90), Kind.VIDEO_STORY: (0, 60)}
LABELS = {Kind.REEL: "A Facebook Reel", **dict.fromkeys(STORIES, "A Facebook story")}


def kind_of(request: PublishRequest) -> Kind:
    """A video goes into the feed unless the option `placement` says “reel” or “story”."""
    has_video = any(item.media_type == "video" for item in request.media)
    match request.options.get("placement"), has_video:
        case "story", True:
            return Kind.VIDEO_STORY
        case "story", False:
            return Kind.PHOTO_STORY
        case "reel", _:
            return Kind.REEL
        case _, True:
            return Kind.VIDEO
    return Kind.FEED


def placement_problems(kind: Kind, media: Sequence[MediaFile]) -> list[str]:
    """What Reels and stories ask beyond the rules of the feed, as sentences."""
    if kind not in LABELS:
        return []
    label = LABELS[kind]
    if len(media) != 1:
        return [f"{label} takes one file."]
    if kind is Kind.PHOTO_STORY:
        return []
    item = media[0]
    if item.media_type != "video":
        return [f"{label} takes a video."]
    return [*_length_problems(label, kind, item), *_size_problems(label, item)]


def _length_problems(label: str, kind: Kind, item: MediaFile) -> list[str]:
    least, most = SHORT_VIDEOS[kind]
    if item.duration_sec is None or least <= item.duration_sec <= most:
        return []
    return [f"{label} lasts {least} to {most} seconds; this video lasts {item.duration_sec:g}."]


def _size_problems(label: str, item: MediaFile) -> list[str]:
    if not item.width or not item.height:
        return []
    is_upright = abs(item.width / item.height - 9 / 16) < 0.01
    if is_upright and item.width >= 540:
        return []
    size = f"{item.width} × {item.height}"
    return [f"{label} is upright, 9:16 and at least 540 × 960 pixels; this video has {size}."]
