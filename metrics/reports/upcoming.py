"""What goes out on the coming days (seed 001, “Publishing Calendar Overview”)."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from metrics.reports.filters import Filters
from platforms.models import PlatformName
from scheduling.models import PostingSchedule
from teams.models import Team

DAYS = 7
STATUS = PostingSchedule.Status
OPEN = (STATUS.PENDING, STATUS.PUBLISHING, STATUS.UNCONFIRMED, STATUS.POSTED, STATUS.DRAFT)
CLEARED = ("approved", "not_required")


@dataclass
class DayOfPlatform:
    """One network on one day. Only `cleared` posts go out: the others wait for a person."""

    platform: str
    posted: int = 0
    cleared: int = 0
    waiting: int = 0
    simulated: int = 0
    time_slots: list[datetime] = field(default_factory=list)

    @property
    def scheduled_posts(self) -> int:
        return self.posted + self.cleared + self.waiting

    @property
    def label(self) -> str:
        return str(PlatformName(self.platform).label)


@dataclass(frozen=True)
class Day:
    """One day of the team's calendar; `platforms` is empty on a day without posts."""

    date: date
    platforms: list[DayOfPlatform]

    @property
    def scheduled_posts(self) -> int:
        return sum(row.scheduled_posts for row in self.platforms)


def read_days(team: Team, filters: Filters) -> list[Day]:
    """Every day of the period, also those on which nothing is planned. One query."""
    rows = (
        PostingSchedule.objects.in_team(team)
        .filter(filters.on("scheduled_at"), status__in=OPEN)
        .order_by("scheduled_at", "pk")
        .values_list("scheduled_at", "platform", "status", "review_status", "connection__route")
    )
    days: dict[date, dict[str, DayOfPlatform]] = defaultdict(dict)
    for at, platform, status, review, route in rows:
        local = at.astimezone(filters.zone)
        day = days[local.date()].setdefault(platform, DayOfPlatform(platform))
        _count(day, status, review)
        day.simulated += route == "sandbox"
        day.time_slots.append(local)
    return [
        Day(at, sorted(days[at].values(), key=lambda row: row.label) if at in days else [])
        for at in _each_day(filters)
    ]


def _count(day: DayOfPlatform, status: str, review: str) -> None:
    if status == STATUS.POSTED:
        day.posted += 1
    elif status != STATUS.DRAFT and review in CLEARED:
        day.cleared += 1
    else:
        day.waiting += 1


def _each_day(filters: Filters) -> list[date]:
    count = (filters.last - filters.first).days + 1
    return [filters.first + timedelta(days=n) for n in range(count)]
