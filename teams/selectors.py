"""Reads for the pages of the team and of what happened."""

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet

from teams.models import EventLog, Team, TeamMember, User

PAGE_SIZE = 50


def list_members(team: Team) -> QuerySet[TeamMember]:
    return TeamMember.objects.filter(team=team).select_related("user").order_by("created_at", "pk")


def list_teams_of(user: User) -> QuerySet[Team]:
    return Team.objects.filter(memberships__user=user).order_by("name", "pk")


def get_event_page(team: Team, event_type: str, number: str | None) -> Page:
    """What happened in the team, newest first; `event_type` empty means everything."""
    rows = EventLog.objects.in_team(team).select_related("user").order_by("-created_at", "pk")
    if event_type:
        rows = rows.filter(event_type=event_type)
    return Paginator(rows, PAGE_SIZE).get_page(number)


def list_event_types(team: Team) -> list[str]:
    rows = EventLog.objects.in_team(team).order_by("event_type")
    return list(rows.values_list("event_type", flat=True).distinct())


def list_history(subject) -> QuerySet[EventLog]:
    """Everything that happened to one row, newest first."""
    rows = EventLog.objects.filter(
        subject_type=subject._meta.db_table, subject_id=str(subject.pk), team=subject.team
    )
    return rows.select_related("user").order_by("-created_at", "pk")[:100]
