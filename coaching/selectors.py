"""Reads for the coach's pages."""

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet

from coaching.models import AICoachInsight
from coaching.services import coach_summary
from media_assets.models import MediaAsset
from scheduling.models import PostingSchedule
from teams.models import Team

PAGE_SIZE = 12


def list_insights(team: Team) -> QuerySet[AICoachInsight]:
    """Newest first, with the post and the file they are about."""
    rows = AICoachInsight.objects.in_team(team).order_by("-created_at", "pk")
    return rows.select_related("media", "schedule__connection")


def get_insight_page(team: Team, number: str | None) -> Page:
    return Paginator(list_insights(team), PAGE_SIZE).get_page(number)


def list_insights_on(schedule: PostingSchedule) -> QuerySet[AICoachInsight]:
    return AICoachInsight.objects.filter(schedule=schedule).order_by("-created_at", "pk")


def get_summary(asset: MediaAsset) -> dict | None:
    """The coach's summary of an asset that has been posted; None before that."""
    if not asset.schedules.filter(status=PostingSchedule.Status.POSTED).exists():
        return None
    return coach_summary(asset)
