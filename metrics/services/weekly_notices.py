"""The week in figures, to everybody who wants it, at the hour that each person chose."""

from collections import defaultdict
from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils import timezone

from metrics.weekly import Week, read_week, sentences_of
from teams.models import Notification, NotificationPreferences, Team, TeamMember
from teams.notices import Channel, channel_of
from teams.quiet_hours import latest_weekly
from teams.services.notify import list_members, preferences_of, tell

WEEKLY = Notification.Type.WEEKLY_REPORT_READY
LATEST = timedelta(hours=36)  # after a longer downtime the next week's comes instead


def tell_weeks(now: datetime) -> int:
    """Write the notices that are due in every team; how many. Asked again, it writes none."""
    return sum(tell_team(team, now) for team in Team.objects.order_by("pk"))


def tell_team(team: Team, now: datetime) -> int:
    """One notice for each person whose hour has come; people with the same hour share the figures.

    The key is the local day, so that a person gets one a week, whatever the clocks do.
    """
    members = list_members(team)
    wishes = preferences_of(team, [member.user_id for member in members])
    due: dict[tuple[date, datetime], list[TeamMember]] = defaultdict(list)
    for member in members:
        if hour := due_hour(team, wishes.get(member.user_id), now):
            due[hour].append(member)
    return sum(
        _tell(team, _without(people, team, key_of(day)), day, at, now)
        for (day, at), people in due.items()
    )


def due_hour(
    team: Team, wishes: NotificationPreferences | None, now: datetime
) -> tuple[date, datetime] | None:
    """The local day and moment of this person's week, when it came not too long ago."""
    if channel_of(wishes, WEEKLY) == Channel.OFF:
        return None
    chosen = wishes or NotificationPreferences()
    day, at = latest_weekly(now, team.zone, weekday=chosen.digest_weekday, hour=chosen.digest_hour)
    return (day, at) if now - at <= LATEST else None


def key_of(day: date) -> str:
    return f"week:{day.isoformat()}"


def _without(people: list[TeamMember], team: Team, key: str) -> list[TeamMember]:
    """Those who were not told yet; also nobody who was told of another day of the same week."""
    users = [member.user_id for member in people]
    since = date.fromisoformat(key.removeprefix("week:")) - timedelta(days=6)
    rows = Notification.objects.in_team(team).filter(
        user__in=users, type=WEEKLY, key__gte=key_of(since), key__lte=key
    )
    told: set[UUID] = set(rows.values_list("user_id", flat=True))
    return [member for member in people if member.user_id not in told]


def _tell(team: Team, people: list[TeamMember], day: date, at: datetime, now: datetime) -> int:
    if not people:
        return 0
    week = read_week(team, at)
    if week.is_empty:  # nothing to say is not worth a mail
        return 0
    with timezone.override(team.zone):
        text = "\n\n".join(sentences_of(week))
    return tell(
        team,
        people,
        WEEKLY,
        key=key_of(day),
        title=title_of(week),
        text=text,
        now=now,
        payload=figures_of(week),
    )


def title_of(week: Week) -> str:
    failed = f", {week.failures} failed" if week.failures else ""
    return f"Your week: {week.posted} posted{failed}, {week.planned} planned"


def figures_of(week: Week) -> dict:
    """The week as the API shows it; what is not known is null."""
    best = week.best
    return {
        "start": week.start.isoformat(),
        "end": week.end.isoformat(),
        "posted": week.posted,
        "simulated": week.simulated,
        "measured": week.measured,
        "failed": week.failures,
        "planned": week.planned,
        "best_post": str(best.schedule_id) if best else None,
        "best_views": best.views if best else None,
        "best_is_simulated": best.is_simulated if best else None,
        "best_as_of": best.check_time.isoformat() if best else None,
    }
