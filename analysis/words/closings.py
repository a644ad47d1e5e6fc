"""The short question at the end of a caption: the speaker's own, or one that fits the line."""

import re

from analysis.words.opening import opening_of

AGREE = "Do you agree?"
WHICH_ONE = "Which one is new to you?"
HAS_THAT = "Has that happened to you?"
YOUR_LIST = "What would be on your list?"
OUR_QUESTIONS = frozenset({AGREE, WHICH_ONE, HAS_THAT, YOUR_LIST})
HAPPENS = re.compile(r"\b(?:told me|fail\w*|lost|scared|afraid|embarrass\w*|mistake)\b", re.I)
FIRST_PERSON = re.compile(r"\b(?:i|i'm|i've|me|my|we|us|our)\b", re.I)
COUNTED = re.compile(r"\b(?:two|three|four|five|six|seven|eight|nine|ten|\d+)\b", re.I)
LIST_OF = re.compile(
    r"\b(?:facts|habits|hacks|ideas|lessons|mistakes|questions|reasons|rules|secrets|signs|steps"
    r"|things|tips|tools|tricks|ways)\b",
    re.I,
)


def closing_for(line: str, language: str) -> str:
    """A short question that follows from the kind of line; empty when none would be natural.

    A question that would fit any line is worth nothing: most lines get none.
    """
    if language != "en":
        return ""
    opening = opening_of(line, language)
    kind = opening.kind if opening else ""
    if LIST_OF.search(line) and (kind in ("number", "claim") or COUNTED.search(line)):
        return YOUR_LIST if FIRST_PERSON.search(line) else WHICH_ONE
    if kind == "number":
        return ""
    if FIRST_PERSON.search(line):
        return HAS_THAT if HAPPENS.search(line) else ""
    return AGREE if kind in ("contrast", "claim") else ""


def without_our_question(caption: str) -> str:
    """The caption without a closing of ours; what the speaker asks stays."""
    head, gap, last = caption.rpartition("\n\n")
    return head if gap and last in OUR_QUESTIONS else caption
