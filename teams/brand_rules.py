"""What a brand guide may hold, whichever door it comes through."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

COLOUR = re.compile(r"#[0-9a-f]{6}")
TAG = re.compile(r"\w+")


def as_it_is(entry: str) -> str:
    """The entry unchanged."""
    return entry


def as_tag(entry: str) -> str:
    """A hashtag without its #. Raises ValueError."""
    tag = entry.lstrip("#")
    if not TAG.fullmatch(tag):
        raise ValueError(f"“#{tag}” is no hashtag: letters and digits only.")
    return tag


def as_colour(entry: str) -> str:
    """A hex colour in small letters. Raises ValueError."""
    if not COLOUR.fullmatch(entry.lower()):
        raise ValueError(f"“{entry}” is no colour. Write it as #1a73e8.")
    return entry.lower()


@dataclass(frozen=True)
class ListRule:
    """A list of texts: how many, how long each (characters), and how one is written."""

    most: int = 200
    longest: int = 200
    as_stored: Callable[[str], str] = as_it_is

    def clean(self, entries: Iterable[str]) -> list[str]:
        """The entries as they are stored, each once. Raises ValueError with a sentence."""
        found = [entry.strip() for entry in entries]
        if long := next((entry for entry in found if len(entry) > self.longest), ""):
            raise ValueError(f"An entry has at most {self.longest:,} characters: “{long[:60]}…”")
        stored = [self.as_stored(entry) for entry in found if entry]
        once = list({entry.casefold(): entry for entry in stored}.values())
        if len(once) > self.most:
            raise ValueError(f"{self.most} entries are the most; these are {len(once)}.")
        return once


ENTRIES = ListRule()
SAMPLES = ListRule(most=20, longest=3000)
TAGS = ListRule(longest=60, as_stored=as_tag)
COLOURS = ListRule(most=12, longest=20, as_stored=as_colour)
LISTS = {
    "banned_words": ENTRIES,
    "must_say": ENTRIES,
    "sample_posts": SAMPLES,
    "hashtags_always": TAGS,
    "hashtags_never": TAGS,
    "colours": COLOURS,
}


def contradictions(guide: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """A sentence for each list of `guide` that another one forbids, by the list's name."""
    found = {}
    for line in guide.get("must_say") or ():
        for word in guide.get("banned_words") or ():
            if re.search(rf"(?<!\w){re.escape(word)}(?!\w)", line, re.I):
                found["must_say"] = f"“{line[:60]}” holds the banned word “{word}”."
    never = {tag.casefold() for tag in guide.get("hashtags_never") or ()}
    for tag in guide.get("hashtags_always") or ():
        if tag.casefold() in never:
            found["hashtags_always"] = f"#{tag} is among those that never appear."
    return found
