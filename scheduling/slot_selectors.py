"""Slots as a week on the wall, by account."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from platforms.models import Connection
from scheduling.models import CalendarSlot
from scheduling.timetable import WEEKDAYS
from teams.models import Team

WEEK = timedelta(days=7)


@dataclass(frozen=True)
class SlotShown:
    """One coming of a slot, as the team's clocks show it."""

    slot: CalendarSlot
    at: datetime
    note: str = ""

    @property
    def own_zone(self) -> str:
        """The slot's own clock, where it is another one than the team's shows; else empty."""
        own = self.at.astimezone(ZoneInfo(self.slot.timezone))
        return "" if own.utcoffset() == self.at.utcoffset() else f"{own:%H:%M} {own.tzname()}"


@dataclass(frozen=True)
class AccountWeek:
    """One account, and its slots on each of the seven days that come."""

    account: Connection
    days: list[list[SlotShown]] = field(default_factory=lambda: [[] for _ in range(7)])

    @property
    def has_any(self) -> bool:
        return any(self.days)


def list_weeks(team: Team, *, now: datetime) -> tuple[list[str], list[AccountWeek]]:
    """(names of the next seven days, the accounts with their slots): three queries."""
    zone = team.zone
    today = now.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    first, last = today, today + WEEK - timedelta(minutes=1)
    weeks = {a.pk: AccountWeek(a) for a in Connection.objects.in_team(team)}
    for slot in CalendarSlot.objects.in_team(team).select_related("connection"):
        for shown in coming(slot, first, last, zone):
            weeks[slot.connection_id].days[(shown.at.date() - today.date()).days].append(shown)
    for week in weeks.values():
        for day in week.days:
            day.sort(key=lambda shown: shown.at)
    names = [today + timedelta(days=n) for n in range(7)]
    return [f"{WEEKDAYS[day.weekday()]} {day.day}" for day in names], list(weeks.values())


def coming(
    slot: CalendarSlot, first: datetime, last: datetime, zone: ZoneInfo
) -> Sequence[SlotShown]:
    """When a slot comes between two moments, on the clocks of `zone`."""
    moments = slot.occurrences(first, last)
    return [SlotShown(slot, moment.at.astimezone(zone), moment.note) for moment in moments]
