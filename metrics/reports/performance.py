"""How the posts of each network did (seed 001, “Distribution Performance by Platform”)."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Avg, Count, Max, Min, Sum

from metrics.reports.filters import Filters
from metrics.reports.rows import posted
from platforms.models import PlatformName
from teams.models import Team

DAYS = 30
FIGURES = ("views", "impressions", "engagement_rate", "click_through_rate", "clicks")


@dataclass(frozen=True)
class PlatformRow:
    """One network. A figure is None when no post of it reports it; each has its sample beside it.

    Rates are shares from 0 to 1. `read_from` and `read_to`: when the posts were last read, the
    earliest and the latest of them.
    """

    platform: str
    simulated: bool
    total_posts: int
    measured_posts: int
    avg_views: float | None
    views_posts: int
    avg_impressions: float | None
    impressions_posts: int
    avg_engagement_rate: float | None
    engagement_rate_posts: int
    avg_ctr: float | None
    ctr_posts: int
    total_clicks: int | None
    clicks_posts: int
    read_from: datetime | None
    read_to: datetime | None

    @property
    def label(self) -> str:
        return str(PlatformName(self.platform).label)


def read_performance(team: Team, filters: Filters) -> list[PlatformRow]:
    """A row per network, real and simulated posts apart; the best engagement first. One query."""
    rows = (
        posted(team, filters)
        .values("platform", "simulated")
        .annotate(
            total_posts=Count("pk"),
            measured_posts=Count("read_at"),
            avg_views=Avg("views"),
            views_posts=Count("views"),
            avg_impressions=Avg("impressions"),
            impressions_posts=Count("impressions"),
            avg_engagement_rate=Avg("engagement_rate"),
            engagement_rate_posts=Count("engagement_rate"),
            avg_ctr=Avg("click_through_rate"),
            ctr_posts=Count("click_through_rate"),
            total_clicks=Sum("clicks"),
            clicks_posts=Count("clicks"),
            read_from=Min("read_at"),
            read_to=Max("read_at"),
        )
        .order_by()
    )
    return sorted((PlatformRow(**row) for row in rows), key=_rank)


def _rank(row: PlatformRow) -> tuple:
    rate = row.avg_engagement_rate
    return (row.simulated, rate is None, -(rate or 0), row.platform)
