"""Taking the planned readings: claim, read without a transaction, store with the fence.

Downtime delays a reading but never loses it; a reading whose time is over is `missed` and never
filled with a later figure.
"""

import logging
from datetime import datetime, timedelta

from django.db import transaction

from metrics.cadence import is_missed, missed_at, planned_times, retry_at
from metrics.models import MetricsCheckpoint, PostingMetrics
from metrics.services.readings import Snapshot, read_platform, store_reading
from metrics.signals import checkpoint_taken
from metrics.transitions import move_checkpoint
from platforms.exceptions import AdapterMissing, PlatformError, RateLimited, Unsupported
from scheduling.exceptions import PostProblem
from scheduling.models import PostingSchedule

log = logging.getLogger(__name__)

Status = MetricsCheckpoint.Status
LEASE = timedelta(minutes=2)
WITH = ("schedule__connection", "schedule__analysis", "schedule__media", "team")


def plan_checkpoints(schedule: PostingSchedule, published_at: datetime) -> None:
    """One row for each age. Rows that are there already stay as they are."""
    MetricsCheckpoint.objects.bulk_create(
        (
            MetricsCheckpoint(
                team=schedule.team, schedule=schedule, checkpoint=name, planned_at=at, due_at=at
            )
            for name, at in planned_times(published_at)
        ),
        ignore_conflicts=True,
    )


def collect_due(now: datetime, *, limit: int = 50, owner: str = "") -> int:
    """Take what is due, oldest first; returns how many readings were stored.

    One reading that fails in a way nobody foresaw must not keep the others waiting: its lease
    runs out and it is tried again.
    """
    due = MetricsCheckpoint.objects.due(now).select_related(*WITH)
    taken = 0
    for checkpoint in due[:limit]:
        try:
            taken += collect_checkpoint(checkpoint, now=now, owner=owner) is not None
        except Exception:
            log.exception("reading %s failed", checkpoint.pk)
    return taken


def collect_checkpoint(
    checkpoint: MetricsCheckpoint, *, now: datetime, owner: str = ""
) -> PostingMetrics | None:
    """Take one reading; None when it was missed, put off, or another worker was first.

    Raises PostProblem before its time: a reading at another age would not be this checkpoint.
    """
    if now < checkpoint.planned_at:
        when = f"{checkpoint.planned_at:%Y-%m-%d %H:%M}"
        raise PostProblem(f"This reading is planned for {when} UTC. It cannot be taken earlier.")
    if checkpoint.status not in (Status.PENDING, Status.TAKING):
        return None
    if is_missed(checkpoint.checkpoint, checkpoint.planned_at, now):
        _miss(checkpoint, checkpoint.error_message or "It was too late when the machine came back.")
        return None
    if not _claim(checkpoint, now, owner):
        return None
    return _read_and_store(checkpoint, now)


def _claim(checkpoint: MetricsCheckpoint, now: datetime, owner: str) -> bool:
    if checkpoint.status == Status.TAKING and checkpoint.due_at > now:
        return False  # another worker holds its lease
    return move_checkpoint(
        checkpoint,
        Status.TAKING,
        reason=f"Claimed by {owner}." if owner else "Claimed.",
        due_at=now + LEASE,
        attempts=checkpoint.attempts + 1,
    )


def _read_and_store(checkpoint: MetricsCheckpoint, now: datetime) -> PostingMetrics | None:
    try:
        snapshot = read_platform(checkpoint.schedule, now)
    except (Unsupported, AdapterMissing) as error:
        _miss(checkpoint, error.user_sentence)
        return None
    except PlatformError as error:
        _put_off(checkpoint, error, now)
        return None
    return _store(checkpoint, snapshot, now)


@transaction.atomic
def _store(
    checkpoint: MetricsCheckpoint, snapshot: Snapshot, now: datetime
) -> PostingMetrics | None:
    """The fence decides first: a worker that lost its lease throws its reading away."""
    if not move_checkpoint(checkpoint, Status.TAKEN, taken_at=now, error_message=""):
        return None
    reading = store_reading(checkpoint, snapshot, now)
    checkpoint_taken.send(MetricsCheckpoint, checkpoint=checkpoint, reading=reading)
    return reading


def _put_off(checkpoint: MetricsCheckpoint, error: PlatformError, now: datetime) -> None:
    """Later, but not past the moment at which it counts as missed."""
    asked_for = error.retry_at if isinstance(error, RateLimited) else None
    again = retry_at(checkpoint.attempts, now, asked_for)
    move_checkpoint(
        checkpoint,
        Status.PENDING,
        reason=error.user_sentence,
        due_at=min(again, missed_at(checkpoint.checkpoint, checkpoint.planned_at)),
        error_message=error.user_sentence,
    )


def _miss(checkpoint: MetricsCheckpoint, why: str) -> None:
    move_checkpoint(checkpoint, Status.MISSED, reason=why, error_message=why)
