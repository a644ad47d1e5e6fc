"""Whether two captions are different enough to be tried against each other; pure."""

import re
from collections.abc import Iterable

from ai.local.sentences import words_of

SAME_START, OTHER_START = 0.5, 0.75  # shared words of all words, from which two are alike


def is_alike(caption: str, other: str) -> bool:
    """Whether a reader would take one for the other.

    Captions that begin with the same line must differ in most of what follows.
    """
    ours, theirs = _words(caption), _words(other)
    if not ours or not theirs:
        return ours == theirs
    most = SAME_START if first_line(caption) == first_line(other) else OTHER_START
    return len(ours & theirs) / len(ours | theirs) > most


def is_new(caption: str, others: Iterable[str]) -> bool:
    return not any(is_alike(caption, other) for other in others)


def first_line(caption: str) -> str:
    """What is read before the fold, without marks and capitals."""
    line = caption.strip().partition("\n")[0]
    return re.sub(r"\W+", " ", line).casefold().strip()


def _words(caption: str) -> set[str]:
    return {word.casefold() for word in words_of(caption)}
