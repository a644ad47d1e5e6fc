"""The rows that the crash tests start from."""

import hashlib
from datetime import datetime, timedelta

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from media_assets.models import MediaAsset
from platforms.models import Connection
from platforms.services.connections import connect_sandbox_account
from scheduling.models import PostingSchedule
from teams.models import Team, User

PLATFORM = "instagram"


def build_rows(*, posts: int, accounts: int, at: datetime, spacing: float) -> None:
    """`posts` pending posts on `accounts` Sandbox accounts, each account's `spacing` s apart."""
    user = User.objects.create(email="crash@example.com", is_staff=True)
    team = Team.objects.create(name="Crash", owner=user)
    connections = [connect_sandbox_account(team, PLATFORM, f"a{n}") for n in range(accounts)]
    Connection.objects.update(min_interval_minutes=0)
    assets = [_asset(team, n) for n in range(-(-posts // accounts))]
    PostingSchedule.objects.bulk_create(
        _post(connections[n % accounts], assets[n // accounts], at, n // accounts * spacing, n)
        for n in range(posts)
    )


def _asset(team: Team, number: int) -> MediaAsset:
    data = f"picture {number}".encode()
    return MediaAsset.objects.create(
        team=team,
        filename=f"{number}.jpg",
        storage_path=default_storage.save(f"crash/{number}.jpg", ContentFile(data)),
        media_type="image",
        type="raw_photo",
        mime_type="image/jpeg",
        file_size_bytes=len(data),
        width=1080,
        height=1350,
        sha256=hashlib.sha256(data).hexdigest(),
        status="scheduled",
    )


def _post(
    connection: Connection, asset: MediaAsset, at: datetime, seconds: float, number: int
) -> PostingSchedule:
    due = at + timedelta(seconds=seconds, microseconds=number)
    return PostingSchedule(
        team=connection.team,
        connection=connection,
        media=asset,
        platform=PLATFORM,
        body=f"Post {number}",
        status="pending",
        scheduled_at=due,
        due_at=due,
    )
