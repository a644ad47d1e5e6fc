"""Which status a post may move to, and the function that moves it (`reliability.md` §2)."""

from uuid import UUID

from django.db import transaction

from scheduling.cross_post import status_of
from scheduling.models import CrossPostGroup, PostingSchedule
from teams.models import User
from teams.transitions import Moves, move_row

S = PostingSchedule.Status

# To `unconfirmed` from before `publishing`: the journal, or a gap in the clock's life, says that
# a call may have been made of which this database knows nothing (`reliability.md` §6).
MOVES: Moves = {
    S.DRAFT: frozenset({S.PENDING, S.CANCELED, S.UNCONFIRMED}),
    S.PENDING: frozenset({S.DRAFT, S.PUBLISHING, S.CANCELED, S.FAILED, S.UNCONFIRMED}),
    S.PUBLISHING: frozenset({S.POSTED, S.PENDING, S.FAILED, S.UNCONFIRMED}),
    S.UNCONFIRMED: frozenset({S.POSTED, S.PENDING, S.FAILED}),
    S.FAILED: frozenset({S.PENDING, S.CANCELED, S.UNCONFIRMED}),
}


def move(
    schedule: PostingSchedule, to: str, *, reason: str = "", by: User | None = None, **changes
) -> bool:
    """Move a post; False when another worker or person was first. Raises the fence.

    The status of its cross-post group follows in the same transaction.
    """
    with transaction.atomic():
        moved = move_row(
            schedule, to, moves=MOVES, event_type=f"post_{to}", reason=reason, by=by, **changes
        )
        if moved and schedule.cross_post_group_id is not None:
            refresh_group(schedule.cross_post_group_id)
    return moved


def refresh_group(pk: UUID) -> None:
    """Derive a group's status from its posts. The lock makes the last mover see all others."""
    group = CrossPostGroup.objects.select_for_update().filter(pk=pk).first()
    statuses = PostingSchedule.objects.filter(cross_post_group=pk).values_list("status", flat=True)
    derived = status_of(list(statuses))
    if group is not None and group.status != derived:
        CrossPostGroup.objects.filter(pk=pk).update(status=derived)
