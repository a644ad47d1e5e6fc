"""What a change of the clocks does to one day of the calendar, in sentences. Pure."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from scheduling.wall_clock import moment_of

HALF_HOURS = tuple(time(hour, minute) for hour in range(24) for minute in (0, 30))


@dataclass(frozen=True)
class ClockChange:
    """What happens on a day on which the clocks change.

    `missing` and `twice` are the half hours of the wall clock that do not come, or come twice.
    """

    sentence: str
    missing: frozenset[time] = frozenset()
    twice: frozenset[time] = frozenset()


def clock_change(day: date, zone: ZoneInfo) -> ClockChange | None:
    """The change of the clocks on `day`; None on the other days of the year."""
    begin = datetime.combine(day, time(), tzinfo=zone)
    end = datetime.combine(day + timedelta(days=1), time(), tzinfo=zone)
    if begin.utcoffset() == end.utcoffset():
        return None
    moments = [(clock, moment_of(day, clock, zone)) for clock in HALF_HOURS]
    changed = [(clock, moment.at) for clock, moment in moments if moment.note]
    if not changed:  # the change is at midnight, between two days
        return None
    clocks = frozenset(clock for clock, _ in changed)
    first, last = changed[0][0], _half_an_hour_after(changed[-1][0])
    example, at = changed[len(changed) // 2]
    shown = at.astimezone(zone)
    if shown.replace(tzinfo=None).time() != example:
        sentence = (
            f"The clocks go forward: {first:%H:%M} to {last:%H:%M} does not exist on this day. "
            f"What is planned for {example:%H:%M} goes out at {shown:%H:%M}."
        )
        return ClockChange(sentence, missing=clocks)
    sentence = (
        f"The clocks go back: {first:%H:%M} to {last:%H:%M} comes twice on this day. "
        f"What is planned for {example:%H:%M} goes out once, the first time."
    )
    return ClockChange(sentence, twice=clocks)


def _half_an_hour_after(clock: time) -> time:
    return (datetime.combine(date.min, clock) + timedelta(minutes=30)).time()


def is_second_time(at: datetime, zone: ZoneInfo) -> bool:
    """Whether the wall clock shows the time of `at` for the second time that day."""
    return bool(at.astimezone(zone).fold)
