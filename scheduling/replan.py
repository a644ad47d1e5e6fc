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
from scheduling.planner import HORIZON
from scheduling.timetable import PRIME

PRIME_VALUE, HOUR_VALUE, SOON_VALUE = 0.5, 0.35, 0.15  # shares of a time's quality
STAY_VALUE = 0.05  # what a move must gain at least, in the worth of a post
TWIN_COST, FORBIDDEN = 1e4, 1e9
ROUNDS = 3  # tries for each pair of twins


@dataclass(frozen=True)
class Proposal:
    """The open posts of one account in a new order.

    `value` is the sum of score × quality; `unplaced` found no allowed time.
    """

    pairings: tuple[Pairing, ...]
    unplaced: tuple[Piece, ...]
    value: float


def quality(time: PlannedTime, now: datetime) -> float:
    """How good a time is, 0 to 1: prime slots, good hours, and soon rather than late."""
    soon = 1 - max(time.at - now, timedelta()) / HORIZON
    return PRIME_VALUE * (time.kind == PRIME) + HOUR_VALUE * time.weight + SOON_VALUE * soon


def worth(piece: Piece, time: PlannedTime, now: datetime) -> float:
    """Score × quality; a piece without a score still counts a little."""
    return (piece.score + 1) * quality(time, now)


def propose(
    pieces: Sequence[Piece],
    times: Sequence[PlannedTime],
    *,
    stands_at: Sequence[datetime],
    now: datetime,
    standing: Sequence[Standing] = (),
    twins_apart: timedelta = timedelta(),
) -> Proposal:
    """The best order of `pieces` over `times`; piece i stands at `stands_at[i]` now.

    A twin of a standing post is kept `twins_apart` from it; two twins among the pieces are kept
    apart by trying again without the times that bring them together.
    """
    if not pieces or not times:
        return Proposal((), tuple(pieces), 0.0)
    gains = gain_matrix(pieces, times, stands_at, now, standing, twins_apart)
    chosen = _solve_without_twins(gains, pieces, times, twins_apart)
    pairings = [Pairing(pieces[i], times[j]) for i, j in sorted(chosen.items())]
    unplaced = [piece for i, piece in enumerate(pieces) if i not in chosen]
    value = sum(worth(pieces[i], times[j], now) for i, j in chosen.items())
    return Proposal(tuple(pairings), tuple(unplaced), value)


def gain_matrix(
    pieces: Sequence[Piece],
    times: Sequence[PlannedTime],
    stands_at: Sequence[datetime],
    now: datetime,
    standing: Sequence[Standing],
    twins_apart: timedelta,
) -> np.ndarray:
    """What each pairing is worth, shape (pieces, times); forbidden ones are far below zero."""
    qualities = [quality(time, now) for time in times]
    gains = np.outer([piece.score + 1 for piece in pieces], qualities)
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
    """{piece: time}. Each round costs the weaker of two close twins the times near the stronger."""
    pairs = _twin_pairs(pieces) if twins_apart else []
    for _ in range(ROUNDS * len(pairs)):
        chosen = _solve(gains)
        close = [pair for pair in pairs if _are_close(pair, chosen, times, twins_apart)]
        if not close:
            return chosen
        for pair in close:
            stronger, weaker = sorted(pair, key=lambda n: (-pieces[n].score, n))
            for j, time in enumerate(times):
                if abs(time.at - times[chosen[stronger]].at) < twins_apart:
                    gains[weaker, j] -= TWIN_COST
    return _solve(gains)


def _are_close(
    pair: tuple[int, int], chosen: dict[int, int], times: Sequence[PlannedTime], apart: timedelta
) -> bool:
    if not all(n in chosen for n in pair):
        return False
    one, other = (times[chosen[n]].at for n in pair)
    return abs(one - other) < apart


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
