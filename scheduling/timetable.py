"""What the clock says about one account: good times, quiet hours, closed days, its slots. Pure.

Everything here is wall-clock time in the team's zone; moments that come in and go out are UTC.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from scheduling.wall_clock import Moment, is_between, moment_of

REGULAR, PRIME, TEST = "regular", "prime", "test"
# Seed 001 `getDefaultTimes`: Monday to Friday at 9 or 10; weekdays as Python counts them.
DEFAULT_HOURS = {(0, 9): 1.0, (1, 10): 1.0, (2, 9): 1.0, (3, 10): 1.0, (4, 9): 1.0}
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True)
class Closure:
    """Days, both included, on which nothing is planned."""

    first: date
    last: date
    reason: str = ""

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True)
class SlotTime:
    """One occurrence of a slot that a person set: a moment, and what it is for."""

    at: datetime
    kind: str = REGULAR
    is_locked: bool = False
    note: str = ""


@dataclass(frozen=True)
class GoodHours:
    """How good an hour of the week is, 0 to 1, and where that was learned.

    `weights` is {(weekday, hour): weight}; an hour that is missing weighs 0. `posts` is how many
    posts taught it; 0 means the general defaults.
    """

    weights: Mapping[tuple[int, int], float] = field(default_factory=lambda: dict(DEFAULT_HOURS))
    posts: int = 0

    @property
    def source(self) -> str:
        if self.posts:
            return f"learned from {self.posts} posts of this account"
        return "a general default, since too little is known about this account"


@dataclass(frozen=True)
class Timetable:
    """The rules of one account's calendar."""

    zone: ZoneInfo
    good_hours: GoodHours = field(default_factory=GoodHours)
    quiet: tuple[time, time] | None = None
    closures: Sequence[Closure] = ()
    slots: Sequence[SlotTime] = ()
    per_hour: int | None = None
    per_day: int | None = None

    def weight(self, at: datetime) -> float:
        """How good the hour of `at` is, 0 to 1."""
        local = at.astimezone(self.zone)
        return self.good_hours.weights.get((local.weekday(), local.hour), 0.0)

    def why_closed(self, at: datetime) -> str:
        """A sentence when nothing may be planned at `at`; empty when it may."""
        local = at.astimezone(self.zone)
        if self.quiet and is_between(local.time(), *self.quiet):
            start, end = self.quiet
            return f"{local:%H:%M} is in the quiet hours, {start:%H:%M} to {end:%H:%M}."
        for closure in self.closures:
            if local.date() in closure:
                because = f": {closure.reason}" if closure.reason else ""
                return f"Nothing is posted on {local:%d %B}{because}."
        return ""

    def is_full(self, at: datetime, taken: Iterable[datetime]) -> bool:
        """Whether one more post at `at` would be over the account's limits.

        Any hour and any 24 hours that hold `at` count, not the calendar's.
        """
        return _crowded(at, taken, timedelta(hours=1), self.per_hour) or _crowded(
            at, taken, timedelta(days=1), self.per_day
        )

    def slots_between(self, first: datetime, last: datetime) -> list[SlotTime]:
        """The slots that a machine may fill, soonest first."""
        return [slot for slot in self.slots if first <= slot.at <= last and not slot.is_locked]

    def is_locked(self, at: datetime) -> bool:
        """Whether a person keeps this moment free of machines."""
        return any(slot.at == at and slot.is_locked for slot in self.slots)


def _crowded(at: datetime, taken: Iterable[datetime], window: timedelta, most: int | None) -> bool:
    """Whether some window of this length around `at` already holds `most` posts."""
    if most is None:
        return False
    near = sorted(other for other in taken if abs(other - at) < window)
    starts = [other for other in near if other <= at] + [at]
    return any(sum(start <= other < start + window for other in near) >= most for start in starts)


def occurrences(
    day: date,
    clock: time,
    zone: ZoneInfo,
    *,
    pattern: str,
    until: date | None,
    first: datetime,
    last: datetime,
) -> list[Moment]:
    """When a slot comes between two moments; `pattern` is daily, weekly, monthly or empty.

    A monthly slot on the 31st comes on the last day of shorter months.
    """
    begin = max(day, first.astimezone(zone).date() - timedelta(days=1))
    end = last.astimezone(zone).date()
    end = min(end, until) if until else end
    moments = (moment_of(one, clock, zone) for one in _days(day, begin, end, pattern))
    return [moment for moment in moments if first <= moment.at <= last]


def _days(day: date, begin: date, end: date, pattern: str) -> Iterable[date]:
    if not pattern:
        return [day] if begin <= day <= end else []
    span = (begin + timedelta(days=n) for n in range((end - begin).days + 1))
    return [one for one in span if _comes_on(one, day, pattern)]


def _comes_on(one: date, day: date, pattern: str) -> bool:
    if pattern == "weekly":
        return one.weekday() == day.weekday()
    if pattern == "monthly":
        is_last = (one + timedelta(days=1)).month != one.month
        return one.day == day.day or (is_last and one.day < day.day)
    return True


def name_of_hour(at: datetime, zone: ZoneInfo) -> str:
    """“Monday 09:00”, for sentences."""
    local = at.astimezone(zone)
    return f"{WEEKDAYS[local.weekday()]} {local:%H:%M}"
