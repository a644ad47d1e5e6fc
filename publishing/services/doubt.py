"""Bringing a post in doubt of which something outside the database says that it may be out."""

from datetime import datetime

from django.db import transaction

from publishing.exceptions import LeaseLost
from publishing.models import PublishAttempt
from publishing.outcomes import Outcome, Status
from publishing.services.rows import defer, op_key_of
from scheduling.models import PostingSchedule
from scheduling.payload import payload_hash
from scheduling.transitions import move


def bring_in_doubt(
    schedule: PostingSchedule,
    *,
    number: int,
    sent_at: datetime,
    now: datetime,
    sentence: str,
) -> PublishAttempt:
    """Make the post `unconfirmed`, to be looked up at once; returns its try `number`, now unknown.

    Raises LeaseLost when somebody moved the post first.
    """
    with transaction.atomic():
        _enter_doubt(schedule, now, sentence)
        _close_earlier(schedule, number, now)
        return _unknown_attempt(schedule, number, sent_at)


def _enter_doubt(schedule: PostingSchedule, now: datetime, sentence: str) -> None:
    if schedule.status == Status.UNCONFIRMED:
        moved = defer(schedule, now, sentence=sentence, lease_owner="")
    else:
        moved = move(
            schedule,
            Status.UNCONFIRMED,
            reason=sentence,
            due_at=now,
            lease_owner="",
            error_message=sentence,
            failure_reason="",
        )
    if not moved:
        raise LeaseLost(str(schedule.pk))


def _close_earlier(schedule: PostingSchedule, number: int, now: datetime) -> None:
    """A later try was made only because the earlier ones were proved not to have landed."""
    undecided = (Outcome.PREPARING, *PublishAttempt.OPEN)
    earlier = schedule.attempts.filter(number__lt=number, outcome__in=undecided)
    earlier.update(outcome=Outcome.ABSENT, closed_at=now)


def _unknown_attempt(schedule: PostingSchedule, number: int, sent_at: datetime) -> PublishAttempt:
    attempt, _ = PublishAttempt.objects.update_or_create(
        schedule=schedule,
        number=number,
        defaults={"outcome": Outcome.UNKNOWN, "sent_at": sent_at, "fence": schedule.fence},
        create_defaults={
            "team": schedule.team,
            "op_key": op_key_of(schedule, number),
            "outcome": Outcome.UNKNOWN,
            "sent_at": sent_at,
            "fence": schedule.fence,
            "request_hash": payload_hash(schedule),
        },
    )
    return attempt
