"""The rows of the tries: opened before the work, `sending` before the call, closed after it."""

from datetime import datetime

from django.db import transaction

from publishing.crash_points import reached
from publishing.exceptions import CannotGoOut, LeaseLost
from publishing.models import PublishAttempt
from publishing.outcomes import Decision
from publishing.services.rows import hold, op_key_of
from scheduling.models import PostingSchedule
from scheduling.payload import payload_hash
from teams.services.events import record_event

Outcome = PublishAttempt.Outcome

# A post whose preparation kills its worker this often is not tried again without a person.
MOST_STARTS = 12


def open_attempt(schedule: PostingSchedule) -> PublishAttempt:
    """The try of this claim: one left in preparation is taken up again, else a new one.

    Raises LeaseLost, and CannotGoOut when too many workers died over it.
    """
    with transaction.atomic():
        hold(schedule)
        latest = schedule.attempts.order_by("-number").first()
        if latest is not None and latest.outcome == Outcome.PREPARING:
            return _resume(latest, schedule)
        return _create(latest, schedule)


def _create(latest: PublishAttempt | None, schedule: PostingSchedule) -> PublishAttempt:
    number = latest.number + 1 if latest else 1
    request_hash = payload_hash(schedule)
    # what was uploaded for a call that was never made is still good
    unused = latest if latest and latest.outcome == Outcome.NOT_SENT else None
    return PublishAttempt.objects.create(
        team=schedule.team,
        schedule=schedule,
        number=number,
        op_key=op_key_of(schedule, number),
        fence=schedule.fence,
        outcome=Outcome.PREPARING,
        request_hash=request_hash,
        handles=_handles_for(unused, request_hash),
        worker_node=schedule.lease_owner,
    )


def _resume(attempt: PublishAttempt, schedule: PostingSchedule) -> PublishAttempt:
    request_hash = payload_hash(schedule)
    values = {
        "starts": attempt.starts + 1,
        "fence": schedule.fence,
        "request_hash": request_hash,
        "handles": _handles_for(attempt, request_hash),
        "worker_node": schedule.lease_owner,
    }
    for name, value in values.items():
        setattr(attempt, name, value)
    attempt.save(update_fields=[*values, "updated_at"])
    return attempt


def _handles_for(earlier: PublishAttempt | None, request_hash: str) -> dict:
    """The handles of an earlier preparation, unless the post was edited since: a container
    may hold the old words."""
    return earlier.handles if earlier and earlier.request_hash == request_hash else {}


def refuse_endless_starts(attempt: PublishAttempt) -> None:
    """Raise CannotGoOut when the preparation keeps killing its workers."""
    if attempt.starts > MOST_STARTS:
        raise CannotGoOut(
            f"The worker stopped {MOST_STARTS} times while it prepared this post. Check the file, "
            "then send it again."
        )


def store_handles(attempt: PublishAttempt, handles: dict) -> None:
    """Keep what the reversible steps gave, whoever holds the post by now: it stays useful."""
    same = PublishAttempt.objects.filter(
        pk=attempt.pk, outcome=Outcome.PREPARING, request_hash=attempt.request_hash
    )
    same.update(handles=handles)
    attempt.handles = handles


def write_intent(schedule: PostingSchedule, attempt: PublishAttempt, *, now: datetime) -> None:
    """Transaction B: from here on the platform may have the post. Raises LeaseLost."""
    values = {"outcome": Outcome.SENDING, "sent_at": now, "handles": attempt.handles}
    with transaction.atomic():
        hold(schedule)
        mine = PublishAttempt.objects.filter(
            pk=attempt.pk, outcome=Outcome.PREPARING, fence=schedule.fence
        )
        if not mine.update(**values):
            raise LeaseLost(str(schedule.pk))
        record_event(schedule.team, "attempt_sending", attempt, f"Try {attempt.number}")
        reached("in_intent")
    attempt.outcome, attempt.sent_at = Outcome.SENDING, now


def close_attempt(
    attempt: PublishAttempt, decision: Decision, *, now: datetime, **evidence
) -> None:
    """Write what became of the try, inside the transaction that moves its post.

    Raises LeaseLost when the try is not open any more.
    """
    is_open = decision.outcome in PublishAttempt.OPEN
    values = {**evidence, "outcome": decision.outcome, "closed_at": None if is_open else now}
    if decision.post_id or decision.url:
        values |= {"external_id": decision.post_id, "external_url": decision.url}
    if decision.handle:
        values["handles"] = {**attempt.handles, "job": decision.handle}
    undecided = (Outcome.PREPARING, *PublishAttempt.OPEN)
    mine = PublishAttempt.objects.filter(pk=attempt.pk, outcome__in=undecided)
    if not mine.update(**values):
        raise LeaseLost(str(attempt.schedule_id))
    for name, value in values.items():
        setattr(attempt, name, value)
