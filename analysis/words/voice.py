"""How a team wants to sound, as rules that any words can be held to; pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from statistics import median

from ai.local.sentences import sentences_of
from analysis.words.hashtags import clean_hashtags
from analysis.words.material import Material
from platforms.specs.counting import GRAPHEME, is_emoji
from platforms.specs.text import compose_text, shorten
from platforms.specs.types import HashtagHabit, PlatformSpec

NEVER, FEW, FREE = "never", "few", "free"  # emoji; as `teams.models.BrandGuide.EmojiUse`
ENOUGH_SAMPLES = 3  # fewer are no habit
LEAST_USUAL = 60  # characters: below this a team's samples say nothing about captions
HIDDEN_IN_TAG = 4  # letters from which a banned word is also looked for inside a hashtag


@dataclass(frozen=True)
class Voice:
    """A brand guide. Empty fields ask for nothing."""

    tone: str = ""
    emoji: str = FREE
    banned: tuple[str, ...] = ()
    must_say: tuple[str, ...] = ()
    samples: tuple[str, ...] = ()
    tags_always: tuple[str, ...] = ()
    tags_never: tuple[str, ...] = ()

    @cached_property
    def _ban(self) -> re.Pattern | None:
        words = sorted(filter(None, map(_as_pattern, self.banned)), key=len, reverse=True)
        return re.compile(rf"(?<!\w)(?:{'|'.join(words)})(?!\w)", re.I) if words else None

    def banned_in(self, text: str) -> str:
        """The first banned word or phrase in `text`, as it stands there; empty when none does."""
        found = self._ban.search(text) if self._ban else None
        return found.group() if found else ""

    def allows(self, text: str) -> bool:
        return not self.banned_in(text)

    def allows_tag(self, tag: str) -> bool:
        """Whether neither the tag is unwanted nor a banned word hides in it (#SoCheap)."""
        name = _squashed(tag)
        if name in map(_squashed, self.tags_never) or not self.allows(_parted(tag)):
            return False
        hidden = filter(None, map(_squashed, self.banned))
        return not any(name == word or (len(word) >= HIDDEN_IN_TAG and word in name)
                       for word in hidden)  # fmt: skip

    @property
    def asks_questions(self) -> bool:
        """Whether a question at the end is this team's manner; so too while nothing is known."""
        ends = [sample.rstrip().endswith("?") for sample in self.samples]
        return len(ends) < ENOUGH_SAMPLES or any(ends)

    def usual_length(self, wanted: int) -> int:
        """Characters to aim for: `wanted`, or less where the team's samples are shorter."""
        if len(self.samples) < ENOUGH_SAMPLES:
            return wanted
        return min(wanted, max(LEAST_USUAL, int(1.3 * median(map(len, self.samples)))))


NO_VOICE = Voice()


def in_voice(material: Material, voice: Voice) -> Material:
    """The material without the lines, subjects and topics that hold a banned word."""
    if not voice.banned:
        return material
    spoken = material.spoken
    if spoken and not voice.allows(spoken):
        spoken = "\n".join(line for line in sentences_of(spoken) if voice.allows(line))
    shown = material.shown
    return replace(
        material,
        spoken=spoken,
        shown=None if shown is None else tuple(filter(voice.allows, shown)),
        description=material.description if voice.allows(material.description) else "",
        alt_text=material.alt_text if voice.allows(material.alt_text) else "",
        subjects=tuple(filter(voice.allows, material.subjects)),
        named=material.named if voice.allows(" ".join(material.named)) else (),
        topics=tuple(filter(voice.allows, material.topics)),
    )


def finished(caption: str, spec: PlatformSpec, voice: Voice) -> str:
    """The caption as the team sends it: emoji as it likes them, what it always says at the end.

    Empty when a banned word would stand in it. Within the platform's limits when it was.
    """
    text = without_emoji(caption) if voice.emoji == NEVER else caption
    for line in voice.must_say:
        text = _with_line(text, line.strip(), spec)
    return text if voice.allows(text) else ""


def tags_in_voice(tags: Sequence[str], spec: PlatformSpec, voice: Voice) -> list[str]:
    """The team's own tags first, then `tags`, without unwanted ones; as many as are suggested."""
    wanted = [tag for tag in [*voice.tags_always, *tags] if voice.allows_tag(tag)]
    return clean_hashtags(wanted, spec)


def count_emoji(text: str) -> int:
    return sum(map(is_emoji, GRAPHEME.findall(text)))


def without_emoji(text: str) -> str:
    """`text` without emoji and the spaces that they leave."""
    parts = ("" if is_emoji(sign) else sign for sign in GRAPHEME.findall(text))
    lines = "".join(parts).splitlines()
    tidy = (re.sub(r"[ \t]+([.,!?;:])", r"\1", re.sub(r"[ \t]{2,}", " ", line)) for line in lines)
    return "\n".join(line.strip() for line in tidy).strip()


def _with_line(text: str, line: str, spec: PlatformSpec) -> str:
    """`text` with `line` at its end, shortened so that both fit; alone when neither fits."""
    if not line or line.casefold() in text.casefold():
        return text
    gap = " " if spec.hashtag_habit == HashtagHabit.INLINE else "\n\n"

    def fits(words: str) -> bool:
        return spec.text_fits(f"{words}{gap}{line}")

    room = max(0, spec.max_text - spec.count_text(f"{gap}{line}"))
    short = shorten(text, fits, room=room, count=spec.count_text)
    return f"{short}{gap}{line}" if short else text


def whole_text(caption: str, tags: Sequence[str], spec: PlatformSpec) -> str:
    """Caption and tags as they are posted."""
    return compose_text(caption, tags, spec.hashtag_habit)


def _as_pattern(phrase: str) -> str:
    return r"\s+".join(map(re.escape, phrase.split()))


def _squashed(text: str) -> str:
    return re.sub(r"\W+|_", "", text).casefold()


def _parted(tag: str) -> str:
    """“SoCheap” → “So Cheap”."""
    return re.sub(r"(?<=[a-zà-ÿ0-9])(?=[A-ZÀ-Ý])|_", " ", tag.lstrip("#"))
