"""Wall-clock times in a zone, across daylight-saving changes. Pure.

A time that a change of the clocks leaves out (02:30 on the night in spring) is moved forward by
what was left out; one that happens twice means the first. Both are said in a sentence, never
doubled or dropped (PEP 495 gives the two readings of a wall-clock time as `fold` 0 and 1).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

STEP = timedelta(minutes=30)


@dataclass(frozen=True)
class Moment:
    """A wall-clock time as a moment (UTC); `note` says what a change of the clocks did to it."""

    at: datetime
    note: str = ""


def moment_of(day: date, clock: time, zone: ZoneInfo) -> Moment:
    """The moment at which the clocks of `zone` show `clock` on `day`."""
    first = datetime.combine(day, clock.replace(tzinfo=None, fold=0), tzinfo=zone)
    second = first.replace(fold=1)
    at = first.astimezone(UTC)
    if first.utcoffset() == second.utcoffset():
        return Moment(at)
    shown = at.astimezone(zone)
    if shown.replace(tzinfo=None) == first.replace(tzinfo=None):
        return Moment(at, f"{clock:%H:%M} comes twice that night; this is the first.")
    # read with the offset before the change it lands after it, by just what was left out
    return Moment(at, f"{clock:%H:%M} does not exist that night: the clocks go forward.")


def half_hours(first: datetime, last: datetime, zone: ZoneInfo) -> Iterator[datetime]:
    """The moments (UTC) from `first` to `last` at which the clocks of `zone` show :00 or :30."""
    local = first.astimezone(zone)
    past = timedelta(
        minutes=local.minute % 30, seconds=local.second, microseconds=local.microsecond
    )
    at = first.astimezone(UTC) + (STEP - past if past else timedelta())
    while at <= last:
        yield at
        at += STEP


def is_between(clock: time, start: time, end: time) -> bool:
    """Whether `clock` lies in [start, end), also when that goes over midnight."""
    if start == end:
        return False
    return start <= clock < end if start < end else clock >= start or clock < end
