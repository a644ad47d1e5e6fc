"""The pages that people live in, with 1,000, 10,000 and 100,000 posts: time and SQL queries."""

import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from statistics import median

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from analysis.models import MediaAnalysis
from bench.planning import BATCH, clip, reading
from bench.rows import Row
from media_assets.models import MediaAsset
from platforms.models import Connection
from scheduling.models import PostingSchedule
from teams.models import Team, TeamMember, User

SIZES = (1_000, 10_000, 100_000)
ACCOUNTS, RUNS = 10, 7
EVERY, AHEAD = timedelta(hours=6), timedelta(days=30)
PAGES = (
    ("calendar, five weeks", "calendar", ""),
    ("calendar, a month", "calendar", "?view=month"),
    ("calendar, a week", "calendar", "?view=week"),
    ("review queue", "review", ""),
    ("posts", "posts", ""),
    ("library", "library", ""),
)


def measure() -> list[Row]:
    """Each page at each size, as the owner of the team sees it."""
    rows = []
    for posts in SIZES:
        client = fill(posts)
        for label, name, query in PAGES:
            try:
                address = reverse(name) + query
            except NoReverseMatch:  # a page that this version does not have
                continue
            rows += measure_page(client, f"{label}, {posts:,} posts", address)
    return rows


def measure_page(client: Client, name: str, address: str) -> Iterator[Row]:
    """The median of some runs after a first one, and the queries of one."""
    client.get(address)
    times = [timed(client, address) for _ in range(RUNS)]
    with CaptureQueriesContext(connection) as asked:
        client.get(address)
    yield Row(f"{name}: median", median(times) * 1000, "ms")
    yield Row(f"{name}: SQL", float(len(asked)), "queries")


def timed(client: Client, address: str) -> float:
    start = time.perf_counter()
    answer = client.get(address)
    if answer.status_code != 200:
        raise RuntimeError(f"{address} answered {answer.status_code}")
    return time.perf_counter() - start


def fill(posts: int) -> Client:
    """A team of its own: ten accounts, a post of each every six hours, the last in a month."""
    owner = User.objects.create_user(f"owner{posts}@bench.test", "bench", is_staff=True)
    team = Team.objects.create(name=f"Bench {posts}", timezone="Europe/Berlin", owner=owner)
    TeamMember.objects.create(team=team, user=owner, role=TeamMember.Role.OWNER)
    accounts = Connection.objects.bulk_create(
        Connection(team=team, platform="tiktok", platform_user_id=f"{posts}-{n}", route="sandbox")
        for n in range(ACCOUNTS)
    )
    assets = MediaAsset.objects.bulk_create(
        (clip(team, n) for n in range(posts // ACCOUNTS)), batch_size=BATCH
    )
    MediaAnalysis.objects.bulk_create(
        (reading(team, asset, n) for n, asset in enumerate(assets)), batch_size=BATCH
    )
    now = timezone.now().replace(minute=0, second=0, microsecond=0)
    PostingSchedule.objects.bulk_create(
        (
            post(account, asset, now + AHEAD - n * EVERY, n, now)
            for account in accounts
            for n, asset in enumerate(assets)
        ),
        batch_size=BATCH,
    )
    client = Client(HTTP_HOST="localhost")
    client.force_login(owner, backend="django.contrib.auth.backends.ModelBackend")
    return client


def post(
    account: Connection, asset: MediaAsset, at: datetime, n: int, now: datetime
) -> PostingSchedule:
    """What is past is out; of what is to come every second post is approved."""
    is_out = at < now
    return PostingSchedule(
        team_id=account.team_id,
        connection=account,
        media=asset,
        platform=account.platform,
        body=f"Clip number {n}. It is about coffee.",
        scheduled_at=at,
        due_at=at,
        status="posted" if is_out else "pending",
        published_at=at if is_out else None,
        external_post_id=f"{account.pk}-{n}" if is_out else None,
        review_status="approved" if n % 2 else "awaiting",
    )
