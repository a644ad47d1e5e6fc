"""What a report is asked about: days of the team's calendar, an account, a network."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django import forms
from django.db.models import Q

from platforms.models import Connection, PlatformName
from teams.models import Team

MAX_DAYS = 731
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Filters:
    """Days `first` to `last`, both included, by the clocks of `zone`."""

    first: date
    last: date
    zone: ZoneInfo
    account: Connection | None = None
    platform: str = ""

    @property
    def start(self) -> datetime:
        """The moment (UTC) at which the first day begins."""
        return midnight(self.first, self.zone)

    @property
    def end(self) -> datetime:
        """The moment (UTC) at which the day after the last one begins."""
        return midnight(self.last + DAY, self.zone)

    def on(self, moment: str) -> Q:
        """Rows of `PostingSchedule` whose `moment` lies in the period, and that fit the rest."""
        wanted = Q(**{f"{moment}__gte": self.start, f"{moment}__lt": self.end})
        if self.account:
            wanted &= Q(connection=self.account)
        return wanted & Q(platform=self.platform) if self.platform else wanted


def midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(0), tzinfo=zone).astimezone(UTC)


class FilterForm(forms.Form):
    """The filters of a report, from the address bar."""

    first = forms.DateField(
        label="From",
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    last = forms.DateField(
        label="To",
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    platform = forms.ChoiceField(label="Platform", required=False)
    account = forms.ModelChoiceField(
        label="Account", required=False, queryset=Connection.objects.none(), empty_label="All"
    )

    def __init__(self, data: Mapping, *, team: Team, default: tuple[date, date]):
        self.default = default
        given = {name: data.get(name) for name in ("platform", "account")}
        days = {
            name: data.get(name) or day.isoformat()
            for name, day in zip(("first", "last"), default, strict=True)
        }
        super().__init__({**given, **days})
        accounts = Connection.objects.in_team(team).order_by("platform", "platform_username", "pk")
        self.fields["account"].queryset = accounts  # type: ignore[attr-defined]
        self.fields["platform"].choices = [("", "All"), *PlatformName.choices]  # type: ignore[attr-defined]

    def clean(self) -> dict:
        data = super().clean() or {}
        first, last = data.get("first"), data.get("last")
        if first and last and last < first:
            self.add_error("last", "The last day is before the first one.")
        elif first and last and (last - first).days >= MAX_DAYS:
            self.add_error("last", "Two years at most. Choose a shorter time.")
        return data

    def filters(self, zone: ZoneInfo) -> Filters:
        """What was asked for; what is not valid falls back to the default, and the form says so."""
        self.is_valid()
        data = self.cleaned_data
        first, last = data.get("first"), data.get("last")
        if first is None or last is None:
            first, last = self.default
        return Filters(first, last, zone, data.get("account"), data.get("platform", ""))


def recent(today: date, days: int) -> tuple[date, date]:
    """The last `days` days with today."""
    return today - timedelta(days=days - 1), today


def coming(today: date, days: int) -> tuple[date, date]:
    """Today and the `days` days after it, as seed 001 asks for the calendar."""
    return today, today + timedelta(days=days)
