"""What the address bar asks of the calendar; words that nobody offered are dropped."""

from dataclasses import dataclass, field
from datetime import date
from urllib.parse import urlencode

from django.db.models import Q
from django.http import QueryDict

from platforms.models import PlatformName
from scheduling.calendar.spans import DEFAULT_VIEW, VIEWS, Span, clamp, span_of, turn
from scheduling.forms import uuid_or_nothing
from scheduling.models import PostingSchedule
from teams.pages import chosen

S = PostingSchedule.Status
R = PostingSchedule.ReviewStatus
CLEARED = Q(review_status__in=[R.APPROVED, R.NOT_REQUIRED])

# word in the address → (what people read, which posts)
STATUSES: dict[str, tuple[str, Q]] = {
    "draft": ("Draft", Q(status=S.DRAFT)),
    "planned": ("Planned, not approved", Q(status=S.PENDING) & ~CLEARED),
    "approved": ("Approved", Q(status=S.PENDING) & CLEARED),
    "posted": ("Posted", Q(status=S.POSTED)),
    "failed": ("Failed", Q(status=S.FAILED)),
    "unclear": ("Going out, or unclear", Q(status__in=[S.PUBLISHING, S.UNCONFIRMED])),
    "canceled": ("Canceled", Q(status=S.CANCELED)),
}


@dataclass(frozen=True)
class CalendarQuery:
    """View, day and filters; empty words mean no filter. Canceled posts show only when asked."""

    day: date
    view: str = DEFAULT_VIEW
    platform: str = ""
    account: str = ""
    statuses: tuple[str, ...] = ()
    campaign: str = ""
    person: str = ""
    week_start: int = field(default=0, compare=False)

    @property
    def span(self) -> Span:
        return span_of(self.view, self.day, self.week_start)

    @property
    def filter_count(self) -> int:
        """How many filters are set."""
        one_each = (self.platform, self.account, self.campaign, self.person)
        return sum(map(bool, one_each)) + bool(self.statuses)

    @property
    def shown(self) -> Q:
        """Which posts the filters let through."""
        asked = Q()
        for status in self.statuses:
            asked |= STATUSES[status][1]
        if not self.statuses:
            asked = ~Q(status=S.CANCELED)
        if self.platform:
            asked &= Q(platform=self.platform)
        if self.account:
            asked &= Q(connection=self.account)
        if self.campaign:
            asked &= Q(campaign=self.campaign)
        if self.person:
            asked &= Q(created_by=self.person) | Q(media__owner=self.person)
        return asked

    def link(self, **changes) -> str:
        """The query string of this calendar with `changes` (`view`, `day`, filters)."""
        words = {
            "view": self.view,
            "date": self.day.isoformat(),
            "platform": self.platform,
            "account": self.account,
            "status": self.statuses,
            "campaign": self.campaign,
            "person": self.person,
        }
        if "day" in changes:
            words["date"] = changes.pop("day").isoformat()
        words.update(changes)
        return f"?{urlencode({k: v for k, v in words.items() if v}, doseq=True)}"

    def turned(self, direction: int) -> str:
        """The query string one page later or earlier."""
        return self.link(day=turn(self.view, self.day, direction))


def read_query(given: QueryDict, *, today: date, week_start: int) -> CalendarQuery:
    """The calendar that a query string asks for."""
    return CalendarQuery(
        day=read_day(given.get("date", "")) or today,
        view=chosen(given.get("view"), VIEWS) or DEFAULT_VIEW,
        platform=chosen(given.get("platform"), PlatformName.values),
        account=uuid_or_nothing(given.get("account")),
        statuses=tuple(word for word in STATUSES if word in given.getlist("status")),
        campaign=uuid_or_nothing(given.get("campaign")),
        person=uuid_or_nothing(given.get("person")),
        week_start=week_start,
    )


def read_day(text: str) -> date | None:
    """A date like 2026-03-02 within what the calendar shows; None for anything else."""
    try:
        return clamp(date.fromisoformat(text))
    except ValueError:
        return None
