"""The time in a cell as a moment: ISO 8601 or what spreadsheets write, in a zone. Pure."""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from enum import StrEnum
from zoneinfo import ZoneInfo

from scheduling.wall_clock import Moment, moment_of

WHEN = re.compile(
    r"^\s*(?P<date>\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4})"
    r"(?:[T\s,]+(?P<time>\d{1,2}(?:[:.h]\d{2}(?::\d{2}(?:\.\d+)?)?)?\s*(?:[ap]\.?m\.?)?))?"
    r"\s*(?P<offset>Z|[+-]\d{2}:?\d{2})?\s*$",
    re.IGNORECASE,
)
YEAR_FIRST = re.compile(r"^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})$")
YEAR_LAST = re.compile(r"^(\d{1,2})([-/.])(\d{1,2})\2(\d{4})$")
CLOCK = re.compile(
    r"^(\d{1,2})(?:[:.h](\d{2})(?::(\d{2})(?:\.\d+)?)?)?\s*([ap])?\.?m?\.?$", re.IGNORECASE
)
EXAMPLE = "Write it as 2026-03-02 14:30."


class DateOrder(StrEnum):
    """What stands first in 3/2/2026."""

    AUTO = "auto"
    DAY_FIRST = "day_first"
    MONTH_FIRST = "month_first"


def order_of(texts: Iterable[str]) -> DateOrder:
    """Which comes first in a file's dates; AUTO when none of them tells, or they disagree."""
    told = set()
    for text in texts:
        found = YEAR_LAST.match(text.split()[0]) if text.split() else None
        if (found and found[2] == ".") or (
            found and int(found[1]) > 12
        ):  # only written with the day first
            told.add(DateOrder.DAY_FIRST)
        elif found and int(found[3]) > 12:
            told.add(DateOrder.MONTH_FIRST)
    return told.pop() if len(told) == 1 else DateOrder.AUTO


def read_when(text: str, zone: ZoneInfo, order: DateOrder = DateOrder.AUTO) -> Moment:
    """The moment that a cell names. With an offset the zone does not matter.

    Raises ValueError with a sentence. A wall-clock time that the change of the clocks leaves out,
    or doubles, is explained in the moment's note.
    """
    found = WHEN.match(text)
    if found is None:
        raise ValueError(f"“{text[:40]}” is no date and time. {EXAMPLE}")
    if not found["time"]:
        raise ValueError(f"“{text[:40]}” has no time of day. {EXAMPLE}")
    day, clock = _day(found["date"], order), _clock(found["time"])
    if found["offset"]:
        return Moment(_with_offset(day, clock, found["offset"]))
    try:
        return moment_of(day, clock, zone)
    except OverflowError as error:
        raise ValueError(f"“{text[:40]}” is no date and time. {EXAMPLE}") from error


def _day(text: str, order: DateOrder) -> date:
    if found := YEAR_FIRST.match(text):
        year, month, day = int(found[1]), int(found[3]), int(found[4])
    elif found := YEAR_LAST.match(text):
        first, second, year = int(found[1]), int(found[3]), int(found[4])
        if found[2] == ".":
            order = DateOrder.DAY_FIRST
        if order == DateOrder.AUTO and first != second and max(first, second) <= 12:
            raise ValueError(
                f"“{text}” may be read in two ways. Say whether day or month comes first, "
                "or write 2026-03-02."
            )
        swap = order == DateOrder.MONTH_FIRST or (order == DateOrder.AUTO and second > 12)
        day, month = (second, first) if swap else (first, second)
    else:
        raise ValueError(f"“{text}” is no date. {EXAMPLE}")
    try:
        return date(year, month, day)
    except ValueError as error:
        raise ValueError(f"“{text}” is no day of the calendar.") from error


def _clock(text: str) -> time:
    found = CLOCK.match(text.strip())
    if found is None or (found[2] is None and found[4] is None):
        raise ValueError(f"“{text.strip()}” is no time of day. {EXAMPLE}")
    hour, minute, second = int(found[1]), int(found[2] or 0), int(found[3] or 0)
    if found[4]:
        if not 1 <= hour <= 12:
            raise ValueError(f"“{text.strip()}” is no time of day. {EXAMPLE}")
        hour = hour % 12 + (12 if found[4].lower() == "p" else 0)
    try:
        return time(hour, minute, second)
    except ValueError as error:
        raise ValueError(f"“{text.strip()}” is no time of day. {EXAMPLE}") from error


def _with_offset(day: date, clock: time, offset: str) -> datetime:
    sign = "+00:00" if offset.upper() == "Z" else offset
    try:
        return datetime.fromisoformat(f"{day}T{clock}{sign}").astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise ValueError(f"“{offset}” is no offset from UTC.") from error
