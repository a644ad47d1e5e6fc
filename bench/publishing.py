"""Posts per minute: the whole publication against bare HTTP posts to the same Sandbox."""

import hashlib
import tempfile
import time
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path

import httpx
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection as database
from django.utils import timezone

from bench.rows import Row
from media_assets.models import MediaAsset
from platforms.models import Connection
from platforms.sandbox.server import sandbox_in_thread
from platforms.services.connections import connect_sandbox_account
from platforms.vault import unseal
from publishing.services.publish import publish_due
from scheduling.models import PostingSchedule
from teams.models import Team, User

POSTS, ACCOUNTS = 200, 20
PLATFORM = "instagram"


def measure() -> list[Row]:
    """One publisher thread over 200 posts, and the same uploads and posts without us."""
    with (
        tempfile.TemporaryDirectory() as scratch,
        sandbox_in_thread(Path(scratch) / "sandbox.sqlite3") as running,
    ):
        settings.SANDBOX_URL = running.base_url
        accounts = make_posts()
        ours = posts_a_minute(publish_all)
        bare = posts_a_minute(lambda: post_bare(running.base_url, accounts))
    return [
        Row(
            f"publisher on {database.vendor}, one thread",
            ours,
            "posts/min",
            f"{bare:,.0f} bare HTTP uploads and posts/min to the same Sandbox",
            ours / bare,
        )
    ]


def posts_a_minute(work) -> float:
    """How many posts a minute `work` made; it makes all of them."""
    started = time.perf_counter()
    work()
    return POSTS / (time.perf_counter() - started) * 60


def make_posts() -> list[Connection]:
    """The rows of the run: every account has the same number of due posts."""
    now = timezone.now()
    user = User.objects.create(email="bench-publishing@example.com")
    team = Team.objects.create(name="Publishing bench", owner=user)
    accounts = [connect_sandbox_account(team, PLATFORM, f"bench{n}") for n in range(ACCOUNTS)]
    assets = [make_asset(team, n) for n in range(POSTS // ACCOUNTS)]
    PostingSchedule.objects.bulk_create(
        PostingSchedule(
            team=team,
            connection=account,
            media=asset,
            platform=PLATFORM,
            body="Coffee first.",
            hashtags=["#coffee"],
            status=PostingSchedule.Status.PENDING,
            scheduled_at=now - timedelta(seconds=number),
            due_at=now,
        )
        for account in accounts
        for number, asset in enumerate(assets)
    )
    return accounts


def make_asset(team: Team, number: int) -> MediaAsset:
    """A small picture in storage; how long big files take is a matter of the line."""
    data = f"picture {number} ".encode() * 500
    return MediaAsset.objects.create(
        team=team,
        filename=f"{number}.jpg",
        storage_path=default_storage.save(f"bench/{number}.jpg", ContentFile(data)),
        media_type=MediaAsset.MediaType.IMAGE,
        type=MediaAsset.Type.RAW_PHOTO,
        mime_type="image/jpeg",
        file_size_bytes=len(data),
        width=1080,
        height=1350,
        sha256=hashlib.sha256(data).hexdigest(),
        status=MediaAsset.Status.SCHEDULED,
    )


def publish_all() -> None:
    """Everything that is due; raises RuntimeError when a post did not go out."""
    publish_due(timezone.now(), owner="bench", limit=POSTS)
    posted = PostingSchedule.objects.filter(status=PostingSchedule.Status.POSTED).count()
    if posted != POSTS:
        raise RuntimeError(f"only {posted} of {POSTS} posts went out")


def post_bare(
    base_url: str, accounts: list[Connection], numbers: Iterable[int] = range(POSTS)
) -> None:
    """The same calls by hand: a new connection each, no rows, no safety."""
    tokens = [unseal(account.access_token, bound_to=account.pk) for account in accounts]
    one_call_each = httpx.Limits(max_keepalive_connections=0)
    with httpx.Client(
        base_url=base_url, limits=one_call_each, trust_env=False, timeout=20
    ) as client:
        for number in numbers:
            client.headers["Authorization"] = f"Bearer {tokens[number % ACCOUNTS]}"
            post_one(client, number)


def post_one(client: httpx.Client, number: int) -> None:
    """One upload and one post."""
    data = f"picture {number // ACCOUNTS} ".encode() * 500
    digest = hashlib.sha256(data).hexdigest()
    kind = {"Content-Type": "image/jpeg", "X-Content-SHA256": digest}
    upload = client.post("/v1/media", content=data, headers=kind).raise_for_status()
    body = {
        "reference": f"bare-{number}",
        "platform": PLATFORM,
        "text": "Coffee first. #coffee",
        "media": [upload.json()["media_id"]],
    }
    client.post("/v1/posts", json=body).raise_for_status()
