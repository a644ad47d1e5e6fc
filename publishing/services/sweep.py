"""Leases that ended: the worker died, froze or lost its database."""

from datetime import datetime

import structlog
from django.db import transaction

from platforms.adapters import get_adapter
from platforms.exceptions import PlatformError
from publishing.clocks import is_frozen
from publishing.crash_points import reached
from publishing.exceptions import LeaseLost
from publishing.models import PublishAttempt
from publishing.outcomes import Decision, Outcome, Status, unknown
from publishing.services.attempts import close_attempt
from publishing.services.facts import facts_of
from publishing.services.rows import hold, open_attempt_of
from scheduling.models import PostingSchedule
from scheduling.transitions import move

log = structlog.get_logger(__name__)

NOTHING_SENT = "The worker stopped before anything was sent."
MAY_BE_OUT = "The worker stopped while it was sending; whether the post is out is being looked up."


def sweep_due(now: datetime, *, limit: int = 100) -> int:
    """Free the posts whose lease is over; returns how many were freed.

    Nothing sent: `pending` again. The call may be out: `unconfirmed`, never `pending`. In work
    at the platform: left to the poller. After the wall clock was moved no lease is taken for
    ended until the workers that hold one must be through.
    """
    if is_frozen():
        return 0
    ended = PostingSchedule.objects.filter(status=Status.PUBLISHING, due_at__lte=now)
    ended = ended.exclude(attempts__outcome=Outcome.PROCESSING).order_by("due_at", "pk")
    rows = list(ended.select_related("team", "connection", "media")[:limit])
    return sum(_sweep(schedule, now) for schedule in rows)


def _sweep(schedule: PostingSchedule, now: datetime) -> bool:
    try:
        with transaction.atomic():
            hold(schedule)  # before the try is read: its worker may be writing the intent
            attempt = open_attempt_of(schedule)
            freed = _doubt(schedule, attempt, now) if attempt else _release(schedule, now)
            reached("in_sweep")
    except LeaseLost:
        return False
    log.warning("lease ended", schedule=str(schedule.pk), status=schedule.status)
    return freed


def _release(schedule: PostingSchedule, now: datetime) -> bool:
    return move(schedule, Status.PENDING, reason=NOTHING_SENT, due_at=now, lease_owner="")


def _doubt(schedule: PostingSchedule, attempt: PublishAttempt, now: datetime) -> bool:
    decision = _unknown(schedule, attempt, now)
    close_attempt(attempt, decision, now=now)
    return move(
        schedule,
        decision.status,
        reason=decision.sentence,
        due_at=now + decision.delay if decision.delay else now,
        lease_owner="",
        error_message=decision.sentence,
        needs_person=decision.needs_person,
    )


def _unknown(schedule: PostingSchedule, attempt: PublishAttempt, now: datetime) -> Decision:
    try:
        adapter = get_adapter(schedule.connection)
    except PlatformError:  # no adapter, no token: looked up as soon as there is one again
        return Decision(Outcome.UNKNOWN, Status.UNCONFIRMED, sentence=MAY_BE_OUT)
    return unknown(MAY_BE_OUT, facts_of(schedule, attempt, adapter, now=now))
