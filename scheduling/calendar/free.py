"""Whether a time of an account has room for one more post, and the next that has. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from scheduling.planner import HORIZON, MIN_GAP
from scheduling.timetable import TEST, Timetable
from scheduling.wall_clock import half_hours


def why_no_room(at: datetime, taken: Iterable[datetime], timetable: Timetable) -> str:
    """A sentence when `at` is too near another post or over the account's limits; else empty."""
    others = sorted(taken, key=lambda other: abs(other - at))
    if others and abs(others[0] - at) < MIN_GAP:
        when = f"{others[0].astimezone(timetable.zone):%H:%M}"
        minutes = round(abs(others[0] - at) / timedelta(minutes=1))
        return (
            f"That is {minutes} minutes from the post at {when} on this account, "
            "and 2 hours is the least."
        )
    if timetable.is_full(at, others):
        limits = [
            f"{most} {'post' if most == 1 else 'posts'} {name}"
            for most, name in ((timetable.per_hour, "an hour"), (timetable.per_day, "in 24 hours"))
            if most is not None
        ]
        return f"The account would be over its limit of {' and '.join(limits)}."
    return ""


def next_free(
    after: datetime, taken: Sequence[datetime], timetable: Timetable, until: datetime | None = None
) -> datetime | None:
    """The first free time later than `after`: one of the account's own slots where it has any.

    None when there is none in 60 days. Quiet hours, closed and locked times are left out.
    """
    last = until or after + HORIZON
    first = after + timedelta(seconds=1)
    return next(
        (
            at
            for at in _candidates(first, last, timetable)
            if not timetable.why_closed(at)
            and not timetable.is_locked(at)
            and not why_no_room(at, _near(at, taken), timetable)
        ),
        None,
    )


def _candidates(first: datetime, last: datetime, timetable: Timetable) -> Iterator[datetime]:
    slots = [slot.at for slot in timetable.slots_between(first, last) if slot.kind != TEST]
    if slots:
        yield from slots
    yield from half_hours(first, last, timetable.zone)


def _near(at: datetime, taken: Sequence[datetime]) -> list[datetime]:
    return [other for other in taken if abs(other - at) <= timedelta(days=1)]
