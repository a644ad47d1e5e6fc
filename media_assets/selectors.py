"""Reads for the library."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.core.paginator import Page, Paginator
from django.db.models import F, FilteredRelation, Prefetch, Q, QuerySet
from django.utils import timezone

from media_assets.models import MediaAsset, ProcessingJob
from teams.models import EventLog, Heartbeat, Team

PAGE_SIZE = 24
REJECTS_SHOWN, LATELY = 5, timedelta(days=7)
OPEN_JOBS = (ProcessingJob.Status.QUEUED, ProcessingJob.Status.PROCESSING)
UNUSED_POSTS = ("canceled", "failed")  # a post that never went out does not use its asset up
SORTS: dict[str, tuple[str, list]] = {
    "newest": ("Newest first", [F("created_at").desc(), "pk"]),
    "oldest": ("Oldest first", [F("created_at").asc(), "pk"]),
    "score": ("Best score first", [F("score").desc(nulls_last=True), F("created_at").desc()]),
    "name": ("Name", [F("filename").asc(), "pk"]),
}
USES = {"unused": "Not used yet", "used": "Used in a post"}


@dataclass(frozen=True)
class LibraryFilters:
    """What the address bar asks of the library; an empty word means no filter."""

    status: str = ""
    media_type: str = ""
    use: str = ""
    search: str = ""
    sort: str = "newest"

    @property
    def are_set(self) -> bool:
        return bool(self.status or self.media_type or self.use or self.search)


@dataclass(frozen=True)
class AssetCard:
    """One asset as the grid shows it; `score` is None while there is no analysis."""

    asset: MediaAsset
    score: float | None
    is_used: bool
    job: ProcessingJob | None


def list_assets(team: Team, filters: LibraryFilters) -> QuerySet[MediaAsset]:
    """The team's assets with `score` (of the current analysis); archived ones only on request."""
    rows = MediaAsset.objects.in_team(team).annotate(
        current=FilteredRelation("analyses", condition=Q(analyses__is_current=True)),
        score=F("current__pre_social_score"),
    )
    rows = (
        rows.filter(status=filters.status)
        if filters.status
        else rows.exclude(status=MediaAsset.Status.ARCHIVED)
    )
    if filters.media_type:
        rows = rows.filter(media_type=filters.media_type)
    if filters.search:
        rows = rows.filter(filename__icontains=filters.search)
    return by_use(rows, filters.use).order_by(*SORTS[filters.sort][1])


def by_use(rows: QuerySet[MediaAsset], use: str) -> QuerySet[MediaAsset]:
    """Only the used, or only the unused ones; all when `use` is empty."""
    posted = MediaAsset.objects.filter(schedules__isnull=False)
    used = posted.exclude(schedules__status__in=UNUSED_POSTS).values("pk")
    if use == "used":
        return rows.filter(pk__in=used)
    return rows.exclude(pk__in=used) if use == "unused" else rows


def get_library_page(team: Team, filters: LibraryFilters, number: str | None) -> Page:
    """One page of AssetCards, in a constant number of queries."""
    jobs = ProcessingJob.objects.filter(status__in=OPEN_JOBS).exclude(
        job_type=ProcessingJob.JobType.RENDER
    )
    rows = list_assets(team, filters).prefetch_related(
        Prefetch("jobs", queryset=jobs, to_attr="open_jobs")
    )
    page = Paginator(rows, PAGE_SIZE).get_page(number)
    page.object_list = as_cards(list(page.object_list))  # type: ignore[assignment]
    return page


def as_cards(assets: Sequence[MediaAsset]) -> list[AssetCard]:
    """Cards of assets that came from `list_assets` with their open jobs."""
    used = set(
        MediaAsset.objects.filter(pk__in=[a.pk for a in assets], schedules__isnull=False)
        .exclude(schedules__status__in=UNUSED_POSTS)
        .values_list("pk", flat=True)
    )
    return [
        AssetCard(
            asset=asset,
            score=asset.score,  # type: ignore[attr-defined]
            is_used=asset.pk in used,
            job=next(iter(asset.open_jobs), None),  # type: ignore[attr-defined]
        )
        for asset in assets
    ]


@dataclass(frozen=True)
class WatchState:
    """What the folder watcher last said; `heartbeat` is None when it never ran."""

    heartbeat: Heartbeat | None
    rejects: list[EventLog]


def get_watch_state(team: Team) -> WatchState:
    """The watcher's last sign of life and the files it refused most lately."""
    refused = EventLog.objects.in_team(team).filter(event_type="media_rejected")
    return WatchState(
        heartbeat=Heartbeat.objects.filter(name="watcher").first(),
        rejects=list(refused.filter(created_at__gte=timezone.now() - LATELY)[:REJECTS_SHOWN]),
    )
