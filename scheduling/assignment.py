"""Which media go into which free times of one account. Pure: no database, no clock.

The best scores go to the prime slots, the rest soonest first. Two rules come before the score: no
near-duplicate within the team's days of its twin, and a campaign's media only between its dates.
Topics take turns where another piece of nearly the same rank allows it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from scheduling.best_times import PlannedTime
from scheduling.timetable import PRIME

SAME_BITS = (
    10  # of 64: re-encoded, filtered or captioned copies (media-pipeline.md, near-duplicates)
)
LOOK_AHEAD = 6  # how far down the ranks another topic is looked for


@dataclass(frozen=True)
class Piece:
    """One asset that waits for a time: its score, topics, look, and when it may go out."""

    pk: UUID
    score: float = 0.0
    topics: frozenset[str] = frozenset()
    phash: str = ""
    not_before: datetime | None = None
    not_after: datetime | None = None

    def may_go(self, at: datetime) -> bool:
        """Whether `at` lies inside its campaign."""
        begun = self.not_before is None or self.not_before <= at
        return begun and (self.not_after is None or at <= self.not_after)

    @property
    def is_bound(self) -> bool:
        """Whether it must go out before some day."""
        return self.not_after is not None


@dataclass(frozen=True)
class Standing:
    """A post that is on the account already: its time, look and topics."""

    at: datetime
    phash: str = ""
    topics: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Pairing:
    """One piece at one time; `notes` say which rule, if any, chose it before a better score."""

    piece: Piece
    time: PlannedTime
    notes: tuple[str, ...] = ()


def are_twins(one: str, other: str) -> bool:
    """Whether two 64-bit perceptual hashes (hex) belong to pictures that look alike."""
    if not one or not other:
        return False
    return (int(one, 16) ^ int(other, 16)).bit_count() <= SAME_BITS


def assign(
    pieces: Sequence[Piece],
    times: Sequence[PlannedTime],
    *,
    standing: Sequence[Standing] = (),
    twins_apart: timedelta = timedelta(),
) -> list[Pairing]:
    """Pair pieces (best first) with times (soonest first).

    A time that no waiting piece may take stays empty; a piece that finds no time waits.
    """
    waiting, done = list(pieces), list(standing)
    primes_left = sum(time.kind == PRIME for time in times)
    pairings = []
    for time in times:
        is_prime = time.kind == PRIME
        primes_left -= is_prime
        allowed = [p for p in waiting if p.may_go(time.at)]
        allowed = list(_without_twins(allowed, time.at, done, twins_apart))
        if not allowed:
            continue
        piece, notes = _choose(allowed, time, done, kept=0 if is_prime else primes_left)
        waiting.remove(piece)
        done.append(Standing(time.at, piece.phash, piece.topics))
        pairings.append(Pairing(piece, time, notes))
    return pairings


def _without_twins(
    pieces: Sequence[Piece], at: datetime, done: Sequence[Standing], apart: timedelta
) -> Iterator[Piece]:
    near = [one.phash for one in done if one.phash and abs(one.at - at) < apart]
    for piece in pieces:
        if not any(are_twins(piece.phash, phash) for phash in near):
            yield piece


def _choose(
    allowed: Sequence[Piece], time: PlannedTime, done: Sequence[Standing], *, kept: int
) -> tuple[Piece, tuple[str, ...]]:
    """The piece for one time; the best `kept` of them are left for the prime slots to come."""
    if bound := [piece for piece in allowed if piece.is_bound]:
        return bound[0], ("It belongs to a campaign that ends.",)
    ranked = allowed[min(kept, len(allowed) - 1) :]
    topics = _topics_before(time.at, done)
    for piece in ranked[:LOOK_AHEAD]:
        if not piece.topics & topics:
            turn = piece is not ranked[0]
            return piece, ("Its topic differs from the post before.",) if turn else ()
    return ranked[0], ()


def _topics_before(at: datetime, done: Sequence[Standing]) -> frozenset[str]:
    before = [one for one in done if one.at <= at]
    return max(before, key=lambda one: one.at).topics if before else frozenset()
