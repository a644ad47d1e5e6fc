"""One publication, in the order of `reliability.md` §3: nothing is sent twice, nothing is lost.

claim (A) → checks → reversible steps → intent (B) → gate → the one call → result (C)
"""

from datetime import datetime, timedelta
from uuid import UUID

import structlog

from platforms.adapters.base import PlatformAdapter
from platforms.adapters.types import PublishRequest
from platforms.exceptions import NotSent, PlatformError
from platforms.services.allowances import note_rates
from publishing.crash_points import reached
from publishing.exceptions import Blocked, LeaseLost
from publishing.guards import stand_guard
from publishing.lease import LeaseClock, call_deadline
from publishing.models import PublishAttempt
from publishing.outcomes import Answer, decide, decide_unsent
from publishing.request import build_request
from publishing.services.attempts import (
    open_attempt,
    refuse_endless_starts,
    store_handles,
    write_intent,
)
from publishing.services.blocked import put_back
from publishing.services.breakers import note_call
from publishing.services.claim import claim_next
from publishing.services.facts import facts_of
from publishing.services.preflight import adapter_for, check_request
from publishing.services.results import note_intent, record
from scheduling.models import PostingSchedule

log = structlog.get_logger(__name__)

ALWAYS = timedelta.max


def publish_due(now: datetime, *, owner: str, limit: int = 20, within: timedelta = ALWAYS) -> int:
    """Publish up to `limit` due posts, one after the other; returns how many were claimed.

    No further one is begun when `within` has gone by. The guards are the caller's (`tick`).
    """
    clock = LeaseClock(now)
    for count in range(limit):
        if clock.elapsed() > within:
            return count
        schedule = claim_next(clock.now(), owner=owner)
        if schedule is None:
            return count
        publish_claimed(schedule, LeaseClock(clock.now()))
    return limit


def publish_schedule(schedule_id: UUID | str, *, now: datetime, owner: str) -> str:
    """Publish one post if it is due and may go out; returns its status then, in a word.

    On a database of another installation: the sentence that says so.
    """
    watch = stand_guard(now)
    if watch.problem:
        return watch.problem
    schedule = claim_next(now, owner=owner, schedule_id=schedule_id)
    if schedule is not None:
        return publish_claimed(schedule, LeaseClock(now))
    statuses = PostingSchedule.objects.filter(pk=schedule_id).values_list("status", flat=True)
    return statuses.first() or "gone"


def publish_claimed(schedule: PostingSchedule, clock: LeaseClock) -> str:
    """Carry a claimed post through to its result; returns the post's status, or “lease lost”."""
    try:
        return _publish(schedule, clock)
    except LeaseLost:
        log.warning("lease lost", schedule=str(schedule.pk), owner=schedule.lease_owner)
        return "lease lost"


def _publish(schedule: PostingSchedule, clock: LeaseClock) -> str:
    try:
        adapter = adapter_for(schedule)
        reached("after_preflight")
        attempt = open_attempt(schedule)
        reached("after_opening")
    except Blocked as blocked:
        return put_back(schedule, blocked, now=clock.now())
    try:
        request = _prepare(adapter, schedule, attempt)
    except Blocked as blocked:
        return put_back(schedule, blocked, now=clock.now(), attempt=attempt)
    except Exception as error:  # noqa: BLE001 - nothing was sent yet: the post's row decides
        note_rates(schedule.connection, adapter.rates, now=clock.now())
        note_call(schedule.connection, error, now=clock.now())
        return _record_unsent(schedule, attempt, error, adapter, clock)
    return _send(adapter, request, schedule, attempt, clock)


def _prepare(
    adapter: PlatformAdapter, schedule: PostingSchedule, attempt: PublishAttempt
) -> PublishRequest:
    """Checks and reversible steps; their handles are on the attempt when this returns."""
    refuse_endless_starts(attempt)
    request = build_request(schedule, attempt.op_key)
    check_request(adapter, request)
    handles = dict(attempt.handles)
    try:
        handles = adapter.prepare(request, handles)
    except PlatformError:  # what the steps before the failed one made is good for the next try
        store_handles(attempt, handles)
        raise
    reached("in_preparation")
    store_handles(attempt, handles)
    reached("after_preparation")
    return request


def _send(
    adapter: PlatformAdapter,
    request: PublishRequest,
    schedule: PostingSchedule,
    attempt: PublishAttempt,
    clock: LeaseClock,
) -> str:
    """Intent, gate, call, result."""
    write_intent(schedule, attempt, now=clock.now())
    reached("after_intent")
    if obstacle := _last_obstacle(attempt, clock):
        return _record_unsent(schedule, attempt, obstacle, adapter, clock)
    reached("after_gate")
    answer = call(adapter, request, attempt)
    reached("after_call")
    decision = decide(answer, facts_of(schedule, attempt, adapter, now=clock.now()))
    status = record(schedule, attempt, decision, now=clock.now(), answer=answer)
    reached("after_result")
    note_rates(schedule.connection, adapter.rates, now=clock.now())
    note_call(schedule.connection, answer, now=clock.now())
    return status


def _last_obstacle(attempt: PublishAttempt, clock: LeaseClock) -> NotSent | None:
    """The journal's line, and the gate: what they find wrong is wrong before a byte has left."""
    try:
        note_intent(attempt, now=clock.now())
    except OSError as error:
        log.exception("no line in the journal: not sent", op_key=attempt.op_key)
        return NotSent("The disk takes no more data, so it was not sent.", detail=str(error))
    reached("after_intent_line")
    if not clock.may_send():
        return NotSent("Getting ready took too long; it is sent with the next try.")
    return None


def call(adapter: PlatformAdapter, request: PublishRequest, attempt: PublishAttempt) -> Answer:
    """The one irreversible call, made once; an error comes back as a value."""
    deadline = call_deadline().total_seconds()
    try:
        return adapter.publish(request, attempt.handles, timeout_seconds=deadline)
    except Exception as error:  # noqa: BLE001 - whatever escapes may hide a post that is out
        log.warning("publish call failed", op_key=attempt.op_key, error=type(error).__name__)
        return error


def _record_unsent(
    schedule: PostingSchedule,
    attempt: PublishAttempt,
    error: Exception,
    adapter: PlatformAdapter,
    clock: LeaseClock,
) -> str:
    log.info("not sent", op_key=attempt.op_key, error=type(error).__name__)
    decision = decide_unsent(error, facts_of(schedule, attempt, adapter, now=clock.now()))
    return record(schedule, attempt, decision, now=clock.now(), answer=error)
