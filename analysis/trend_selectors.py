"""Trends, feeds and exemplars as the pages show them."""

from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Page, Paginator

from analysis.models import ExemplarPattern, TrendSignal, TrendSource
from analysis.services.trends import LONGEST_USE
from analysis.trends.overlap import FADED, faded
from teams.models import Team

PAGE_SIZE = 30
SHOWN = 60


@dataclass(frozen=True)
class ShownTrend:
    """A topic with its weight now, 0 to 100."""

    signal: TrendSignal
    strength: int


def list_trends(team: Team, now: datetime) -> list[ShownTrend]:
    """The strongest topics now, those that have faded left out; one query."""
    rows = TrendSignal.objects.in_team(team).filter(collected_at__gte=now - LONGEST_USE)
    weighed = [(faded(row.score, row.collected_at, now), row) for row in rows[:600]]
    strongest = sorted(weighed, key=lambda pair: (-pair[0], pair[1].topic))[:SHOWN]
    return [ShownTrend(row, round(100 * now_)) for now_, row in strongest if now_ >= FADED]


def list_sources(team: Team) -> list[TrendSource]:
    return list(TrendSource.objects.in_team(team))


def get_exemplar_page(team: Team, number: str | None) -> Page:
    return Paginator(ExemplarPattern.objects.in_team(team), PAGE_SIZE).get_page(number)
