"""Trends and exemplars of a team: collected when asked, typed, imported, compared with media."""

from collections.abc import Iterable
from datetime import datetime, timedelta

import httpx
from django.db import transaction

from analysis.models import ExemplarPattern, MediaAnalysis, TrendOrigin, TrendSignal, TrendSource
from analysis.trends.exports import ReadExport
from analysis.trends.feeds import FeedUnreadable, FoundTrend, read_feed
from analysis.trends.overlap import FADED, HALF_LIFE, Exemplar, Overlap, Topic, compare, faded
from platforms.adapters.address_guard import AddressGuard
from platforms.adapters.http import PlatformClient
from platforms.exceptions import PlatformError
from teams.models import Team, User
from teams.services.events import record_event

EVERY = timedelta(hours=6)
LEASE = timedelta(minutes=5)
TIMEOUT_SECONDS = 20.0
MAX_FEED_BYTES = 2_000_000
COMPARED_TRENDS, COMPARED_EXEMPLARS = 300, 300
LONGEST_USE = HALF_LIFE * 6  # by then even the strongest has faded


def collect_due(now: datetime, *, limit: int = 20) -> int:
    """Read the feeds that are on and due; how many were tried. Safe to run many at once."""
    due = TrendSource.objects.due(now).select_related("team")[:limit]
    return sum(collect_source(source, now) for source in due)


def collect_source(source: TrendSource, now: datetime) -> bool:
    """Read one feed. False when it is off or another worker has it.

    What went wrong stands on the row.
    """
    rows = TrendSource.objects.filter(pk=source.pk, is_active=True)
    lease = now + LEASE
    if not rows.filter(due_at=source.due_at).update(due_at=lease):
        return False
    try:
        found, error = read_feed(fetch(source.url)), ""
    except FeedUnreadable as problem:
        found, error = [], str(problem)
    except PlatformError as problem:
        found, error = [], f"{problem.user_sentence} It is read again in six hours."
    changes: dict = {"due_at": now + EVERY, "last_error": error}
    if not error:
        changes |= {"last_collected_at": now, "last_count": len(found)}
    with transaction.atomic():
        if not rows.filter(due_at=lease).update(**changes):
            return False  # switched off or removed while it was read: nothing is kept
        merge_trends(source.team, found, now, origin=source.kind,
                     platform_hint=source.platform_hint, feed=source)  # fmt: skip
    source.refresh_from_db()
    return True


def switch_source(source: TrendSource, now: datetime, *, by: User) -> bool:
    """Turn a feed on (it is read with the next round) or off; False when somebody just did."""
    is_active = not source.is_active
    with transaction.atomic():
        changed = TrendSource.objects.filter(pk=source.pk, is_active=source.is_active).update(
            is_active=is_active, due_at=now
        )
        if changed:
            record_event(source.team, "trend_source_switched", source, source.name, by=by,
                         is_active=is_active)  # fmt: skip
    source.refresh_from_db()
    return bool(changed)


def fetch(url: str) -> bytes:
    """The bytes at an address that a person typed, without redirects. Raises PlatformError."""
    parts = httpx.URL(url)
    client = PlatformClient(
        platform="The feed", base_url=f"{parts.scheme}://{parts.netloc.decode()}",
        headers={"Accept": "application/rss+xml, application/atom+xml, application/xml"},
        guard=AddressGuard(),
    )  # fmt: skip
    path = parts.raw_path.decode("ascii")
    answer = client.send("GET", path, timeout_seconds=TIMEOUT_SECONDS, max_bytes=MAX_FEED_BYTES)
    return answer.body


def merge_trends(
    team: Team,
    found: Iterable[FoundTrend],
    now: datetime,
    *,
    origin: str,
    platform_hint: str = "",
    feed: TrendSource | None = None,
) -> int:
    """Store each topic once; seen again it keeps the stronger of its faded and its new score."""
    fresh = {key: trend for trend in found if (key := topic_key(trend.topic))}
    known = {
        row.topic_key: row
        for row in TrendSignal.objects.in_team(team).filter(
            source=origin, platform_hint=platform_hint, topic_key__in=fresh
        )
    }
    for key, trend in fresh.items():
        row = known.get(key) or TrendSignal(
            team=team, source=origin, platform_hint=platform_hint, topic_key=key, score=0,
            times_seen=0, collected_at=now,
        )  # fmt: skip
        row.score = min(1.0, max(trend.score, faded(row.score, row.collected_at, now)))
        row.topic, row.collected_at, row.feed = trend.topic[:200], now, feed or row.feed
        row.times_seen += 1
        row.metadata_json = {**row.metadata_json, **trend.details}
        row.save()
    return len(fresh)


def topic_key(topic: str) -> str:
    """A topic folded for merging: no case, no “#”, single spaces."""
    return " ".join(topic.casefold().replace("#", " ").split())[:200]


def store_exemplars(
    team: Team, export: ReadExport, now: datetime, *, by: User | None
) -> tuple[int, int]:
    """(new, renewed): a row is known by its address, else by its words. All or nothing."""
    keys = [one["key"] for one in export.exemplars]
    with transaction.atomic():
        rows = ExemplarPattern.objects.in_team(team)
        known = set(rows.filter(key__in=keys).values_list("key", flat=True))
        ExemplarPattern.objects.bulk_create(
            [ExemplarPattern(team=team, imported_at=now, **one) for one in export.exemplars],
            batch_size=300,
            update_conflicts=True,
            unique_fields=["team", "source", "key"],
            update_fields=[*(export.exemplars[0] if export.exemplars else ["hook"]), "imported_at"],
        )
        record_event(team, "exemplars_imported", team, f"{len(keys)} exemplars", by=by)
    return len(keys) - len(known), len(known)


def overlap_of(analysis: MediaAnalysis, now: datetime) -> Overlap | None:
    """What is said and shown against the team's trends and exemplars as they stand at `now`.

    None when the team has neither, or nothing was said or shown to compare. Two queries.
    """
    shown = (str(row.get("text") or "") for row in analysis.on_screen_text or ())
    text = "\n".join(part for part in (analysis.transcript, *shown) if part)
    topics, exemplars = current_topics(analysis.team, now), current_exemplars(analysis.team)
    if not text or not (topics or exemplars):
        return None
    language, seconds = analysis.transcript_language, analysis.media.duration_sec
    return compare(text, language, seconds, topics, exemplars)


def current_topics(team: Team, now: datetime) -> list[Topic]:
    rows = TrendSignal.objects.in_team(team).filter(collected_at__gte=now - LONGEST_USE)
    topics = [
        Topic(row.topic, faded(row.score, row.collected_at, now), row.get_source_display())
        for row in rows.order_by("-collected_at", "-score")[:COMPARED_TRENDS]
    ]
    return [topic for topic in topics if topic.strength >= FADED]


def current_exemplars(team: Team) -> list[Exemplar]:
    return [
        Exemplar(row.hook, " ".join((row.angle, row.product)), row.duration_sec, told(row))
        for row in ExemplarPattern.objects.in_team(team)[:COMPARED_EXEMPLARS]
    ]


def told(row: ExemplarPattern) -> str:
    """Its best figure, in brackets, for a sentence; empty when the export had none."""
    if row.revenue is not None:
        return f" ({row.revenue:,.0f} {row.currency} revenue)".replace("  ", " ")
    return f" ({row.views:,} views)" if row.views is not None else ""


def add_topic(team: Team, topic: str, platform_hint: str, score: float, now: datetime) -> None:
    """A trend that a person knows of."""
    found = [FoundTrend(" ".join(topic.split()), score)]
    merge_trends(team, found, now, origin=TrendOrigin.MANUAL, platform_hint=platform_hint)
