"""Hashtags from topics: specific before general, never one that the material does not support."""

from collections.abc import Iterable, Sequence

from platforms.specs.text import normal_hashtag
from platforms.specs.types import PlatformSpec

MAX_LENGTH = 24
MAX_JOINED_WORDS = 2
MIN_LENGTH = 3


def hashtags_for(topics: Sequence[str], spec: PlatformSpec, named: Sequence[str] = ()) -> list[str]:
    """At most as many tags as the platform is given, without the #.

    Words of a topic are joined with capitals (“PeopleWalking”), so that screen readers and people
    can part them. Three words are joined only when a person put them together: in `named`, the
    words of the file name.
    """
    name = " ".join(named)
    joined = [_joined(topic, MAX_JOINED_WORDS + (topic in name)) for topic in topics]
    parts = [
        word for topic, tag in zip(topics, joined, strict=True) if not tag for word in topic.split()
    ]
    return clean_hashtags([*joined, *parts], spec)


def clean_hashtags(tags: Iterable[str], spec: PlatformSpec) -> list[str]:
    """The tags in normal form without the #, each once, as many as the platform is given."""
    found: list[str] = []
    for tag in tags:
        name = normal_hashtag(tag).removeprefix("#")
        is_new = name.casefold() not in (other.casefold() for other in found)
        if MIN_LENGTH <= len(name) <= MAX_LENGTH and is_new:
            found.append(name)
    return found[: spec.max_hashtags]


def _joined(topic: str, most_words: int) -> str:
    words = topic.split()
    if len(words) == 1:
        return topic
    return "".join(word.capitalize() for word in words) if len(words) <= most_words else ""
