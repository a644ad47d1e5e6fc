"""Text on screen: is there any, and can it be read on a phone?"""

from collections.abc import Mapping
from typing import Any

from analysis.scoring.parts import GOOD, Part, along, percent
from analysis.words.suggestion import WordsSuggestion

# A line on a phone held at arm's length is comfortable from about 3 % of the picture's height.
LINE_HEIGHT = ((0.012, 0.0), (0.022, 0.5), (0.032, 1.0))
FIRST_SEEN_SEC = ((3.0, 1.0), (10.0, 0.5), (30.0, 0.2))
CONFIDENCE = ((0.6, 0.0), (0.8, 0.6), (0.95, 1.0))
WORDS_AT_ONCE = ((9.0, 1.0), (16.0, 0.6), (30.0, 0.1), (45.0, 0.0))


def measure_text(features: Mapping[str, Any], words: WordsSuggestion) -> list[Part | None]:
    """When it appears, how large and clear it is, how much at once."""
    text = features.get("text")
    if not text:
        return []
    if not text["readings"]:
        advice = "put the main point on screen in a few large words"
        return [Part("presence", 1.0, 0.0, "no text was read on screen", advice)]
    return [_presence(text), _size(text), _legibility(text), _amount(text)]


def _presence(text: Mapping[str, Any]) -> Part:
    first = text["first_seen_sec"]
    clause = f"text is on screen from {first:.1f} s"
    return Part(
        "presence", 0.3, along(FIRST_SEEN_SEC, first), clause, "show it from the start", first
    )


def _size(text: Mapping[str, Any]) -> Part:
    height = text["tallest_line_share"]
    clause = f"its tallest line is {percent(height)} of the height"
    return Part("size", 0.3, along(LINE_HEIGHT, height), clause, "make the letters larger")


def _legibility(text: Mapping[str, Any]) -> Part:
    value = along(CONFIDENCE, text["mean_confidence"])
    clause = f"it is {'easy' if value >= GOOD else 'hard'} to read"
    return Part("legibility", 0.2, value, clause, "give the text more contrast")


def _amount(text: Mapping[str, Any]) -> Part:
    most = max(len(reading["text"].split()) for reading in text["readings"])
    clause = f"at most {most} {'word is' if most == 1 else 'words are'} shown at once"
    return Part("amount", 0.2, along(WORDS_AT_ONCE, most), clause, "show fewer words at a time")
