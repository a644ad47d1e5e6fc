"""Reports as CSV files: the same rows as on the page. A figure that is not known stays empty."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from django.http import StreamingHttpResponse

from metrics.reports.best_times import Cell
from metrics.reports.failures import Failure
from metrics.reports.filters import Filters
from metrics.reports.performance import PlatformRow
from metrics.reports.upcoming import Day
from scheduling.exports import MARK, Echo, safe_cell, shown

Row = Sequence[object]


def answer_with(name: str, filters: Filters, rows: Iterable[Row]) -> StreamingHttpResponse:
    """A file named for the report and its days, made while it is sent."""
    answer = StreamingHttpResponse(_lines(rows), content_type="text/csv; charset=utf-8")
    filename = f"{name}-{filters.first}-{filters.last}.csv"
    answer["Content-Disposition"] = f'attachment; filename="{filename}"'
    answer["Cache-Control"] = "private, no-store"
    return answer


def _lines(rows: Iterable[Row]) -> Iterator[str]:
    writer = csv.writer(Echo())
    mark = MARK
    for row in rows:
        yield mark + writer.writerow([safe_cell(value) for value in row])
        mark = ""


def yes(value: bool) -> str:
    return "yes" if value else "no"


def performance_sheet(rows: Iterable[PlatformRow], filters: Filters) -> Iterator[Row]:
    yield ("platform", "simulated", "total_posts", "measured_posts", "avg_views", "views_posts",
           "avg_impressions", "impressions_posts", "avg_engagement_rate", "engagement_rate_posts",
           "avg_ctr", "ctr_posts", "total_clicks", "clicks_posts", "read_from",
           "read_to")  # fmt: skip
    for row in rows:
        yield (row.platform, yes(row.simulated), row.total_posts, row.measured_posts,
               row.avg_views, row.views_posts, row.avg_impressions, row.impressions_posts,
               row.avg_engagement_rate, row.engagement_rate_posts, row.avg_ctr, row.ctr_posts,
               row.total_clicks, row.clicks_posts, at(row.read_from, filters),
               at(row.read_to, filters))  # fmt: skip


def times_sheet(cells: Iterable[Cell], filters: Filters) -> Iterator[Row]:
    yield ("platform", "simulated", "weekday", "hour", "posts", "measured", "average",
           "enough_posts", "read_from", "read_to")  # fmt: skip
    for cell in cells:
        yield (cell.platform, yes(cell.simulated), cell.weekday, cell.hour, cell.posts,
               cell.measured, cell.average, yes(cell.is_enough), at(cell.read_from, filters),
               at(cell.read_to, filters))  # fmt: skip


def calendar_sheet(days: Iterable[Day], filters: Filters) -> Iterator[Row]:
    yield ("date", "platform", "scheduled_posts", "posted", "cleared", "waiting", "simulated",
           "time_slots")  # fmt: skip
    for day in days:
        for row in day.platforms:
            slots = " ".join(f"{slot:%H:%M}" for slot in row.time_slots)
            yield (day.date, row.platform, row.scheduled_posts, row.posted, row.cleared,
                   row.waiting, row.simulated, slots)  # fmt: skip
        if not day.platforms:
            yield (day.date, "", 0, 0, 0, 0, 0, "")


def failures_sheet(rows: Iterable[Failure], filters: Filters) -> Iterator[Row]:
    yield ("id", "platform", "account", "title", "scheduled_for", "reason", "error_message",
           "what_to_do", "retry_count", "can_retry")  # fmt: skip
    for row in rows:
        yield (row.id, row.post.platform, row.post.connection.platform_username, row.title,
               at(row.scheduled_for, filters), row.reason, row.error_message, row.advice,
               row.post.retry_count, yes(row.can_retry))  # fmt: skip


def at(moment: datetime | None, filters: Filters) -> str:
    return shown(moment, filters.zone)
