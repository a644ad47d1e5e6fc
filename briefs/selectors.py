"""Reads for the pages of briefs."""

from django.core.paginator import Page, Paginator
from django.db.models import Count

from briefs.models import CreativeBrief
from teams.models import Team

PAGE_SIZE = 20


def get_brief_page(team: Team, number: str | None) -> Page:
    """Briefs, newest first, each with the number of its plans (`plan_count`)."""
    rows = CreativeBrief.objects.in_team(team).select_related("source_schedule__connection")
    rows = rows.annotate(plan_count=Count("plans")).order_by("-created_at", "pk")
    return Paginator(rows, PAGE_SIZE).get_page(number)
