"""What Instagram makes of a post, what it refuses, and what its codes mean.

Source: developers.facebook.com “Instagram platform: error codes” (2 June 2026), “IG User media”.
"""

import re
from collections.abc import Iterable
from enum import StrEnum

from platforms.adapters.meta import GRAPH_CODES, Codes, Meaning
from platforms.adapters.types import MediaFile, PublishRequest
from platforms.exceptions import Rejected

REJECTED = (
    *(2207004, 2207005, 2207009, 2207010, 2207023, 2207026, 2207028, 2207035, 2207036),
    *(2207037, 2207040, 2207050, 2207057, 2207081),
)
CODES: Codes = {
    **GRAPH_CODES,
    **{(None, subcode): Meaning.REJECTED for subcode in REJECTED},
    # media could not be fetched, processed or found: a new container may do better
    **{
        (None, subcode): Meaning.NOT_PUBLISHED
        for subcode in (2207003, 2207006, 2207008, 2207020, 2207052, 2207053, 2207077, 2207082)
    },
    **{(None, subcode): Meaning.DAY_OFF for subcode in (2207042, 2207051)},
    # “not ready” on a container that was ready: read as no proof
    **{(None, subcode): Meaning.UNCLEAR for subcode in (2207001, 2207027, 2207032)},
}
# about the account itself, a missing object means that the link to it is lost
ACCOUNT_CODES: Codes = {(100, 33): Meaning.RECONNECT}
STORY_SECONDS, STORY_BYTES = 60, 100_000_000


class Kind(StrEnum):
    """What a container becomes."""

    IMAGE = "image"
    REEL = "reel"
    STORY = "story"
    CAROUSEL = "carousel"


# What `options` may say for each kind, under the names of the API.
OPTIONS: dict[Kind, tuple[str, ...]] = {
    Kind.IMAGE: ("alt_text", "location_id", "collaborators", "user_tags", "is_ai_generated"),
    Kind.REEL: (
        *("share_to_feed", "audio_name", "thumb_offset", "collaborators"),
        *("location_id", "user_tags", "is_ai_generated"),
    ),
    Kind.CAROUSEL: ("location_id", "collaborators", "is_ai_generated"),
    Kind.STORY: (),
}


def kind_of(request: PublishRequest) -> Kind:
    """Photos go into the feed, several as a carousel, a video as a Reel; a story is asked for."""
    if request.options.get("placement") == Kind.STORY:
        return Kind.STORY
    if len(request.media) > 1:
        return Kind.CAROUSEL
    is_video = any(item.media_type == "video" for item in request.media)
    return Kind.REEL if is_video else Kind.IMAGE


def story_problems(media: Iterable[MediaFile]) -> list[str]:
    """Stories take one file, and shorter videos than the feed."""
    items = list(media)
    problems = ["An Instagram story takes one file."] if len(items) != 1 else []
    for item in items:
        if item.media_type == "video" and (item.duration_sec or 0) > STORY_SECONDS:
            problems.append(f"An Instagram story lasts at most {STORY_SECONDS} seconds.")
        if item.media_type == "video" and item.size_bytes > STORY_BYTES:
            problems.append("An Instagram story takes videos of at most 100 MB.")
    return problems


def refuse_for_good(answer: dict) -> None:
    """Raise Rejected when the failed container names a reason that a repeat cannot cure.

    The status text is the only place where the platform puts the subcode.
    """
    status = str(answer.get("status") or "")
    for subcode in re.findall(r"\b22\d{5}\b", status):
        if CODES.get((None, int(subcode))) is Meaning.REJECTED:
            raise Rejected(f"Instagram could not process the file: {status}", raw=answer)
