"""What is said and written in it: the opening words, the pace of speech, a clear topic."""

from collections.abc import Mapping
from typing import Any

from ai.local.sentences import sentences_of, words_of
from analysis.scoring.parts import Part, along, read
from analysis.words.opening import LABELS, opening_of
from analysis.words.suggestion import WordsSuggestion

# Words a second while somebody speaks: slow speech bores, over five cannot be followed.
SPEECH_RATE = ((0.8, 0.1), (1.8, 0.6), (2.4, 1.0), (3.4, 1.0), (4.5, 0.6), (6.0, 0.1))
TOPICS = ((0.0, 0.0), (1.0, 0.6), (3.0, 1.0))
MIN_SPEECH_SEC = 2.0
OPENING_TEXT_SEC = 3.0


def measure_words(features: Mapping[str, Any], words: WordsSuggestion) -> list[Part | None]:
    """Nothing to measure without a transcript and without text on screen in the first seconds."""
    opening = _opening(features, words)
    if not words.spoken and opening is None:
        return []
    return [opening, _rate(features, words), _topic(words)]


def _opening(features: Mapping[str, Any], words: WordsSuggestion) -> Part | None:
    """The better of the first spoken sentence and the first text on screen within 3 s."""
    openings = []
    for how, line in _first_lines(features, words):
        opening = opening_of(line, words.language)
        if opening:
            openings.append((opening.strength, opening.kind, how, line))
    if not openings:
        return None
    strength, kind, how, line = max(openings)
    clause = f"it opens with {LABELS[kind]} ({how}: “{_shortened(line)}”)"
    return Part("opening", 0.55, strength, clause, "open with a question, a number or a contrast")


def _first_lines(features: Mapping[str, Any], words: WordsSuggestion) -> list[tuple[str, str]]:
    lines = [("said", sentence) for sentence in sentences_of(words.spoken or "")[:1]]
    first = read(features, "text", "first_seen_sec")
    if words.shown and (first is None or first <= OPENING_TEXT_SEC):
        lines.append(("shown", words.shown[0]))
    return lines


def _rate(features: Mapping[str, Any], words: WordsSuggestion) -> Part | None:
    share, seconds = read(features, "sound", "speech_share"), features.get("duration_sec")
    if not words.spoken or not share or not seconds or share * seconds < MIN_SPEECH_SEC:
        return None
    rate = len(words_of(words.spoken)) / (share * seconds)
    value = along(SPEECH_RATE, rate)
    advice = "speak faster, or cut the pauses" if rate < SPEECH_RATE[2][0] else "speak slower"
    return Part("rate", 0.2, value, f"{rate:.1f} words are spoken a second", advice)


def _topic(words: WordsSuggestion) -> Part:
    said = f"{words.spoken or ''} {' '.join(words.shown or ())}".lower()
    topics = [topic for topic in words.topics if topic in said]  # others are from the file name
    named = ", ".join(topics[:3])
    clause = f"it is about {named}" if named else "no topic can be told from its words"
    advice = "name what it is about in the first sentence"
    return Part("topic", 0.25, along(TOPICS, len(topics)), clause, advice)


def _shortened(line: str, limit: int = 60) -> str:
    """The line, cut at a word when it is long; for showing only."""
    line = " ".join(line.split())
    return line if len(line) <= limit else line[:limit].rsplit(" ", 1)[0] + "…"
