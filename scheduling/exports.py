"""Posts as a CSV file, in columns that the import takes back."""

import csv
from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.http import StreamingHttpResponse

from scheduling.imports.sheet import FORMULA
from scheduling.models import PostingSchedule
from teams.models import Team

CHUNK = 500
MARK = "\ufeff"  # without it Excel takes UTF-8 for its own code page
COLUMNS = (
    "id", "version", "platform", "account", "scheduled_at", "timezone", "media", "title", "body",
    "hashtags", "link_url", "first_comment", "alt_text", "campaign", "status",
    "review_status", "post_url", "published_at", "views", "likes", "comments", "shares", "saves",
    "engagement_rate", "post_social_score", "is_simulated", "slot_reason", "media_id",
)  # fmt: skip


class Echo:
    """A file that hands back what is written, for csv.writer."""

    def write(self, line: str) -> str:
        return line


def export_lines(rows: QuerySet[PostingSchedule], zone: ZoneInfo) -> Iterator[str]:
    """The file, line by line; times as the clocks of `zone` show them, with their offset."""
    writer = csv.writer(Echo())
    yield MARK + writer.writerow(COLUMNS)
    for post in rows.select_related("connection", "media", "campaign").iterator(chunk_size=CHUNK):
        yield writer.writerow([safe_cell(value) for value in cells_of(post, zone)])


def cells_of(post: PostingSchedule, zone: ZoneInfo) -> list:
    """The values of one post, in the order of COLUMNS."""
    return [
        post.pk, post.version, post.platform, post.connection.platform_username,
        shown(post.scheduled_at, zone), zone.key, post.media.filename, post.title, post.body,
        " ".join(post.hashtags), post.link_url, post.first_comment,
        post.platform_specific.get("alt_text", ""),
        post.campaign.name if post.campaign else "", post.status, post.review_status,
        post.external_post_url, shown(post.published_at, zone), post.views, post.likes,
        post.comments_count, post.shares, post.saves, post.engagement_rate,
        post.post_social_score, "yes" if post.connection.is_simulated else "no",
        post.slot_reason, post.media_id,
    ]  # fmt: skip


def shown(at: datetime | None, zone: ZoneInfo) -> str:
    """`2026-03-02T12:00:00+01:00`: the same moment wherever it is read."""
    return at.astimezone(zone).isoformat(timespec="seconds") if at else ""


def safe_cell(value) -> str:
    """The value as text that no spreadsheet takes for a formula (OWASP, “CSV injection”)."""
    text = "" if value is None else str(value)
    is_figure = isinstance(value, int | float)
    return f"'{text}" if text.startswith(FORMULA) and not is_figure else text


def export_response(team: Team, rows: QuerySet[PostingSchedule]) -> StreamingHttpResponse:
    """The file as an answer, made while it is sent."""
    answer = StreamingHttpResponse(
        export_lines(rows, team.zone), content_type="text/csv; charset=utf-8"
    )
    answer["Content-Disposition"] = 'attachment; filename="posts.csv"'
    answer["Cache-Control"] = "private, no-store"
    return answer
