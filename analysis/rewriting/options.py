"""What may be asked of a rewrite (seed 002, “AI Rewrite”), and what comes back."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from analysis.words.hashtags import clean_hashtags
from platforms.specs import get_spec
from platforms.specs.check import HASHTAG
from platforms.specs.text import compose_text
from platforms.specs.types import PlatformSpec

BY_RULES = "rules on this machine"


class Tone(StrEnum):
    """The seed's four."""

    PROFESSIONAL = "professional"
    CASUAL = "casual"
    FUNNY = "funny"
    EDUCATIONAL = "educational"


class Length(StrEnum):
    """How long it is to become. `SAME` still keeps the platform's limit."""

    SAME = "same"
    SHORTER = "shorter"
    LONGER = "longer"
    FIT = "fit"  # what reads well on the platform, well below its limit


class CannotRewrite(Exception):
    """There is nothing that could be suggested; the message says why."""


@dataclass(frozen=True)
class RewriteOptions:
    """Seed 002's options; None and empty: as the caption has it.

    max_length counts as the platform counts, hashtags included. language: ISO 639-1.
    """

    target_platform: str
    tone: str = ""
    max_length: int | None = None
    include_hashtags: bool | None = None
    include_emojis: bool | None = None
    custom_instructions: str = ""
    length: str = Length.SAME
    language: str = ""

    def is_in_language(self, code: str) -> bool:
        """Whether a text in `code` is in the language that is asked for, if one is."""
        return not self.language or self.language.partition("-")[0] == code

    @property
    def spec(self) -> PlatformSpec:
        return get_spec(self.target_platform)

    @property
    def limit(self) -> int:
        """The most that the whole text may count."""
        most = self.spec.max_text
        return min(self.max_length or most, most)

    def fits(self, caption: str, tags: Sequence[str]) -> bool:
        """Whether caption and tags, as posted, keep every limit on length."""
        text = compose_text(caption, tags, self.spec.hashtag_habit)
        return self.spec.text_fits(text) and self.spec.count_text(text) <= self.limit


@dataclass(frozen=True)
class Rewritten:
    """A suggestion. `caption` is without `hashtags`, which have their #; nothing is saved.

    made_by: a model with its prompt, or `BY_RULES`. notes: what could not be done, as sentences.
    """

    caption: str
    hashtags: list[str]
    made_by: str
    notes: list[str] = field(default_factory=list)

    @property
    def is_local(self) -> bool:
        """Whether rules made it, since no model did."""
        return self.made_by == BY_RULES

    def whole(self, spec: PlatformSpec) -> str:
        """As it would be posted."""
        return compose_text(self.caption, self.hashtags, spec.hashtag_habit)


def part_hashtags(caption: str) -> tuple[str, list[str]]:
    """The caption without its hashtags, and these. A tag inside a sentence becomes a word there.

    “#Coffee is first. #mornings” → “Coffee is first.”, [“#Coffee”, “#mornings”]
    """
    tags = HASHTAG.findall(caption)
    lines = [_without_tags(line) for line in caption.strip().splitlines()]
    text = "\n".join(lines).strip()
    while "\n\n\n" in text:
        text = text.replace("\n\n\n", "\n\n")
    return text, list(dict.fromkeys(f"#{tag.lstrip('#＃')}" for tag in tags))


def as_tags(names: Sequence[str], spec: PlatformSpec) -> list[str]:
    """The names as hashtags, cleaned, as many as the platform is given."""
    return [f"#{name}" for name in clean_hashtags(names, spec)]


def fitting_tags(caption: str, tags: Sequence[str], options: RewriteOptions) -> list[str]:
    """The first of the tags that fit beside the caption."""
    kept: list[str] = []
    for tag in tags:
        if options.fits(caption, [*kept, tag]):
            kept.append(tag)
    return kept


def _without_tags(line: str) -> str:
    words = line.split(" ")
    while words and (not words[-1] or HASHTAG.fullmatch(words[-1])):
        words.pop()
    return HASHTAG.sub(lambda tag: tag.group()[1:], " ".join(words)).rstrip()
