"""Transaction C: what became of a try, its post, and what hangs on it, in one piece."""

from datetime import datetime

import structlog
from django.db import IntegrityError, transaction
from django.db.models import Q

from media_assets.models import MediaAsset
from media_assets.transitions import move_asset
from platforms.adapters.types import PublishResult
from platforms.models import Connection
from platforms.services.connections import require_reconnect
from publishing.backoff import PERSON_AFTER
from publishing.crash_points import reached
from publishing.exceptions import LeaseLost
from publishing.journal import Event, Line, append
from publishing.models import PublishAttempt
from publishing.outcomes import Answer, Decision, Outcome, Status, error_as_json
from publishing.services.attempts import close_attempt
from publishing.services.comment_rows import plan_first_comment
from publishing.services.presence import plan_presence_check
from publishing.services.rows import defer
from publishing.signals import post_published
from scheduling.models import PostingSchedule
from scheduling.transitions import move
from teams.services.events import record_event

log = structlog.get_logger(__name__)


# What the journal says about each outcome that proves something.
EVENTS = {
    Outcome.ACCEPTED: Event.ACCEPTED,
    Outcome.REJECTED: Event.REJECTED,
    Outcome.NOT_SENT: Event.REJECTED,
    Outcome.ABSENT: Event.ABSENT,
}


def record(
    schedule: PostingSchedule,
    attempt: PublishAttempt,
    decision: Decision,
    *,
    now: datetime,
    answer: Answer | None = None,
    **changes,
) -> str:
    """Journal a decision, then write it; see `write_result`."""
    note_result(attempt, decision, now=now)
    reached("after_result_line")
    return write_result(schedule, attempt, decision, now=now, answer=answer, **changes)


def note_intent(attempt: PublishAttempt, *, now: datetime) -> None:
    """The journal's line before the call. Raises OSError when it cannot be kept."""
    append(_line(Event.INTENT, attempt, now))


def note_result(attempt: PublishAttempt, decision: Decision, *, now: datetime) -> None:
    """The journal's line about a call that was made; a full disk must not lose the answer."""
    event = EVENTS.get(Outcome(decision.outcome))
    if event is None or attempt.outcome not in PublishAttempt.OPEN:
        return
    try:
        append(_line(event, attempt, now, external_id=decision.post_id))
    except OSError:
        log.exception("the journal could not be written", op_key=attempt.op_key)


def _line(event: Event, attempt: PublishAttempt, now: datetime, **more) -> Line:
    schedule_id = str(attempt.schedule_id)
    return Line(event, attempt.op_key, attempt.number, schedule_id, now, **more)


def write_result(
    schedule: PostingSchedule,
    attempt: PublishAttempt,
    decision: Decision,
    *,
    now: datetime,
    answer: Answer | None = None,
    **changes,
) -> str:
    """Write a decision; returns the post's new status. Raises LeaseLost, and then wrote nothing.

    `changes` go to the schedule. An id that another post of the account already has proves that
    the answer is wrong: the try is then unknown and a person is asked.
    """
    fence = schedule.fence
    try:
        return _record(schedule, attempt, decision, now=now, answer=answer, **changes)
    except IntegrityError:
        if decision.status != Status.POSTED:
            raise
    # the database took the new values back, the instances did not
    schedule.refresh_from_db()
    if schedule.fence != fence:
        raise LeaseLost(str(schedule.pk))
    return _record(schedule, attempt, _contradiction(decision), now=now, answer=answer)


def _record(schedule, attempt, decision, *, now, answer, **changes) -> str:
    with transaction.atomic():
        close_attempt(attempt, decision, now=now, **_evidence(answer))
        values = {**_schedule_values(schedule, decision, now), **changes}
        if not _move(schedule, decision, values):
            raise LeaseLost(str(schedule.pk))
        if decision.reconnect:
            require_reconnect(schedule.connection, reason=decision.sentence)
        if decision.status == Status.POSTED:
            _after_posting(schedule, attempt, values["published_at"], now)
        reached("in_result")
    return decision.status


def _contradiction(decision: Decision) -> Decision:
    return Decision(
        Outcome.UNKNOWN,
        Status.UNCONFIRMED,
        PERSON_AFTER,
        f"The platform answered with {decision.post_id}, which is another post of this account. "
        "Please check the account yourself.",
        needs_person=True,
    )


def _move(schedule: PostingSchedule, decision: Decision, values: dict) -> bool:
    if decision.status == schedule.status:  # in work at the platform, or still unknown
        return defer(schedule, values.pop("due_at"), sentence=decision.sentence, **values)
    return move(schedule, decision.status, reason=decision.sentence, **values)


def _schedule_values(schedule: PostingSchedule, decision: Decision, now: datetime) -> dict:
    """The columns of a post that go with each status."""
    values: dict = {"due_at": now + decision.delay if decision.delay is not None else None}
    if decision.status == Status.PUBLISHING:
        return values
    values |= {
        "lease_owner": "",
        "error_message": decision.sentence,
        "failure_reason": decision.failure_reason,
        "needs_person": decision.needs_person,
    }
    if decision.status == Status.POSTED:
        values |= _posted_values(decision, now)
    if decision.counts_as_retry:
        values |= {"retry_count": schedule.retry_count + 1, "last_retry_at": now}
    return values


def _posted_values(decision: Decision, now: datetime) -> dict:
    return {
        "external_post_id": decision.post_id or None,
        "external_post_url": decision.url or None,
        "published_at": now,
        "error_json": {},
    }


def _evidence(answer: Answer | None) -> dict:
    """What the platform really said, for the attempt's row; no tokens (the adapter's promise)."""
    match answer:
        case PublishResult():
            return {"response_json": answer.raw}
        case Exception():
            return {"error_json": error_as_json(answer)}
    return {}


def _after_posting(
    schedule: PostingSchedule, attempt: PublishAttempt, published_at: datetime, now: datetime
) -> None:
    _note_publication(schedule.connection, published_at)
    asset = MediaAsset.objects.get(pk=schedule.media_id)
    if asset.status in (MediaAsset.Status.ANALYZED, MediaAsset.Status.SCHEDULED):
        move_asset(asset, MediaAsset.Status.POSTED, reason="A post of it is out.")
    plan_presence_check(schedule, published_at)
    plan_first_comment(schedule, attempt, now=now)
    _tell_listeners(schedule, published_at)


def _note_publication(connection: Connection, published_at: datetime) -> None:
    """Remember the account's latest post, from which the minimum gap is counted."""
    earlier = Q(last_published_at__isnull=True) | Q(last_published_at__lt=published_at)
    Connection.objects.filter(earlier, pk=connection.pk).update(last_published_at=published_at)


def _tell_listeners(schedule: PostingSchedule, published_at: datetime) -> None:
    try:
        with transaction.atomic():
            post_published.send(PostingSchedule, schedule=schedule, published_at=published_at)
    except Exception as error:  # side work cannot fail a post that is out
        log.exception("a listener of post_published failed", schedule=str(schedule.pk))
        record_event(schedule.team, "post_listener_failed", schedule, type(error).__name__)
