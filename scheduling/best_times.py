"""Where in its free window each post of the rhythm goes. Pure: no database, no clock.

`scheduling.planner` gives the rhythm (seed 000 §3). Each of its times may move by half a spacing,
inside its own gap between the posts around it, to the best hour that the account's timetable
knows; it keeps 2 h from every post and, where the timetable allows it, no gap grows over 24 h. An
account whose people set regular slots is planned into those slots only.
"""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from scheduling.planner import (
    HORIZON,
    MAX_GAP,
    MIN_GAP,
    is_near_another,
    plan_slots,
    spacing_for,
)
from scheduling.timetable import PRIME, REGULAR, TEST, SlotTime, Timetable, name_of_hour
from scheduling.wall_clock import half_hours


@dataclass(frozen=True)
class PlannedTime:
    """A free time of one account: when, what kind of slot, how good (0 to 1), and why this one."""

    at: datetime
    kind: str
    weight: float
    why: str


@dataclass
class _Search:
    """One account's calendar while it fills up."""

    timetable: Timetable
    now: datetime
    end: datetime
    occupied: list[datetime]
    slots: dict[datetime, SlotTime] = field(default_factory=dict)

    @property
    def only_slots(self) -> bool:
        return any(slot.kind == REGULAR for slot in self.slots.values())

    def gap_around(self, at: datetime) -> tuple[datetime, datetime, datetime | None]:
        """(soonest, latest, the post before) of the gap that holds `at`, 2 h clear of both ends."""
        i = bisect_right(self.occupied, at)
        left = self.occupied[i - 1] if i else None
        right = self.occupied[i] if i < len(self.occupied) else None
        soonest = max(self.now, left + MIN_GAP) if left else self.now
        return soonest, min(self.end, right - MIN_GAP) if right else self.end, left

    def is_free(self, at: datetime) -> bool:
        """Whether a machine may plan a post at `at`."""
        if is_near_another(at, self.occupied):
            return False
        i = bisect_left(self.occupied, at)
        near = self.occupied[max(0, i - 50) : i + 50]  # 24 h hold at most 12 posts 2 h apart
        return not self.timetable.why_closed(at) and not self.timetable.is_full(at, near)

    def candidates(self, first: datetime, last: datetime) -> Iterator[datetime]:
        if not self.only_slots:
            yield from half_hours(first, last, self.timetable.zone)
        yield from (at for at in self.slots if first <= at <= last)


def place_times(
    count: int,
    *,
    now: datetime,
    taken: Iterable[datetime] = (),
    timetable: Timetable,
    horizon: timedelta = HORIZON,
) -> list[PlannedTime]:
    """Times for `count` new posts, soonest first; fewer when the horizon has no more room.

    `taken` are the times of the account's live posts, also those that went out lately. Without
    good hours, rules or slots these are exactly the times of `plan_slots`.
    """
    end = now + horizon
    kept = [slot.at for slot in timetable.slots if slot.is_locked and now <= slot.at <= end]
    standing = sorted({*taken, *kept})
    spacing = spacing_for(count + sum(now <= at <= end for at in standing), horizon)
    fillable = (slot for slot in timetable.slots_between(now, end) if slot.kind != TEST)
    search = _Search(timetable, now, end, standing, {slot.at: slot for slot in fillable})
    primes = _take_primes(search, count, reach=now + count * spacing)
    rhythm = plan_slots(count - len(primes), now=now, taken=search.occupied, horizon=horizon)
    found = [_planned(search, at, at, spacing) for at in primes]
    for i, beat in enumerate(rhythm):
        at = _best_near(search, beat, spacing, rhythm[i + 1 :]) or _next_free(search, beat)
        if at is not None:
            insort(search.occupied, at)
            found.append(_planned(search, at, beat, spacing))
    return sorted(found, key=lambda one: one.at)


def as_planned(at: datetime, timetable: Timetable, why: str = "") -> PlannedTime:
    """A time at which a post stands already, judged by the timetable."""
    slot = next((slot for slot in timetable.slots if slot.at == at), None)
    return PlannedTime(at, slot.kind if slot else REGULAR, timetable.weight(at), why)


def _take_primes(search: _Search, count: int, *, reach: datetime) -> list[datetime]:
    """The prime slots that this many posts reach at their rhythm; the rest is built around them."""
    taken: list[datetime] = []
    for at, slot in search.slots.items():
        if slot.kind == PRIME and at <= reach and len(taken) < count and search.is_free(at):
            insort(search.occupied, at)
            taken.append(at)
    return taken


def _best_near(
    search: _Search, beat: datetime, spacing: timedelta, later: Sequence[datetime]
) -> datetime | None:
    """The best free time in the window of one beat; None when there is none."""
    soonest, latest, left = search.gap_around(beat)
    waiting = bisect_right(later, latest)  # beats that still need room in the same gap
    first = max(soonest, beat - spacing / 2)
    last = min(latest - waiting * MIN_GAP, beat + spacing / 2)
    if left is not None:
        last = min(last, left + MAX_GAP)
    options = [*search.candidates(first, last)]
    if not search.only_slots and first <= beat <= last:
        options.append(beat)
    free = [at for at in options if search.is_free(at)]
    return max(free, key=lambda at: _merit(search, at, beat), default=None)


def _merit(search: _Search, at: datetime, beat: datetime) -> tuple:
    """Good hours first, then what is near the rhythm, then what is sooner."""
    return (search.timetable.weight(at), -abs(at - beat), -at.timestamp())


def _next_free(search: _Search, beat: datetime) -> datetime | None:
    """The first free time from a beat on, when its own window is closed."""
    soonest = max(search.now, beat)
    options = sorted({beat, *search.candidates(soonest, search.end)})
    if search.only_slots:
        options.remove(beat)
    return next((at for at in options if at >= soonest and search.is_free(at)), None)


def _planned(search: _Search, at: datetime, beat: datetime, spacing: timedelta) -> PlannedTime:
    slot = search.slots.get(at)
    kind = slot.kind if slot else REGULAR
    weight = search.timetable.weight(at)
    return PlannedTime(at, kind, weight, _why(search, at, beat, spacing, slot))


def _why(
    search: _Search, at: datetime, beat: datetime, spacing: timedelta, slot: SlotTime | None
) -> str:
    timetable = search.timetable
    when = name_of_hour(at, timetable.zone)
    if slot:
        name = "A prime slot" if slot.kind == PRIME else "A slot of this account"
        return f"{name}, {when}.{f' {slot.note}' if slot.note else ''}"
    if timetable.weight(at) > timetable.weight(beat):
        return f"{when} is a good hour ({timetable.good_hours.source})."
    if at != beat and (closed := timetable.why_closed(beat)):
        return f"{when} is the nearest free time: {closed}"
    hours = f"{spacing / timedelta(hours=1):.1f}".removesuffix(".0")
    return f"The next free slot of this account, which posts every {hours} hours."
