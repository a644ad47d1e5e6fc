"""How much of some media is what people talk about, how close it is to what sold. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from ai.local.sentences import words_of
from ai.local.stop_words import stop_words_for

HALF_LIFE = timedelta(days=3)  # a search trend halves in a few days
FADED = 0.05
ENOUGH_OF_TOPIC = 0.6  # of a topic's words
ENOUGH_OF_HOOK = 0.4
LENGTH_TOLERANCE = 0.25
SHOWN = 5


@dataclass(frozen=True)
class Topic:
    """A trend as it counts now: `strength` 0 to 1, after fading."""

    name: str
    strength: float
    origin: str


@dataclass(frozen=True)
class Exemplar:
    """A top performer's words and length (seconds, None: unknown)."""

    hook: str
    topic: str
    duration_sec: float | None
    figures: str


@dataclass(frozen=True)
class Match:
    """What matched, which words did, and the sentence that says why; strength 0 to 1."""

    kind: str
    name: str
    words: tuple[str, ...]
    strength: float
    sentence: str


@dataclass(frozen=True)
class Overlap:
    """trends, exemplars: the best matches. `asked`: how many of each were compared."""

    trends: tuple[Match, ...]
    exemplars: tuple[Match, ...]
    asked: tuple[int, int]


def faded(score: float, seen_at: datetime, now: datetime) -> float:
    """A trend's strength now: halved every HALF_LIFE since it was last seen."""
    return score * 0.5 ** (max(now - seen_at, timedelta()) / HALF_LIFE)


def telling_words(text: str, language: str = "en") -> set[str]:
    """The words of a text that say what it is about, folded, plurals as singulars."""
    stops = stop_words_for(language) | stop_words_for("en")
    folded = (word.casefold() for word in words_of(text))
    return {stem(word) for word in folded if len(word) > 1 and word not in stops}


def stem(word: str) -> str:
    """A plural “s” off: “recipes” and “recipe” are one word here."""
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def compare(
    text: str,
    language: str,
    duration_sec: float | None,
    topics: Iterable[Topic],
    exemplars: Iterable[Exemplar],
) -> Overlap:
    """What of the media's words is trending, and which exemplars it resembles."""
    words, topics, exemplars = telling_words(text, language), list(topics), list(exemplars)
    trending = [m for topic in topics if (m := match_topic(words, topic))]
    alike = [m for one in exemplars if (m := match_exemplar(words, duration_sec, one))]
    return Overlap(best(trending), best(alike), (len(topics), len(exemplars)))


def best(matches: Sequence[Match]) -> tuple[Match, ...]:
    return tuple(sorted(matches, key=lambda match: (-match.strength, match.name))[:SHOWN])


def match_topic(words: set[str], topic: Topic) -> Match | None:
    asked = telling_words(topic.name)
    shared = sorted(asked & words)
    if not asked or len(shared) / len(asked) < ENOUGH_OF_TOPIC:
        return None
    strength = topic.strength * len(shared) / len(asked)
    sentence = f"“{topic.name}” is trending ({topic.origin}); it shares {listed(shared)}"
    return Match("trend", topic.name, tuple(shared), strength, sentence)


def match_exemplar(words: set[str], duration_sec: float | None, one: Exemplar) -> Match | None:
    asked, about = telling_words(one.hook), telling_words(one.topic)
    shared, same = sorted(asked & words), sorted(about & words)
    share = len(shared) / len(asked) if asked else 0.0
    if share < ENOUGH_OF_HOOK and not (about and len(same) / len(about) >= ENOUGH_OF_TOPIC):
        return None
    is_as_long = bool(
        duration_sec and one.duration_sec
        and abs(duration_sec - one.duration_sec) <= LENGTH_TOLERANCE * one.duration_sec
    )  # fmt: skip
    strength = 0.5 * max(share, len(same) / len(about) if about else 0) + 0.25
    why = f"it shares {listed(sorted({*shared, *same}))}"
    why += f" and is about as long ({one.duration_sec:.0f} s)" if is_as_long else ""
    sentence = f"close to a top performer, “{one.hook[:80]}”{one.figures}: {why}"
    words_shared = tuple(sorted({*shared, *same}))
    return Match("exemplar", one.hook, words_shared, strength + 0.25 * is_as_long, sentence)


def listed(words: Sequence[str]) -> str:
    return ", ".join(f"“{word}”" for word in words[:SHOWN])
