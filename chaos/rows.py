"""The rows that the crash tests start from."""

import hashlib
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from media_assets.models import MediaAsset
from platforms.models import Connection
from platforms.services.connections import connect_sandbox_account
from platforms.vault import seal
from scheduling.models import PostingSchedule
from teams.models import Team, User

PLATFORM = "instagram"
# one zone's clock goes forward within these weeks, the other's back
ZONES = ("Europe/Berlin", "Australia/Sydney")
SLOTS = (time(2, 30), time(4, 45), time(7, 0))  # 02:30 is not on every day


def build_rows(
    *, posts: int, accounts: int, at: datetime, spacing: float, comment: str = ""
) -> None:
    """`posts` pending posts on `accounts` Sandbox accounts, each account's `spacing` s apart.

    `comment` is the first comment of each.
    """
    user = User.objects.create(email="crash@example.com", is_staff=True)
    team = Team.objects.create(name="Crash", owner=user)
    connections = [connect_sandbox_account(team, PLATFORM, f"a{n}") for n in range(accounts)]
    Connection.objects.update(min_interval_minutes=0)
    assets = [_asset(team, n) for n in range(-(-posts // accounts))]
    rows = [
        _post(connections[n % accounts], assets[n // accounts], at, n // accounts * spacing, n)
        for n in range(posts)
    ]
    for row in rows:
        row.first_comment = comment
    PostingSchedule.objects.bulk_create(rows)


def build_days(*, first: str, days: int, accounts: int, minutes: int) -> None:
    """Posts at the same local times each day, on `accounts` accounts in two zones.

    The accounts keep `minutes` between two posts.
    """
    user = User.objects.create(email="days@example.com", is_staff=True)
    for zone in ZONES:
        team = Team.objects.create(name=zone, owner=user, timezone=zone)
        handles = [f"{zone[:3]}{n}" for n in range(accounts // len(ZONES))]
        connections = [connect_sandbox_account(team, PLATFORM, handle) for handle in handles]
        Connection.objects.filter(team=team).update(min_interval_minutes=minutes)
        moments = list(_local_moments(date.fromisoformat(first), days, ZoneInfo(zone)))
        for number, at in enumerate(moments):
            asset = _asset(team, number)
            rows = (_post(account, asset, at, 0, n) for n, account in enumerate(connections))
            PostingSchedule.objects.bulk_create(rows)


def _local_moments(first: date, days: int, zone: ZoneInfo):
    for day in range(days):
        for slot in SLOTS:
            yield datetime.combine(first + timedelta(days=day), slot, zone)


def build_sign_in(*, key: str) -> None:
    """One account whose token wants renewing now."""
    user = User.objects.create(email="race@example.com", is_staff=True)
    team = Team.objects.create(name="Race", owner=user)
    now = timezone.now()
    connection = Connection.objects.create(
        team=team,
        platform=key,
        platform_user_id="racer",
        platform_username="racer",
        route="direct",
        metadata={"sign_in": key},
        token_expires_at=now + timedelta(minutes=20),
        refresh_due_at=now - timedelta(minutes=1),
    )
    connection.access_token = seal("access-0", bound_to=connection.pk)
    connection.refresh_token = seal("refresh-0", bound_to=connection.pk)
    connection.save()


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
