"""Which days a view of the calendar shows, and where its arrows lead. Pure.

A day is a date in the team's zone. Weeks begin on `week_start`, counted as Python counts
weekdays (Monday is 0); which one that is depends on the person's language.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from scheduling.wall_clock import moment_of

VIEWS = {
    "weeks": "5 weeks",
    "month": "Month",
    "week": "Week",
    "day": "Day",
    "list": "List",
}
DEFAULT_VIEW = "weeks"
BY_HOUR = ("week", "day")
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2100, 12, 31)  # what the address bar may ask for
WEEKS, LIST_DAYS, TURN_DAYS = 5, 14, 28


@dataclass(frozen=True)
class Span:
    """The days from `first` on, `days` of them."""

    first: date
    days: int

    @property
    def last(self) -> date:
        return self.first + timedelta(days=self.days - 1)

    def __iter__(self):
        return (self.first + timedelta(days=n) for n in range(self.days))

    def bounds(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """The moments at which it begins, and at which the day after it begins."""
        after = self.last + timedelta(days=1)
        return moment_of(self.first, time(), zone).at, moment_of(after, time(), zone).at


def week_of(day: date, week_start: int) -> date:
    """The first day of the week that holds `day`."""
    return day - timedelta(days=(day.weekday() - week_start) % 7)


def span_of(view: str, day: date, week_start: int) -> Span:
    """The days that `view` shows when it is opened at `day`."""
    if view == "day":
        return Span(day, 1)
    if view == "list":
        return Span(day, LIST_DAYS)
    if view == "week":
        return Span(week_of(day, week_start), 7)
    if view == "weeks":
        return Span(week_of(day, week_start), 7 * WEEKS)
    first = week_of(day.replace(day=1), week_start)
    last = day.replace(day=monthrange(day.year, day.month)[1])
    weeks = ((last - first).days // 7) + 1
    return Span(first, 7 * weeks)


def turn(view: str, day: date, direction: int) -> date:
    """The day at which `view` opens one page later (`direction` 1) or earlier (-1)."""
    if view == "month":
        number = day.year * 12 + day.month - 1 + direction
        turned = date(number // 12, number % 12 + 1, 1)
    else:
        step = {"day": 1, "week": 7, "list": LIST_DAYS, "weeks": TURN_DAYS}[view]
        turned = day + timedelta(days=direction * step)
    return clamp(turned)


def clamp(day: date) -> date:
    """The nearest day that the calendar can show."""
    return min(max(day, FIRST_DAY), LAST_DAY)
