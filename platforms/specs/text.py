"""A text made to fit a platform: by sentences, never through a word, link, hashtag or emoji.

The shortening of seed 001 (`truncateSmartly`: the last sentence end past half of the room, else
cut and dots), counted as the platform counts.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence

import regex

from platforms.specs import get_spec
from platforms.specs.check import HASHTAG
from platforms.specs.counting import GRAPHEME, LINK
from platforms.specs.types import HashtagHabit, PlatformSpec

ELLIPSIS = "…"
# Scripts that are written without spaces: a line may break between any two of their signs.
UNSPACED = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}\p{Tibetan}"
WORD = regex.compile(rf"(?V1)[#＃@]\w[\w.'’-]*|[[\w\p{{M}}\u200C\u200D'’\-]--[{UNSPACED}]]+")
SENTENCE_END = regex.compile(r"[.!?…]+[\"'”’»)\]]*(?=\s|$)|[。！？]+[」』）]*|(?<=\S)(?=\s*\n)")
TAG_SIGNS = regex.compile(r"[^\w]+")

Fits = Callable[[str], bool]


def normal_hashtag(tag: str) -> str:
    """“coffee time!” → “#coffeetime”; empty when nothing of it can be a hashtag."""
    word = TAG_SIGNS.sub("", tag)
    return f"#{word}" if HASHTAG.fullmatch(f"#{word}") else ""


def new_hashtags(body: str, hashtags: Iterable[str]) -> list[str]:
    """The hashtags in their normal form, each once, without those that the body has already."""
    seen = {tag.casefold() for tag in HASHTAG.findall(body)}
    kept = []
    for tag in map(normal_hashtag, hashtags):
        if tag and tag.casefold() not in seen:
            seen.add(tag.casefold())
            kept.append(tag)
    return kept


def compose_text(body: str, hashtags: Iterable[str], habit: HashtagHabit = HashtagHabit.END) -> str:
    """The whole text of a post: the body, and its hashtags where the network has them."""
    body = body.strip()
    tags = " ".join(new_hashtags(body, hashtags)) if habit != HashtagHabit.NONE else ""
    if not body or not tags:
        return body or tags
    return f"{body} {tags}" if habit == HashtagHabit.INLINE else f"{body}\n\n{tags}"


def compose_for(platform: str, body: str, hashtags: Iterable[str]) -> str:
    """`compose_text` in the habit of a platform. Nothing is shortened."""
    return compose_text(body, hashtags, get_spec(platform).hashtag_habit)


def fit_text(platform: str, text: str, hashtags: Sequence[str] = ()) -> str:
    """The text with as many of its hashtags as fit; the words come before the tags.

    Always within the platform's limit on length, and empty when not even the first word fits.
    Signs that the platform refuses are left out. Raises UnknownPlatform.
    """
    spec = get_spec(platform)
    for sign in spec.forbidden_characters:
        text = text.replace(sign, "")
    body = shorten(text, spec.text_fits, room=spec.max_text, count=spec.count_text)
    return _with_tags(spec, body, hashtags)


def shorten_body(platform: str, body: str, hashtags: Sequence[str]) -> str:
    """The body, shortened so that it fits together with all of its hashtags.

    Always whole sentences or words; unchanged when it fits. Raises UnknownPlatform.
    """
    spec = get_spec(platform)
    for sign in spec.forbidden_characters:
        body = body.replace(sign, "")

    def fits(text: str) -> bool:
        return spec.text_fits(compose_text(text, hashtags, spec.hashtag_habit))

    return shorten(body, fits, room=spec.max_text, count=spec.count_text)


def fit_title(platform: str, title: str) -> str:
    """The title on one line within the platform's limit; empty where posts have no title."""
    spec = get_spec(platform)
    limit = spec.max_title
    if limit is None:
        return ""
    line = " ".join("".join(c for c in title if c not in spec.forbidden_characters).split())
    return shorten(line, lambda text: len(text) <= limit, room=limit, count=len)


def _with_tags(spec: PlatformSpec, body: str, hashtags: Sequence[str]) -> str:
    room = max(0, spec.max_hashtags - len(HASHTAG.findall(body)))
    chosen: list[str] = []
    for tag in new_hashtags(body, hashtags):
        if len(chosen) < room and spec.text_fits(
            compose_text(body, [*chosen, tag], spec.hashtag_habit)
        ):
            chosen.append(tag)
    return compose_text(body, chosen, spec.hashtag_habit)


def shorten(text: str, fits: Fits, *, room: int, count: Callable[[str], int]) -> str:
    """The longest good beginning of `text` that fits: whole, by sentences, by words, or empty."""
    text = text.strip()
    if fits(text):
        return text
    whole = whole_cuts(text)
    sentences = [m.end() for m in SENTENCE_END.finditer(text) if m.end() in whole]
    by_sentence = _longest(text, sentences, fits, ending="")
    if count(by_sentence) > room / 2:
        return by_sentence
    return _longest(text, sorted(whole), fits, ending=ELLIPSIS) or by_sentence


def whole_cuts(text: str) -> set[int]:
    """Places (indexes) where a cut parts no word, link, hashtag, mention or grapheme."""
    inside: set[int] = set()
    for pattern in (GRAPHEME, LINK, HASHTAG, WORD):
        for match in pattern.finditer(text):
            inside.update(range(match.start() + 1, match.end()))
    return set(range(1, len(text) + 1)) - inside


def _longest(text: str, cuts: Sequence[int], fits: Fits, *, ending: str) -> str:
    """The longest `text[:cut] + ending` that fits; lengths grow with the cut."""

    def candidate(cut: int) -> str:
        head = text[:cut].rstrip()
        return f"{_without_loose_end(head)}{ending}" if ending else head

    index = bisect_right(cuts, False, key=lambda cut: not fits(candidate(cut)))
    while index and not fits(candidate(cuts[index - 1])):  # counting is not strictly monotone
        index -= 1
    return candidate(cuts[index - 1]) if index else ""


def _without_loose_end(head: str) -> str:
    """Commas and free-standing dashes do not stand before dots. From the right only: no regex,
    since one that ends in `$` is quadratic on long runs of spaces."""
    shorter = head.rstrip(",;:")
    if shorter != head:
        return shorter
    before_dash = head.rstrip("–—-")
    free = before_dash != head and before_dash[-1:].isspace()
    return before_dash.rstrip() if free else head
