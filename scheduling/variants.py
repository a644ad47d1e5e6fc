"""Which variant goes where and when in an experiment. Pure: same input, same plan.

Every block (one account in one round) gets every variant. The order inside a block is turned so
that in each run of as many blocks as there are variants, every variant is first, second … once:
being shown first, or in a good week, favours none. Where the time is not what varies, all posts
of a block go out on the same weekday at the same time by the clock.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from hashlib import sha256
from zoneinfo import ZoneInfo

from scheduling.wall_clock import moment_of

WEEK = 7
MAX_WEEKS = 26
Free = Callable[[int, datetime], bool]


class NoRoom(Exception):
    """An account has no free times for a block within half a year."""


@dataclass(frozen=True)
class Turn:
    """One post: which variant, on which account (by place), in which block, when (UTC)."""

    block: int
    account: int
    position: int
    arm: int
    at: datetime


def shuffled(count: int, seed: str) -> list[int]:
    """0 … count-1 in an order that `seed` decides."""
    return sorted(range(count), key=lambda n: sha256(f"{seed}:{n}".encode()).digest())


def orders(blocks: int, arms: int, seed: str) -> list[list[int]]:
    """The order of the variants in each block; balanced over every run of `arms` blocks."""
    found: list[list[int]] = []
    run = 0
    while len(found) < blocks:
        base = shuffled(arms, f"{seed}:{run}")
        turns = shuffled(arms, f"{seed}:{run}:turn")
        found += [base[turn:] + base[:turn] for turn in turns]
        run += 1
    return found[:blocks]


def gap_for(twins_apart_days: int) -> int:
    """Days between the posts of one block: what the team's rule for near-duplicates asks, at
    least a week, in whole weeks so that the weekday stays the same."""
    return max(WEEK, -(-twins_apart_days // WEEK) * WEEK)


def lay_out(
    *,
    accounts: int,
    rounds: int,
    clocks: Sequence[time],
    first_day: date,
    gap_days: int,
    zone: ZoneInfo,
    seed: str,
    is_free: Free,
) -> list[Turn]:
    """Every post of an experiment; `clocks` has the time of day of each variant.

    `is_free(account, at)` says whether a post may stand there. A block that does not fit moves by
    whole weeks, all of it. Raises NoRoom.
    """
    arms = len(clocks)
    turned = orders(accounts * rounds, arms, seed)
    turns: list[Turn] = []
    starts = [first_day] * accounts
    for block, order in enumerate(turned):
        account = block % accounts
        times = _fit(order, clocks, starts[account], gap_days, zone, account, is_free)
        turns += [
            Turn(block, account, position, arm, at)
            for position, (arm, at) in enumerate(zip(order, times, strict=True))
        ]
        last = times[-1].astimezone(zone).date()
        starts[account] = last + timedelta(days=gap_days)
    return turns


def _fit(
    order: Sequence[int],
    clocks: Sequence[time],
    start: date,
    gap_days: int,
    zone: ZoneInfo,
    account: int,
    is_free: Free,
) -> list[datetime]:
    for week in range(MAX_WEEKS):
        first = start + timedelta(days=WEEK * week)
        times = [
            moment_of(first + timedelta(days=gap_days * n), clocks[arm], zone).at
            for n, arm in enumerate(order)
        ]
        if all(is_free(account, at) for at in times):
            return times
    raise NoRoom
