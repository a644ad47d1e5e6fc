"""When the posts of one account go out (seed 000 §3): pure, no database, no clock.

On an empty calendar the slots are exactly now + i × spacing. Where live posts already stand, the
walk starts again from each of them, so that the calendar keeps its rhythm however often the
planner runs: a grid that started from every new `now` would leave gaps of more than a day.
All times are aware and in UTC; nothing here depends on a time zone.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import pairwise

HORIZON = timedelta(days=60)
MIN_GAP = timedelta(hours=2)
MAX_GAP = timedelta(hours=24)


def spacing_for(posts: int, horizon: timedelta = HORIZON) -> timedelta:
    """Seed 000 §3: the horizon shared out among all posts, never under 2 h or over 24 h.

    `posts` counts what is to stand in the horizon: the live posts in it and the new ones. (Only
    the new ones would give a second batch a rhythm as slow as if the calendar were empty.)
    """
    if posts <= 0:
        return MAX_GAP
    return min(MAX_GAP, max(MIN_GAP, horizon / posts))


def is_near_another(at: datetime, taken: Sequence[datetime]) -> bool:
    """Whether a post stands less than 2 h from `at`. `taken` is in order, soonest first."""
    i = bisect_left(taken, at - MIN_GAP + timedelta(microseconds=1))
    return i < len(taken) and taken[i] < at + MIN_GAP


def plan_slots(
    count: int, *, now: datetime, taken: Iterable[datetime] = (), horizon: timedelta = HORIZON
) -> list[datetime]:
    """Times for `count` new posts, soonest first; fewer when the horizon is full.

    `taken` are the times of the account's live posts, also those that went out lately: a slot
    keeps at least 2 h from each of them. They are never moved. When not everything fits between
    the posts that stand, the spacing is halved (never under 2 h) for what is left.
    """
    if count <= 0:
        return []
    end = now + horizon
    standing = sorted(set(taken))
    spacing = spacing_for(count + sum(now <= at <= end for at in standing), horizon)
    chosen: list[datetime] = []
    while True:
        occupied = sorted([*standing, *chosen])
        for slot in empty_slots(occupied, now=now, end=end, spacing=spacing):
            chosen.append(slot)
            if len(chosen) == count:
                return sorted(chosen)
        if spacing == MIN_GAP:
            return sorted(chosen)
        spacing = max(MIN_GAP, spacing / 2)


def empty_slots(
    occupied: Sequence[datetime], *, now: datetime, end: datetime, spacing: timedelta
) -> Iterator[datetime]:
    """Free times from `now` to `end` (both included), one `spacing` after the post before."""
    before = [at for at in occupied if at <= now]
    after = [at for at in occupied if at > now]
    for left, right in pairwise([before[-1] if before else None, *after, None]):
        yield from _between(left, right, now=now, end=end, spacing=spacing)


def _between(
    left: datetime | None,
    right: datetime | None,
    *,
    now: datetime,
    end: datetime,
    spacing: timedelta,
) -> Iterator[datetime]:
    """Slots after the post at `left` that stay 2 h from the post at `right`."""
    slot = now if left is None else max(now, left + spacing)
    last = left
    while slot <= end and (right is None or right - slot >= MIN_GAP):
        yield slot
        last, slot = slot, slot + spacing
    if right is None or last is None or right - last <= MAX_GAP:
        return
    # the next regular slot would crowd `right`, yet the gap up to it is longer than a day
    pulled = right - MIN_GAP
    if now <= pulled <= end:
        yield pulled


def first_free(now: datetime, taken: Iterable[datetime]) -> datetime:
    """The first moment from `now` on that is at least 2 h from every time in `taken`."""
    moment = now
    for at in sorted(taken):
        if abs(at - moment) < MIN_GAP:
            moment = at + MIN_GAP
    return moment
