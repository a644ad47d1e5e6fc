"""Accounts, posts, tries and readings."""

import itertools
from datetime import UTC, datetime, timedelta

from media_assets.models import MediaAsset
from metrics.models import PostingMetrics
from platforms.models import Connection
from platforms.sandbox.tokens import TokenAccount, mint_token
from platforms.vault import seal
from publishing.models import FirstComment, PublishAttempt
from scheduling.models import Approval, PostingSchedule
from scheduling.payload import payload_hash
from teams.models import Team
from tests.factories.media import make_asset

numbers = itertools.count(1)
EPOCH = datetime(2026, 3, 2, 12, tzinfo=UTC)


def make_connection(team: Team, **fields) -> Connection:
    """A TikTok account on the Sandbox, with a token that works there."""
    n = next(numbers)
    values = {
        "platform": "tiktok",
        "platform_user_id": f"sandbox-{n}",
        "platform_username": f"maker{n}",
        "route": Connection.Route.SANDBOX,
    }
    connection = Connection(team=team, **{**values, **fields})
    if connection.is_simulated and not connection.access_token:
        account = TokenAccount(
            connection.platform_user_id, connection.platform, connection.platform_username
        )
        connection.access_token = seal(mint_token(account), bound_to=connection.pk)
    connection.save()
    return connection


def make_schedule(
    connection: Connection, media: MediaAsset | None = None, **fields
) -> PostingSchedule:
    """A pending post that is due at its time; each call takes the next free hour."""
    at = fields.pop("scheduled_at", None) or EPOCH + timedelta(hours=next(numbers))
    values = {
        "platform": connection.platform,
        "body": "Coffee first.",
        "hashtags": ["#coffee"],
        "scheduled_at": at,
        "due_at": at,
        "status": PostingSchedule.Status.PENDING,
    }
    return PostingSchedule.objects.create(
        team=connection.team,
        connection=connection,
        media=media or make_asset(connection.team),
        **{**values, **fields},
    )


def make_approval(schedule: PostingSchedule, **fields) -> Approval:
    """A yes of the team's owner to the post as it stands."""
    owner = schedule.team.owner
    values = {
        "user": owner,
        "voter": f"user:{owner.pk}",
        "as_manager": True,
        "decision": Approval.Decision.APPROVED,
        "payload_hash": payload_hash(schedule),
        "version": schedule.version,
        "decided_at": schedule.scheduled_at,
    }
    return Approval.objects.create(team=schedule.team, schedule=schedule, **{**values, **fields})


def make_attempt(schedule: PostingSchedule, **fields) -> PublishAttempt:
    """An attempt that is out."""
    n = next(numbers)
    values = {
        "number": 1,
        "op_key": f"op-{n}",
        "fence": schedule.fence,
        "request_hash": "0" * 64,
        "sent_at": schedule.scheduled_at,
    }
    return PublishAttempt.objects.create(
        team=schedule.team, schedule=schedule, **{**values, **fields}
    )


def make_first_comment(schedule: PostingSchedule, **fields) -> FirstComment:
    """The first comment of a post that is out; it waits to be sent."""
    values = {
        "text": schedule.first_comment or "What would you do?",
        "due_at": schedule.scheduled_at,
        "wanted_at": schedule.scheduled_at,
    }
    return FirstComment.objects.create(
        team=schedule.team, schedule=schedule, **{**values, **fields}
    )


def make_reading(schedule: PostingSchedule, checkpoint: str = "24h", **fields) -> PostingMetrics:
    """A reading with 1,000 views."""
    values = {
        "check_time": schedule.scheduled_at + timedelta(hours=24),
        "age_sec": 86_400,
        "hours_since_publish": 24,
        "views": 1000,
        "likes": 80,
        "comments_count": 5,
        "shares": 9,
        "is_simulated": True,
    }
    return PostingMetrics.objects.create(
        team=schedule.team, schedule=schedule, checkpoint=checkpoint, **{**values, **fields}
    )
