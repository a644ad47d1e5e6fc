"""How a post is changed without moving its status: conditionally, with an event."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError, transaction
from django.utils import timezone

from scheduling.exceptions import PostProblem
from scheduling.models import PostingSchedule
from teams.models import User
from teams.services.events import record_event

Status = PostingSchedule.Status

RACED = "This post was changed a moment ago, by a colleague or the publisher. Reload and try again."
WHY_NOT = {
    Status.PUBLISHING: "It is being published right now. Wait for the outcome.",
    Status.UNCONFIRMED: "It may already be out: the platform gave no clear answer. "
    "Wait for the look-up, or say what you see on the account.",
    Status.POSTED: "It is already out.",
    Status.CANCELED: "It was canceled. Create a new post instead.",
    Status.FAILED: "It failed. Use “send again” to bring it back.",
}


def require_status(schedule: PostingSchedule, *allowed: str) -> None:
    """Refuse with the reason of the status it is in."""
    if schedule.status not in allowed:
        default = f"A post that is {schedule.get_status_display().lower()} cannot do this."
        raise PostProblem(WHY_NOT.get(Status(schedule.status), default))


def change_post(
    schedule: PostingSchedule,
    event_type: str,
    *,
    by: User | None,
    message: str = "",
    meta: dict | None = None,
    **changes,
) -> None:
    """Write `changes` if nobody touched the post since it was read; raise PostProblem if so."""
    values = {**changes, "fence": schedule.fence + 1, "updated_at": timezone.now()}
    unchanged = PostingSchedule.objects.filter(
        pk=schedule.pk,
        status=schedule.status,
        fence=schedule.fence,
        version=schedule.version,
    )
    with transaction.atomic():
        if not unchanged.update(**values):
            raise PostProblem(RACED)
        record_event(schedule.team, event_type, schedule, message, by=by, **(meta or {}))
    for name, value in values.items():
        setattr(schedule, name, value)


@contextmanager
def slot_taken_is_said() -> Iterator[None]:
    """Turn the database's refusal of two live posts in one slot into a sentence."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if "one_live_post_per_slot" in str(error) or "scheduled_at" in str(error):
            raise PostProblem(
                "Another post of this account stands at exactly that time. Pick another minute."
            ) from error
        raise
