"""The planner over 10,000 assets on 5 accounts, against the bare arithmetic and the bare insert."""

import time
from collections.abc import Callable
from datetime import UTC, datetime

from django.db import transaction

from analysis.models import MediaAnalysis
from bench.rows import Row
from media_assets.models import MediaAsset
from platforms.models import Connection
from scheduling.models import PostingSchedule
from scheduling.planner import HORIZON, MIN_GAP, plan_slots
from scheduling.services.plan import plan_team
from teams.models import Team

ASSETS = 10_000
PLATFORMS = ("tiktok", "instagram", "youtube", "facebook", "threads")
NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
BATCH = 500


def measure() -> list[Row]:
    """Time to decide, time to plan and store, and a second run that finds nothing to do."""
    team = make_library()
    decide, bare_decide = best_of(20, decide_all), best_of(20, bare_arithmetic)
    plan = timed(lambda: plan_team(team, now=NOW))
    posts = PostingSchedule.objects.in_team(team).count()
    again = timed(lambda: plan_team(team, now=NOW))
    insert = timed(lambda: bare_insert(team))
    return [
        Row(
            f"planner, slots of {ASSETS:,} assets on 5 accounts",
            decide * 1000,
            "ms",
            f"now + i × 2 h in a list, {bare_decide * 1000:.2f} ms",
            decide / bare_decide,
        ),
        Row(
            f"planner, {ASSETS:,} assets on 5 accounts: {posts:,} posts stored",
            plan,
            "s",
            f"bulk insert of the same rows, {insert:.2f} s",
            plan / insert,
        ),
        Row(
            "planner, second run (calendar full)",
            again,
            "s",
            f"bulk insert of the same rows, {insert:.2f} s",
            again / insert,
        ),
    ]


def timed(work: Callable[[], object]) -> float:
    """Seconds of wall time."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def best_of(times: int, work: Callable[[], object]) -> float:
    """The shortest of several runs, for work that is over in milliseconds."""
    return min(timed(work) for _ in range(times))


def decide_all() -> None:
    """The pure planner, once for each account."""
    for _ in PLATFORMS:
        plan_slots(ASSETS, now=NOW)


def bare_arithmetic() -> None:
    """now + i × 2 h, as a list: the least that can be computed."""
    for _ in PLATFORMS:
        [NOW + i * MIN_GAP for i in range(HORIZON // MIN_GAP + 1)]


def bare_insert(team: Team) -> None:
    """The planned rows once more, copied to other times, without deciding anything."""
    rows = list(PostingSchedule.objects.in_team(team))
    for row in rows:
        row.pk = PostingSchedule._meta.pk.get_default()
        row.repeat, row.scheduled_at = 2, row.scheduled_at + MIN_GAP / 2
    with transaction.atomic():
        PostingSchedule.objects.bulk_create(rows, batch_size=BATCH)


def make_library() -> Team:
    """A team with five accounts and 10,000 analysed clips."""
    team = Team.objects.create(name="Bench", review_policy="none")
    Connection.objects.bulk_create(
        Connection(team=team, platform=name, platform_user_id=name, route="sandbox")
        for name in PLATFORMS
    )
    assets = MediaAsset.objects.bulk_create(clip(team, i) for i in range(ASSETS))
    MediaAnalysis.objects.bulk_create(reading(team, asset, i) for i, asset in enumerate(assets))
    return team


def clip(team: Team, i: int) -> MediaAsset:
    """A 20-second upright clip."""
    return MediaAsset(
        team=team,
        filename=f"clip {i}.mp4",
        storage_path=f"bench/{i}.mp4",
        media_type="video",
        type="raw_video",
        mime_type="video/mp4",
        file_size_bytes=1_000_000,
        duration_sec=20.0,
        width=1080,
        height=1920,
        sha256=f"{i:064x}",
        status=MediaAsset.Status.ANALYZED,
    )


def reading(team: Team, asset: MediaAsset, i: int) -> MediaAnalysis:
    """Its analysis, with words for one platform."""
    return MediaAnalysis(
        team=team,
        media=asset,
        pre_social_score=float(i % 101),
        ai_caption_suggestions={"tiktok": [f"Clip number {i}. It is about coffee."]},
        ai_hashtag_suggestions={"tiktok": ["#coffee", "#mornings"]},
        analyzer_version="bench",
        scorer_version="bench",
    )
