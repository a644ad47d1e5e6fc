"""Readings as the pages show them: a table over the checkpoints, a small curve, comments."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from metrics.models import (
    AccountBaseline,
    CheckpointName,
    Comment,
    MetricsCheckpoint,
    PostingMetrics,
)
from scheduling.models import PostingSchedule
from teams.models import Team

WIDTH, HEIGHT, PAD = 560.0, 150.0, 14.0  # of the curve's drawing
COUNTERS = ("views", "likes", "comments_count", "shares", "saves")


@dataclass(frozen=True)
class CheckpointRow:
    """One age of a post: what was planned, what was read, what is usual for the account."""

    label: str
    checkpoint: MetricsCheckpoint | None
    reading: PostingMetrics | None
    median_views: float | None

    @property
    def delta(self) -> float | None:
        """Views against the account's median at the same age: 0.25 is a quarter more."""
        if self.reading is None or self.reading.views is None or not self.median_views:
            return None
        return self.reading.views / self.median_views - 1


@dataclass(frozen=True)
class Curve:
    """Points (x, y) of the drawing; gaps where there is no reading."""

    points: list[tuple[float, float]]
    median: list[tuple[float, float]]
    labels: list[tuple[float, str]]
    top: float

    @property
    def line(self) -> str:
        return as_points(self.points)

    @property
    def median_line(self) -> str:
        return as_points(self.median)


def as_points(points: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)


def median_of(baseline: AccountBaseline | None, counter: str) -> float | None:
    """The account's median of one counter; None without a baseline for it."""
    quantiles = (baseline.quantiles or {}).get(counter) if baseline else None
    return quantiles.get("p50") if quantiles else None


def list_checkpoints(schedule: PostingSchedule) -> list[CheckpointRow]:
    """All six ages in order, in three queries."""
    planned = {row.checkpoint: row for row in schedule.checkpoints.all()}
    readings = {row.checkpoint: row for row in schedule.metrics.all()}
    usual = {
        row.checkpoint: row
        for row in AccountBaseline.objects.filter(connection_id=schedule.connection_id)
    }
    return [
        CheckpointRow(
            label=label,
            checkpoint=planned.get(name),
            reading=readings.get(name),
            median_views=median_of(usual.get(name), "views"),
        )
        for name, label in CheckpointName.choices
    ]


def draw_curve(rows: Sequence[CheckpointRow]) -> Curve | None:
    """Views over the checkpoints; None with fewer than two readings."""
    read = [(i, row.reading.views) for i, row in enumerate(rows) if row.reading]
    seen = [(i, views) for i, views in read if views is not None]
    if len(seen) < 2:
        return None
    usual = [(i, row.median_views) for i, row in enumerate(rows) if row.median_views is not None]
    top = max([value for _, value in [*seen, *usual]]) or 1
    step = (WIDTH - 2 * PAD) / (len(rows) - 1)

    def place(pairs: Sequence[tuple[int, float]]) -> list[tuple[float, float]]:
        room = HEIGHT - 2 * PAD
        return [(PAD + i * step, HEIGHT - PAD - value / top * room) for i, value in pairs]

    labels = [(PAD + i * step, row.label) for i, row in enumerate(rows)]
    return Curve(points=place(seen), median=place(usual), labels=labels, top=top)


def list_comments(schedule: PostingSchedule) -> QuerySet[Comment]:
    return schedule.comments.order_by("-posted_at", "pk")[:50]


@dataclass(frozen=True)
class Result:
    """The newest reading of a post, against what is usual for its account at that age."""

    reading: PostingMetrics
    post: PostingSchedule
    delta: float | None


def list_latest_results(team: Team, *, limit: int = 6) -> list[Result]:
    """The newest reading of each of the team's latest measured posts, in two queries."""
    readings = PostingMetrics.objects.in_team(team).order_by("-check_time", "pk")
    rows = readings.select_related("schedule__connection", "schedule__media")[: limit * 6]
    newest: dict = {}
    for row in rows:
        newest.setdefault(row.schedule_id, row)
    chosen = list(newest.values())[:limit]
    usual = {
        (row.connection_id, row.checkpoint): row
        for row in AccountBaseline.objects.filter(
            connection_id__in={row.schedule.connection_id for row in chosen}
        )
    }
    return [
        as_result(row, usual.get((row.schedule.connection_id, row.checkpoint))) for row in chosen
    ]


def as_result(reading: PostingMetrics, baseline: AccountBaseline | None) -> Result:
    median = median_of(baseline, "views")
    known = reading.views is not None and median
    delta = reading.views / median - 1 if known else None  # type: ignore[operator]
    return Result(reading=reading, post=reading.schedule, delta=delta)
