"""What an account's own listing says about our posts. Pure.

A double is two posts of the account that carry one payload: by our key where the network gives it
back, else by their very words. Missing is what went out, should be listed, and is not.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from platforms.adapters.types import RemotePost

# The same words again after that long are somebody's wish, not our repeat.
REPEATED_WITHIN = timedelta(hours=48)
LINKS_AND_SPACES = re.compile(r"https?://\S+|\s+")


@dataclass(frozen=True)
class OurPost:
    """One of our posts that is out. `key` is what the keys of all its tries begin with."""

    key: str
    post_id: str
    published_at: datetime


@dataclass(frozen=True)
class Double:
    """Two remote posts of one payload; `first` is the one that we know."""

    key: str
    first: RemotePost
    second: RemotePost


@dataclass(frozen=True)
class Comparison:
    """What is wrong. `missing` are keys of posts that the listing lacks."""

    doubles: tuple[Double, ...] = ()
    missing: tuple[str, ...] = ()


def compare(
    listed: Sequence[RemotePost], ours: Sequence[OurPost], *, settled_before: datetime
) -> Comparison:
    """Compare a complete listing with our posts of the same time.

    A post that went out after `settled_before` may not be listed yet: it is not missed.
    """
    by_id = {post.post_id: post for post in listed}
    known = {post.post_id for post in ours}
    doubles = [
        Double(our.key, first, second)
        for our in ours
        if (first := by_id.get(our.post_id)) is not None
        for second in listed
        if second.post_id not in known and is_same_payload(our, first, second)
    ]
    missing = [
        our.key for our in ours if our.post_id not in by_id and our.published_at < settled_before
    ]
    return Comparison(tuple(doubles), tuple(missing))


def is_same_payload(our: OurPost, first: RemotePost, second: RemotePost) -> bool:
    """Whether the second post carries what the first does."""
    if second.key:
        return second.key.rpartition("-")[0] == our.key
    words = words_of(first.text)
    near = abs(second.posted_at - first.posted_at) <= REPEATED_WITHIN
    return bool(words) and near and words_of(second.text) == words


def words_of(text: str) -> str:
    """The words without links and spaces, which networks change."""
    return LINKS_AND_SPACES.sub(" ", text).strip().casefold()
