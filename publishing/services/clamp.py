"""Times that lie further ahead than they ever may: set when the wall clock was wrong.

Without this the rows would sleep until the clock catches up (`reliability.md` §6).
"""

from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.db.models import F, Q

from publishing.backoff import LONGEST_WAIT, POLL_LADDER
from publishing.lease import lease
from publishing.outcomes import Status
from scheduling.models import PostingSchedule
from teams.services.events import record_event

log = structlog.get_logger(__name__)

SENTENCE = "Its time lay too far ahead, as after a clock that was wrong; it is looked at sooner."


def clamp_due(now: datetime, *, limit: int = 100) -> int:
    """Pull in what lies too far ahead; returns how many posts. The plan itself is never moved."""
    in_hand = Q(status=Status.PUBLISHING, due_at__gt=now + longest_hold())
    in_doubt = Q(status=Status.UNCONFIRMED, due_at__gt=now + LONGEST_WAIT)
    put_off = Q(status=Status.PENDING, due_at__gt=now + LONGEST_WAIT, scheduled_at__lt=F("due_at"))
    rows = PostingSchedule.objects.filter(in_hand | in_doubt | put_off).select_related("team")
    return sum(_clamp(schedule, now) for schedule in list(rows.order_by("pk")[:limit]))


def longest_hold() -> timedelta:
    """How far ahead a post in `publishing` may be due: a lease, or the next poll."""
    return max(lease(), POLL_LADDER[-1])


def _clamp(schedule: PostingSchedule, now: datetime) -> bool:
    """The fence stays: a worker that holds the post goes on undisturbed."""
    until = now + (longest_hold() if schedule.status == Status.PUBLISHING else LONGEST_WAIT)
    if schedule.status == Status.PENDING:
        until = max(until, schedule.scheduled_at)
    same = PostingSchedule.objects.filter(
        pk=schedule.pk, status=schedule.status, fence=schedule.fence, due_at=schedule.due_at
    )
    with transaction.atomic():
        if not same.update(due_at=until):
            return False
        record_event(schedule.team, "post_clamped", schedule, SENTENCE, before=str(schedule.due_at))
    log.warning("a time too far ahead", schedule=str(schedule.pk), due_at=str(schedule.due_at))
    return True
