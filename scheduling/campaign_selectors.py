"""Reads for the pages of projects, campaigns and content calendars."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, Prefetch, Q, QuerySet, Sum

from platforms.specs import get_spec
from scheduling.models import CalendarItem, Campaign, ContentCalendar, PostingSchedule, Project
from teams.models import Team

Post = PostingSchedule.Status
MOST_POSTS = 200


@dataclass(frozen=True)
class Target:
    """One aim of a campaign: what is reached of what was wanted. `reached` None: not known yet."""

    name: str
    wanted: float
    reached: float | None
    is_share: bool = False

    @property
    def percent(self) -> int:
        """How much of it, 0 to 100 and no further."""
        if not self.reached or not self.wanted:
            return 0
        return min(100, round(100 * self.reached / self.wanted))


@dataclass(frozen=True)
class Progress:
    """How a campaign stands; the figures are the newest reading of each post."""

    planned: int = 0
    posted: int = 0
    failed: int = 0
    measured: int = 0
    views: int | None = None
    engagements: int | None = None
    is_simulated: bool = False

    @property
    def engagement_rate(self) -> float | None:
        """Engagements a view; None without views."""
        return self.engagements / self.views if self.views and self.engagements else None

    def targets(self, wanted: dict) -> list[Target]:
        """The campaign's aims beside what is reached, in a fixed order."""
        reached = {"posts": self.posted, "views": self.views,
                   "engagement_rate": self.engagement_rate}  # fmt: skip
        return [
            Target(name, wanted[name], value, is_share=name == "engagement_rate")
            for name, value in reached.items()
            if wanted.get(name)
        ]


def progress_of(campaigns: Iterable[Campaign]) -> dict[UUID, Progress]:
    """{campaign: its progress}, in one query."""
    of = Q(status=Post.POSTED)
    rows = (
        PostingSchedule.objects.filter(campaign__in=[c.pk for c in campaigns])
        .exclude(status=Post.CANCELED)
        .order_by()
        .values("campaign")
        .annotate(
            n_posted=Count("pk", filter=of),
            n_failed=Count("pk", filter=Q(status=Post.FAILED)),
            n_all=Count("pk"),
            n_measured=Count("pk", filter=of & Q(views__isnull=False)),
            sum_views=Sum("views", filter=of),
            sum_engagements=Sum("engagements", filter=of),
            n_simulated=Count("pk", filter=Q(connection__route="sandbox")),
        )
    )
    found = {
        row["campaign"]: Progress(
            planned=row["n_all"] - row["n_posted"] - row["n_failed"],
            posted=row["n_posted"],
            failed=row["n_failed"],
            measured=row["n_measured"],
            views=row["sum_views"],
            engagements=row["sum_engagements"],
            is_simulated=row["n_simulated"] > 0,
        )
        for row in rows
    }
    return defaultdict(Progress, found)


@dataclass(frozen=True)
class CampaignRow:
    """One campaign of a list."""

    campaign: Campaign
    progress: Progress

    @property
    def targets(self) -> list[Target]:
        return self.progress.targets(self.campaign.targets_json)


def list_projects(team: Team, *, with_ended: bool) -> list[tuple[Project, list[CampaignRow]]]:
    """The team's projects with their campaigns; ended ones only when asked for."""
    campaigns = Campaign.objects.in_team(team).order_by("start_date", "name")
    projects = Project.objects.in_team(team)
    if not with_ended:
        campaigns = campaigns.exclude(status__in=("completed", "cancelled"))
        projects = projects.exclude(status="completed")
    found = list(projects.prefetch_related(Prefetch("campaigns", queryset=campaigns)))
    progress = progress_of(c for project in found for c in project.campaigns.all())
    return [
        (project, [CampaignRow(c, progress[c.pk]) for c in project.campaigns.all()])
        for project in found
    ]


def count_ended(team: Team) -> int:
    """Projects and campaigns that the list leaves out."""
    projects = Project.objects.in_team(team).filter(status="completed").count()
    ended = Campaign.objects.in_team(team).filter(status__in=("completed", "cancelled"))
    return projects + ended.count()


def posts_of(campaign: Campaign) -> QuerySet[PostingSchedule]:
    """The posts of a campaign, soonest first."""
    rows = PostingSchedule.objects.in_team(campaign.team).filter(campaign=campaign)
    return rows.select_related("connection", "media").order_by("scheduled_at", "pk")[:MOST_POSTS]


def posts_to_add(campaign: Campaign) -> QuerySet[PostingSchedule]:
    """Posts without a campaign that stand in its dates, on its networks."""
    zone = campaign.team.zone
    day = timedelta(days=1)
    rows = PostingSchedule.objects.in_team(campaign.team).filter(
        campaign=None,
        scheduled_at__gte=_midnight(campaign.start_date, zone),
        scheduled_at__lt=_midnight(campaign.end_date + day, zone),
    )
    if campaign.target_platforms:
        rows = rows.filter(connection__platform__in=campaign.target_platforms)
    rows = rows.exclude(status=Post.CANCELED).select_related("connection", "media")
    return rows.order_by("scheduled_at", "pk")[:MOST_POSTS]


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), tzinfo=zone)


def list_calendars(team: Team) -> QuerySet[ContentCalendar]:
    """The newest version of every calendar, with how many items are done."""
    newer = ContentCalendar.objects.in_team(team)
    rows = newer.select_related("project").annotate(
        n_items=Count("items"), n_out=Count("items", filter=Q(items__status="published"))
    )
    newest = {}
    for row in rows.order_by("name", "-version"):
        newest.setdefault(row.name, row.pk)
    return rows.filter(pk__in=newest.values()).order_by("-period_start", "name")


def versions_of(calendar: ContentCalendar) -> QuerySet[ContentCalendar]:
    """All versions of the same calendar, the newest first."""
    rows = ContentCalendar.objects.in_team(calendar.team).filter(name=calendar.name)
    return rows.select_related("user").order_by("-version")


def items_of(calendar: ContentCalendar) -> list[CalendarItem]:
    """The items of a version, by day, with what a row shows."""
    rows = calendar.items.select_related("campaign", "media", "assignee")
    return list(rows.order_by("planned_date", "created_at", "pk"))


def next_posts(team: Team, items: Iterable[CalendarItem]) -> dict[UUID, list[PostingSchedule]]:
    """{asset: its live posts, soonest first}, in one query."""
    media = {item.media_id for item in items if item.media_id}
    rows = PostingSchedule.objects.live().in_team(team).filter(media__in=media)
    found: dict[UUID, list[PostingSchedule]] = defaultdict(list)
    for post in rows.select_related("connection").order_by("scheduled_at", "pk"):
        found[post.media_id].append(post)
    return found


@dataclass(frozen=True)
class GridRow:
    """One content pillar: how many items for each network, and how many are out."""

    pillar: str
    label: str
    cells: list[tuple[int, int]]
    total: int


def grid_of(items: Sequence[CalendarItem]) -> tuple[list[str], list[GridRow]]:
    """(labels of the networks, rows by pillar): where a plan has weight, and where it has none.

    Items without a network count under “Any”. Skipped ones do not count.
    """
    counted = [item for item in items if item.status != CalendarItem.Status.SKIPPED]
    names = sorted({name for item in counted for name in networks_of(item)})
    rows = []
    for pillar, label in CalendarItem.ContentPillar.choices:
        own = [item for item in counted if item.content_pillar == pillar]
        cells = []
        for name in names:
            there = [item for item in own if name in networks_of(item)]
            cells.append((len(there), sum(item.status == "published" for item in there)))
        rows.append(GridRow(pillar, label, cells, len(own)))
    return [get_spec(name).label if name else "Any" for name in names], rows


def networks_of(item: CalendarItem) -> list[str]:
    """The networks that a piece is for; one empty name when it is for any."""
    return sorted({get_spec(name).network for name in item.planned_platforms}) or [""]
