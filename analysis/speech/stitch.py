"""Transcripts of pieces become one, with the times of the whole and nothing twice."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from ai.protocols import Segment, Transcript, Word
from analysis.speech.pieces import Piece

MOST_REPEATED_WORDS = 12
UNKNOWN = "unknown"


def stitch(heard: Sequence[tuple[Piece, Transcript]]) -> Transcript:
    """One transcript from those of the pieces, in order. Raises ValueError without any.

    A piece whose model gave no times becomes one segment as long as the piece.
    """
    if not heard:
        raise ValueError("There is nothing to stitch.")
    segments: list[Segment] = []
    for piece, said in heard:
        segments += _new_in(piece, said, segments)
    return Transcript(
        text=" ".join(segment.text for segment in segments),
        language=main_language([said for _, said in heard]),
        segments=tuple(segments),
        model=heard[0][1].model,
        seconds=sum(said.seconds for _, said in heard),
    )


def main_language(parts: Sequence[Transcript]) -> str:
    """The language in which most was said; “unknown” when no part tells one."""
    said: Counter[str] = Counter()
    for part in parts:
        if part.language != UNKNOWN:
            said[part.language] += len(part.text)
    return said.most_common(1)[0][0] if said else UNKNOWN


def _new_in(piece: Piece, said: Transcript, before: Sequence[Segment]) -> list[Segment]:
    """The segments of a piece in the times of the whole, without what `before` holds."""
    if not said.segments:
        text = (
            _without_repeat(before[-1].text, said.text) if piece.overlap and before else said.text
        )
        return [Segment(piece.start + piece.overlap, piece.end, text)] if text else []
    moved = [_moved(part, piece) for part in said.segments]
    if not piece.overlap or not before:
        return moved
    heard_until = max(before[-1].end, piece.start)
    fresh = [part for part in moved if (part.start + part.end) / 2 > heard_until]
    if fresh and fresh[0].start < heard_until:
        fresh[0] = replace(fresh[0], start=heard_until)
    if fresh:
        text = _without_repeat(before[-1].text, fresh[0].text)
        fresh[0] = replace(fresh[0], text=text, words=fresh[0].words[-len(text.split()) :])
    return [part for part in fresh if part.text]


def _moved(part: Segment, piece: Piece) -> Segment:
    """In the times of the whole; a model that runs past the end of its piece is held to it."""

    def at(seconds: float) -> float:
        return round(min(piece.start + max(seconds, 0.0), piece.end), 3)

    words = tuple(Word(at(word.start), at(word.end), word.text) for word in part.words)
    return Segment(at(part.start), at(part.end), part.text, words)


def _without_repeat(before: str, after: str) -> str:
    """`after` without the words at its beginning that `before` ends with."""
    old, new = before.split(), after.split()
    for count in range(min(len(old), len(new), MOST_REPEATED_WORDS), 0, -1):
        if [_bare(word) for word in old[-count:]] == [_bare(word) for word in new[:count]]:
            return " ".join(new[count:])
    return after


def _bare(word: str) -> str:
    return "".join(letter for letter in word.casefold() if letter.isalnum())
