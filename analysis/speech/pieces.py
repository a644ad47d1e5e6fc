"""Which stretches of a sound track are sent to the speech-to-text: silence is left out.

A piece ends in a pause where there is one. Where there is none, the next piece begins a little
earlier, so that no word is lost, and `stitch` removes what was heard twice.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from analysis.engine.report import Silence

SKIPPED_SECONDS = 10.0  # a silence inside that is not worth sending
EDGE_SECONDS = 1.0  # a silence at the beginning or end
PAD_SECONDS = 0.25
OVERLAP_SECONDS = 1.0
LATE_SHARE = 0.4  # a piece is cut in the last part of its longest possible length


@dataclass(frozen=True)
class Piece:
    """A stretch in seconds. overlap: how much of its beginning the piece before holds too."""

    start: float
    end: float
    overlap: float = 0.0


def plan_pieces(duration: float, silences: Sequence[Silence], longest: float) -> list[Piece]:
    """The pieces of `duration` seconds to send, in order, none longer than `longest` seconds."""
    pieces: list[Piece] = []
    for start, end in spoken_stretches(duration, silences):
        pieces += _split(start, end, silences, longest)
    return pieces


def spoken_stretches(duration: float, silences: Sequence[Silence]) -> list[tuple[float, float]]:
    """What is left of `duration` without its long silences, each with a little room around."""
    stretches, at = [], 0.0
    for silence in sorted(silences, key=lambda one: one.start_sec):
        begin, end = max(silence.start_sec, at), min(silence.end_sec, duration)
        is_edge = begin <= 0 or end >= duration
        if end - begin < (EDGE_SECONDS if is_edge else SKIPPED_SECONDS):
            continue
        if begin > at:
            stretches.append((at, min(begin + PAD_SECONDS, end)))
        at = duration if end >= duration else max(at, end - PAD_SECONDS)
    if at < duration:
        stretches.append((at, duration))
    return stretches


def _split(start: float, end: float, silences: Sequence[Silence], longest: float) -> list[Piece]:
    pieces, overlap = [], 0.0
    while end - start > longest:
        pause = _pause_in(start + longest * (1 - LATE_SHARE), start + longest, silences)
        cut = start + longest if pause is None else pause
        pieces.append(Piece(start, cut, overlap))
        overlap = min(OVERLAP_SECONDS, longest / 4) if pause is None else 0.0
        start = cut - overlap
    return [*pieces, Piece(start, end, overlap)]


def _pause_in(earliest: float, latest: float, silences: Sequence[Silence]) -> float | None:
    """The middle of the longest silence in which a piece may end."""
    inside = [
        (min(one.end_sec, latest) - max(one.start_sec, earliest), one)
        for one in silences
        if one.end_sec > earliest and one.start_sec < latest
    ]
    if not inside:
        return None
    pause = max(inside, key=lambda pair: pair[0])[1]
    return (max(pause.start_sec, earliest) + min(pause.end_sec, latest)) / 2
