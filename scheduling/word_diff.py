"""What a suggestion changes, word by word; pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

TOKEN = re.compile(r"\s+|[^\s]+")


class Kind(StrEnum):
    SAME = "same"
    GONE = "gone"
    NEW = "new"


@dataclass(frozen=True)
class Piece:
    """Words in a row that stay, go or come, with the spaces between them."""

    kind: Kind
    text: str


def word_diff(before: str, after: str) -> list[Piece]:
    """The pieces of both texts: those that are not NEW make `before`, not GONE make `after`."""
    old, new = TOKEN.findall(before), TOKEN.findall(after)
    return list(_joined(_pieces(old, new)))


def list_diff(before: Sequence[str], after: Sequence[str]) -> list[Piece]:
    """The same for two lists of hashtags, each of them a piece; capitals do not matter."""
    old, new = [t.casefold() for t in before], [t.casefold() for t in after]
    kept = [Piece(Kind.SAME if t.casefold() in old else Kind.NEW, t) for t in after]
    return [*kept, *(Piece(Kind.GONE, t) for t in before if t.casefold() not in new)]


def _pieces(old: list[str], new: list[str]) -> Iterator[Piece]:
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for _, a, b, c, d in matcher.get_opcodes():
        gone, come = "".join(old[a:b]), "".join(new[c:d])
        if gone == come:
            yield Piece(Kind.SAME, gone)
            continue
        if gone:
            yield Piece(Kind.GONE, gone)
        if come:
            yield Piece(Kind.NEW, come)


def _joined(pieces: Iterator[Piece]) -> Iterator[Piece]:
    """Changes that only a space parts become one, so that a person reads phrases."""
    gone = come = ""
    for piece in pieces:
        if piece.kind == Kind.SAME and not (piece.text.isspace() and (gone or come)):
            yield from _both(gone, come)
            gone = come = ""
            yield piece
        else:
            gone += piece.text if piece.kind != Kind.NEW else ""
            come += piece.text if piece.kind != Kind.GONE else ""
    yield from _both(gone, come)


def _both(gone: str, come: str) -> Iterator[Piece]:
    if gone == come:
        if gone:
            yield Piece(Kind.SAME, gone)
        return
    shared = ""
    while gone and come and gone[-1] == come[-1] and gone[-1].isspace():
        shared, gone, come = gone[-1] + shared, gone[:-1], come[:-1]
    if gone:
        yield Piece(Kind.GONE, gone)
    if come:
        yield Piece(Kind.NEW, come)
    if shared:
        yield Piece(Kind.SAME, shared)
