"""When a person may be written to: wall-clock rules of the team's zone. Pure.

A wall-clock time that the change of the clocks leaves out is moved forward by what was left out;
one that comes twice means the first.
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


def moment_at(day: date, clock: time, zone: ZoneInfo) -> datetime:
    """The moment (UTC) at which the clocks of `zone` show `clock` on `day`."""
    return datetime.combine(day, clock.replace(tzinfo=None, fold=0), tzinfo=zone).astimezone(UTC)


def is_quiet(at: datetime, zone: ZoneInfo, start: time | None, end: time | None) -> bool:
    """Whether `at` lies in [start, end) of the zone's clocks, also when that goes over midnight."""
    if start is None or end is None or start == end:
        return False
    clock = at.astimezone(zone).time()
    return start <= clock < end if start < end else clock >= start or clock < end


def after_quiet(at: datetime, zone: ZoneInfo, start: time | None, end: time | None) -> datetime:
    """`at` itself, or the end of the quiet hours that it lies in."""
    if not is_quiet(at, zone, start, end) or end is None:
        return at
    today = at.astimezone(zone).date()
    ends = [moment_at(today + timedelta(days=n), end, zone) for n in (0, 1)]
    return next((moment for moment in ends if moment > at), ends[-1])


def latest_weekly(
    now: datetime, zone: ZoneInfo, *, weekday: int, hour: int
) -> tuple[date, datetime]:
    """The last time, at or before `now`, that it was `hour` on `weekday` (Monday is 0) there.

    Gives the local day and the moment (UTC): exactly one a week, whatever the clocks do.
    """
    today = now.astimezone(zone).date()
    day = today - timedelta(days=(today.weekday() - weekday) % 7)
    at = moment_at(day, time(hour), zone)
    if at > now:
        day -= timedelta(days=7)
        at = moment_at(day, time(hour), zone)
    return day, at
