"""Posts that the platform took and still works on: asked after until they are live or refused."""

from datetime import datetime

import structlog
from django.db import transaction

from platforms.adapters import get_adapter
from platforms.adapters.base import PlatformAdapter
from platforms.exceptions import PlatformError
from publishing.exceptions import LeaseLost
from publishing.lease import lease
from publishing.models import PublishAttempt
from publishing.outcomes import Answer, Facts, Outcome, Status, decide_poll
from publishing.services.facts import facts_of
from publishing.services.results import record
from publishing.services.rows import defer
from scheduling.models import PostingSchedule

log = structlog.get_logger(__name__)


def poll_due(now: datetime, *, owner: str, limit: int = 20) -> int:
    """Ask after up to `limit` posts in work; returns how many were asked after."""
    due = PostingSchedule.objects.filter(
        status=Status.PUBLISHING, due_at__lte=now, attempts__outcome=Outcome.PROCESSING
    ).order_by("due_at", "pk")
    rows = list(due.select_related("team", "connection", "media")[:limit])
    return sum(_poll(schedule, now, owner) for schedule in rows)


def _poll(schedule: PostingSchedule, now: datetime, owner: str) -> bool:
    if not defer(schedule, now + lease(), lease_owner=owner):  # another worker asks
        return False
    attempt = schedule.attempts.get(outcome=Outcome.PROCESSING)
    try:
        adapter = get_adapter(schedule.connection)
        answer = _ask(adapter, attempt)
        facts = facts_of(schedule, attempt, adapter, now=now)
        _note(schedule, attempt, answer, facts)
    except (PlatformError, LeaseLost) as error:  # asked again when the lease is over
        log.warning("poll given up", schedule=str(schedule.pk), error=type(error).__name__)
    return True


def _ask(adapter: PlatformAdapter, attempt: PublishAttempt) -> Answer:
    try:
        return adapter.poll(attempt.handles["job"])
    except Exception as error:  # noqa: BLE001 - an answer that fails is asked for again
        log.info("poll failed", op_key=attempt.op_key, error=type(error).__name__)
        return error


def _note(schedule: PostingSchedule, attempt: PublishAttempt, answer: Answer, facts: Facts) -> None:
    sent_at = attempt.sent_at or attempt.created_at
    decision = decide_poll(answer, facts, sent_at=sent_at, polls=attempt.lookups)
    with transaction.atomic():
        # a post that became unknown starts its look-ups from the first step
        polls = attempt.lookups + 1 if decision.outcome == Outcome.PROCESSING else 0
        PublishAttempt.objects.filter(pk=attempt.pk).update(lookups=polls)
        record(schedule, attempt, decision, now=facts.now, answer=answer)
