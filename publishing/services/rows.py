"""Holding a post still, and looking at it again later."""

from datetime import datetime

from django.db import transaction

from publishing.exceptions import LeaseLost
from publishing.models import PublishAttempt
from scheduling.models import PostingSchedule
from teams.services.events import record_event


def hold(schedule: PostingSchedule) -> None:
    """Lock the row until the end of this transaction, as it was read.

    Raises LeaseLost when its status or fence is no longer the one that `schedule` was read with.
    On SQLite the transaction is the only writer anyway.
    """
    row = PostingSchedule.objects.select_for_update().filter(
        pk=schedule.pk, status=schedule.status, fence=schedule.fence
    )
    if row.values_list("pk", flat=True).first() is None:
        raise LeaseLost(str(schedule.pk))


def defer(schedule: PostingSchedule, until: datetime, *, sentence: str = "", **changes) -> bool:
    """Look at the post again at `until`; its status stays. False when somebody moved it first.

    A new `sentence` is written to the row and to the event log; an old one is not repeated, but
    when a person is needed from now on.
    """
    values = {**changes, "due_at": until, "fence": schedule.fence + 1}
    is_new = bool(sentence) and sentence != schedule.error_message
    if is_new:
        values["error_message"] = sentence
    needed = changes.get("needs_person", schedule.needs_person)
    is_news = is_new or (needed and not schedule.needs_person)
    same = PostingSchedule.objects.filter(
        pk=schedule.pk, status=schedule.status, fence=schedule.fence
    )
    with transaction.atomic():
        if not same.update(**values):
            return False
        if is_news:
            said = sentence or schedule.error_message
            record_event(schedule.team, "post_waits", schedule, said, needs_person=needed)
    for name, value in values.items():
        setattr(schedule, name, value)
    return True


def open_attempt_of(schedule: PostingSchedule) -> PublishAttempt | None:
    """The try that may be out, if there is one (a try in preparation cannot be)."""
    return schedule.attempts.filter(outcome__in=PublishAttempt.OPEN).first()


def op_key_of(schedule: PostingSchedule, number: int) -> str:
    """The key of a post's try, the same here, in the journal and at the platform."""
    return f"{schedule.pk.hex}-{number}"
