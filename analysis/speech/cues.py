"""Cues: the lines of a transcript with their times, and what a person may do to them.

A cue from outside (a form, the API) is checked here before it is stored. Pure functions; every
step gives new cues.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from math import isfinite

from ai.protocols import Segment, Word

MAX_CUES = 5000
MAX_TEXT = 1000
LONGEST_SECONDS = 24 * 3600.0
LEAST_SECONDS = 0.1
NEW_CUE_SECONDS = 2.0
SLACK_SECONDS = 0.05
CLOCK = re.compile(r"^(?:(?:(\d{1,2}):)?(\d{1,3}):)?(\d{1,5}(?:[.,]\d{1,3})?)$")


class BadCues(Exception):
    """The cues cannot be stored; the message says which and why."""


@dataclass(frozen=True)
class Cue:
    """A line with its times in seconds; `words` where each has its own."""

    start: float
    end: float
    text: str
    words: tuple[Word, ...] = ()

    @property
    def length(self) -> float:
        return self.end - self.start


def cues_of(segments: Iterable[Segment]) -> list[Cue]:
    """What a speech-to-text heard, as cues."""
    return [Cue(one.start, one.end, one.text, one.words) for one in segments]


def cues_from_json(stored: Iterable[dict]) -> list[Cue]:
    """Cues as they are stored."""
    return [
        Cue(
            float(one["start"]),
            float(one["end"]),
            str(one["text"]),
            tuple(_word(word) for word in one.get("words", ())),
        )
        for one in stored
    ]


def _word(stored: dict) -> Word:
    return Word(float(stored["start"]), float(stored["end"]), str(stored["text"]))


def cues_to_json(cues: Iterable[Cue]) -> list[dict]:
    """Cues to store; `words` only where there are any."""
    return [
        {
            "start": cue.start,
            "end": cue.end,
            "text": cue.text,
            **({"words": [vars(word) for word in cue.words]} if cue.words else {}),
        }
        for cue in cues
    ]


def text_of(cues: Iterable[Cue]) -> str:
    """All that is said, as one text."""
    return " ".join(cue.text for cue in cues)


def parse_clock(text: str) -> float:
    """Seconds of “7.5”, “1:07.5” or “1:02:07,5”. Raises BadCues."""
    found = CLOCK.match(text.strip())
    if not found:
        raise BadCues(f"“{text[:20]}” is not a time. Write it as 1:07.5.")
    hours, minutes, seconds = found.groups(default="0")
    return int(hours) * 3600 + int(minutes) * 60 + float(seconds.replace(",", "."))


def format_clock(seconds: float) -> str:
    """As `parse_clock` reads it, to the millisecond."""
    thousandths = round(max(seconds, 0.0) * 1000)
    minutes, rest = divmod(thousandths, 60_000)
    hours, minutes = divmod(minutes, 60)
    clock = f"{rest / 1000:06.3f}"
    return f"{hours}:{minutes:02}:{clock}" if hours else f"{minutes}:{clock}"


def checked(cues: Sequence[Cue]) -> list[Cue]:
    """The cues in order of time, without empty ones. Raises BadCues."""
    kept = [replace(cue, text=" ".join(cue.text.split())) for cue in cues if cue.text.strip()]
    if len(kept) > MAX_CUES:
        raise BadCues(f"There are {len(kept)} lines; at most {MAX_CUES} can be kept.")
    for number, cue in enumerate(kept, 1):
        if fault := fault_of(cue):
            raise BadCues(f"Line {number} (“{cue.text[:30]}”): {fault}")
    return sorted(kept, key=lambda cue: (cue.start, cue.end))


def fault_of(cue: Cue) -> str:
    """What is wrong with one cue, or nothing."""
    if not (isfinite(cue.start) and isfinite(cue.end)):
        return "its times are no numbers."
    if not 0 <= cue.start <= LONGEST_SECONDS or cue.end > LONGEST_SECONDS:
        return "its times lie outside of a day."
    if cue.end <= cue.start:
        return "it ends before it begins."
    if len(cue.text) > MAX_TEXT:
        return f"it is longer than {MAX_TEXT} characters. Split it."
    return ""


def split(cues: Sequence[Cue], at: int, letters: int | None = None) -> list[Cue]:
    """Cue `at` as two, after `letters` of its text, else at the word nearest to its middle."""
    cue = cues[at]
    place = _word_border(cue.text, len(cue.text) // 2 if letters is None else letters)
    if place is None:
        return list(cues)
    first, second = cue.text[:place].strip(), cue.text[place:].strip()
    count = len(first.split())
    moment = cue.start + cue.length * len(first) / len(cue.text)
    if len(cue.words) == len(cue.text.split()):
        moment = (cue.words[count - 1].end + cue.words[count].start) / 2
    else:
        cue = replace(cue, words=())
    halves = [
        Cue(cue.start, round(moment, 3), first, cue.words[:count]),
        Cue(round(moment, 3), cue.end, second, cue.words[count:]),
    ]
    return [*cues[:at], *halves, *cues[at + 1 :]]


def merge(cues: Sequence[Cue], at: int) -> list[Cue]:
    """Cue `at` and the one after it as one; the last one stays as it is."""
    if at + 1 >= len(cues):
        return list(cues)
    one, other = cues[at], cues[at + 1]
    both_timed = bool(one.words and other.words)
    joined = Cue(
        min(one.start, other.start),
        max(one.end, other.end),
        f"{one.text} {other.text}".strip(),
        one.words + other.words if both_timed else (),
    )
    return [*cues[:at], joined, *cues[at + 2 :]]


def insert_after(cues: Sequence[Cue], at: int) -> list[Cue]:
    """An empty cue after cue `at` (-1: before all), in the room that is there."""
    start = cues[at].end if at >= 0 else 0.0
    following = cues[at + 1].start if at + 1 < len(cues) else start + NEW_CUE_SECONDS
    end = max(min(start + NEW_CUE_SECONDS, following), start + LEAST_SECONDS)
    return [*cues[: at + 1], Cue(start, round(end, 3), ""), *cues[at + 1 :]]


def remove(cues: Sequence[Cue], at: int) -> list[Cue]:
    """Without cue `at`."""
    return [*cues[:at], *cues[at + 1 :]]


def shift(cues: Sequence[Cue], seconds: float, since: int = 0) -> list[Cue]:
    """All times from cue `since` on later (or, negative, earlier), never before 0."""
    if not isfinite(seconds) or abs(seconds) > LONGEST_SECONDS:
        raise BadCues("That is no time to shift by.")
    return [cue if number < since else _shifted(cue, seconds) for number, cue in enumerate(cues)]


def _shifted(cue: Cue, seconds: float) -> Cue:
    def at(moment: float) -> float:
        return round(max(moment + seconds, 0.0), 3)

    words = tuple(Word(at(word.start), at(word.end), word.text) for word in cue.words)
    return Cue(at(cue.start), max(at(cue.end), at(cue.start) + LEAST_SECONDS), cue.text, words)


def with_words(cues: Sequence[Cue], before: Sequence[Cue]) -> list[Cue]:
    """The cues with the word times of `before`, where a cue's words and times still fit them.

    A form carries no word times. A cue of which any word was changed has none afterwards.
    """
    old = [(word, cue) for cue in before for word in cue.words]
    new = [(number, text) for number, cue in enumerate(cues) for text in cue.text.split()]
    old_texts, new_texts = [word.text for word, _ in old], [text for _, text in new]
    found: dict[int, list[tuple[Word, Cue]]] = {}
    for block in SequenceMatcher(None, old_texts, new_texts, autojunk=False).get_matching_blocks():
        for step in range(block.size):
            found.setdefault(new[block.b + step][0], []).append(old[block.a + step])
    return [_with(cue, found.get(number, [])) for number, cue in enumerate(cues)]


def _with(cue: Cue, known: Sequence[tuple[Word, Cue]]) -> Cue:
    """The cue with the words, moved with it where it was moved as a whole."""
    if len(known) != len(cue.text.split()):
        return replace(cue, words=())
    origin = known[0][1]
    is_moved = abs(cue.length - origin.length) < SLACK_SECONDS
    by = cue.start - origin.start if is_moved else 0.0
    words = [Word(round(w.start + by, 3), round(w.end + by, 3), w.text) for w, _ in known]
    fits = all(
        cue.start - SLACK_SECONDS <= word.start and word.end <= cue.end + SLACK_SECONDS
        for word in words
    )
    return replace(cue, words=tuple(words) if fits else ())


def _word_border(text: str, near: int) -> int | None:
    """The gap between two words nearest to `near`; None in a single word."""
    gaps = [found.start() for found in re.finditer(r"\s+", text) if found.start() > 0]
    return min(gaps, key=lambda gap: abs(gap - near)) if gaps else None
