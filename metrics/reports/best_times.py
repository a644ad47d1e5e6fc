"""At which hours of the week posts did best (seed 001, “Best Performing Times”)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Avg, Count, Max, Min, Value
from django.db.models.functions import ExtractHour, ExtractIsoWeekDay

from metrics.reports.filters import Filters
from metrics.reports.rows import posted
from platforms.models import PlatformName
from teams.models import Team

DAYS = 90
MIN_POSTS = 3  # seed 001: HAVING COUNT(*) >= 3; fewer say nothing about an hour
SHADES = 5
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
# what an hour is judged by: column, name, digits shown; rates are shares from 0 to 1
MEASURES = {
    "engagement_rate": "Engagement rate",
    "post_social_score": "Score against your own posts",
}


@dataclass(frozen=True)
class Cell:
    """One hour of the week on one network. `average` is None when no post has the figure."""

    platform: str
    simulated: bool
    day_of_week: int
    hour: int
    posts: int
    measured: int
    average: float | None
    read_from: datetime | None
    read_to: datetime | None

    @property
    def is_enough(self) -> bool:
        return self.measured >= MIN_POSTS

    @property
    def weekday(self) -> str:
        return WEEKDAYS[self.day_of_week]

    @property
    def label(self) -> str:
        return str(PlatformName(self.platform).label)


@dataclass(frozen=True)
class Heatmap:
    """One network's week: 24 rows of seven cells; None where nothing was posted."""

    platform: str
    simulated: bool
    rows: list[tuple[int, list[tuple[Cell | None, int]]]]
    best: list[Cell]
    posts: int
    measured: int
    read_from: datetime | None
    read_to: datetime | None

    @property
    def label(self) -> str:
        return str(PlatformName(self.platform).label)


def read_cells(team: Team, filters: Filters, measure: str) -> list[Cell]:
    """Every hour of the week, by the team's clocks, at which something was posted. One query."""
    if measure not in MEASURES:
        raise ValueError(f"“{measure}” is no measure of the hours")
    rows = (
        posted(team, filters)
        .annotate(
            day_of_week=ExtractIsoWeekDay("published_at", tzinfo=filters.zone) - Value(1),
            hour=ExtractHour("published_at", tzinfo=filters.zone),
        )
        .values("platform", "simulated", "day_of_week", "hour")
        .annotate(
            posts=Count("pk"),
            measured=Count(measure),
            average=Avg(measure),
            read_from=Min("read_at"),
            read_to=Max("read_at"),
        )
        .order_by()
    )
    cells = [Cell(**row) for row in rows]
    return sorted(cells, key=lambda c: (c.simulated, c.platform, c.day_of_week, c.hour))


def rank_cells(cells: Iterable[Cell]) -> list[Cell]:
    """The hours with enough posts, the best of each network first."""
    enough = [cell for cell in cells if cell.is_enough]
    return sorted(
        enough, key=lambda c: (c.simulated, c.platform, -(c.average or 0), c.day_of_week, c.hour)
    )


def draw_heatmaps(cells: Iterable[Cell]) -> list[Heatmap]:
    """A table for each network; real ones first, then by how much was posted."""
    groups: dict[tuple[bool, str], list[Cell]] = {}
    for cell in cells:
        groups.setdefault((cell.simulated, cell.platform), []).append(cell)
    maps = [_draw(found) for found in groups.values()]
    return sorted(maps, key=lambda m: (m.simulated, -m.posts, m.platform))


def _draw(cells: list[Cell]) -> Heatmap:
    known = {(cell.hour, cell.day_of_week): cell for cell in cells}
    ranked = rank_cells(cells)
    values = [cell.average or 0.0 for cell in ranked]
    low, high = (min(values), max(values)) if values else (0.0, 0.0)
    rows = []
    for hour in range(24):
        row = [known.get((hour, day)) for day in range(7)]
        rows.append((hour, [(cell, shade_of(cell, low, high)) for cell in row]))
    first = cells[0]
    return Heatmap(
        platform=first.platform,
        simulated=first.simulated,
        rows=rows,
        best=ranked[:5],
        posts=sum(cell.posts for cell in cells),
        measured=sum(cell.measured for cell in cells),
        read_from=min((cell.read_from for cell in cells if cell.read_from), default=None),
        read_to=max((cell.read_to for cell in cells if cell.read_to), default=None),
    )


def shade_of(cell: Cell | None, low: float, high: float) -> int:
    """1 (worst) to SHADES (best) among the hours with enough posts; 0: no shade."""
    if cell is None or not cell.is_enough or cell.average is None:
        return 0
    if high <= low:
        return SHADES // 2 + 1
    return 1 + min(SHADES - 1, int((cell.average - low) / (high - low) * SHADES))
