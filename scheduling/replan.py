"""A better order for the posts that are still open, as an assignment problem. Pure.

Every open post of an account is worth its score times the quality of its time; the best pairing
is found by the Hungarian method (Kuhn 1955; `scipy.optimize.linear_sum_assignment` uses the
variant of Crouse 2016). A post that is as good where it stands stays there.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from scipy.optimize import linear_sum_assignment

from scheduling.assignment import Pairing, Piece, Standing, are_twins
from scheduling.best_times import PlannedTime
from scheduling.timetable import PRIME

PRIME_VALUE, HOUR_VALUE, SOON_VALUE = 0.5, 0.35, 0.15  # shares of a time's quality
STAY_VALUE = 0.5  # points that a move must gain at least
TWIN_COST, FORBIDDEN = 1e4, 1e9


@dataclass(frozen=True)
class Proposal:
    """The open posts of one account in a new order.

    `before` and `after` are the sums of score × quality; `unplaced` found no allowed time.
    """

    pairings: tuple[Pairing, ...]
    unplaced: tuple[Piece, ...]
    before: float
    after: float


def quality(time: PlannedTime, first: datetime, last: datetime) -> float:
    """How good a time is, 0 to 1: prime slots, good hours, and soon rather than late."""
    span = (last - first) / timedelta(hours=1)
    soon = 1 - (time.at - first) / timedelta(hours=1) / span if span else 1.0
    is_prime = time.kind == PRIME
    return PRIME_VALUE * is_prime + HOUR_VALUE * time.weight + SOON_VALUE * soon


def propose(
    pieces: Sequence[Piece],
    times: Sequence[PlannedTime],
    *,
    stands_at: Sequence[datetime],
    standing: Sequence[Standing] = (),
    twins_apart: timedelta = timedelta(),
) -> Proposal:
    """The best order of `pieces` over `times`; piece i stands at `stands_at[i]` now.

    A twin of a standing post is kept `twins_apart` from it; two twins among the pieces are kept
    apart by trying again without the times that bring them together.
    """
    if not pieces or not times:
        return Proposal((), tuple(pieces), 0.0, 0.0)
    gains = gain_matrix(pieces, times, stands_at, standing, twins_apart)
    chosen = _solve_without_twins(gains, pieces, times, twins_apart)
    pairings = [Pairing(pieces[i], times[j]) for i, j in sorted(chosen.items())]
    unplaced = [piece for i, piece in enumerate(pieces) if i not in chosen]
    values = _values(pieces, times)
    columns = {time.at: j for j, time in enumerate(times)}
    before = sum(values[i, columns[at]] for i, at in enumerate(stands_at) if at in columns)
    after = sum(values[i, j] for i, j in chosen.items())
    return Proposal(tuple(pairings), tuple(unplaced), float(before), float(after))


def _values(pieces: Sequence[Piece], times: Sequence[PlannedTime]) -> np.ndarray:
    """score × quality, shape (pieces, times)."""
    first, last = min(t.at for t in times), max(t.at for t in times)
    qualities = np.array([quality(time, first, last) for time in times])
    return np.outer([piece.score + 1 for piece in pieces], qualities)  # + 1: no score still counts


def gain_matrix(
    pieces: Sequence[Piece],
    times: Sequence[PlannedTime],
    stands_at: Sequence[datetime],
    standing: Sequence[Standing],
    twins_apart: timedelta,
) -> np.ndarray:
    """What each pairing is worth, shape (pieces, times); forbidden ones are far below zero."""
    gains = _values(pieces, times)
    for i, piece in enumerate(pieces):
        twins = [one.at for one in standing if are_twins(piece.phash, one.phash)]
        for j, time in enumerate(times):
            if not piece.may_go(time.at):
                gains[i, j] = -FORBIDDEN
            elif any(abs(at - time.at) < twins_apart for at in twins):
                gains[i, j] -= TWIN_COST
            elif stands_at[i] == time.at:
                gains[i, j] += STAY_VALUE
    return gains


def _solve_without_twins(
    gains: np.ndarray,
    pieces: Sequence[Piece],
    times: Sequence[PlannedTime],
    twins_apart: timedelta,
) -> dict[int, int]:
    """{piece: time}. Each round costs the weaker of two close twins its time and solves again."""
    pairs = _twin_pairs(pieces) if twins_apart else []
    for _ in range(len(pairs) + 1):
        chosen = _solve(gains)
        close = [
            (i, k)
            for i, k in pairs
            if i in chosen
            and k in chosen
            and abs(times[chosen[i]].at - times[chosen[k]].at) < twins_apart
        ]
        if not close:
            break
        for i, k in close:
            weaker = max(i, k, key=lambda n: (-pieces[n].score, n))
            gains[weaker, chosen[weaker]] -= TWIN_COST
    return chosen


def _solve(gains: np.ndarray) -> dict[int, int]:
    rows, columns = linear_sum_assignment(gains, maximize=True)
    return {
        int(i): int(j) for i, j in zip(rows, columns, strict=True) if gains[i, j] > -FORBIDDEN / 2
    }


def _twin_pairs(pieces: Sequence[Piece]) -> list[tuple[int, int]]:
    return [
        (i, k)
        for i in range(len(pieces))
        for k in range(i + 1, len(pieces))
        if are_twins(pieces[i].phash, pieces[k].phash)
    ]
