"""Which status a first comment may move to, and the functions that change its row.

Its events are written about the post: there a person looks for them.
"""

from datetime import datetime
from typing import Any

from django.db import transaction

from publishing.models import FirstComment
from teams.models import User
from teams.services.events import record_event
from teams.transitions import IllegalMove, Moves

S = FirstComment.Status

# To `unconfirmed` from `waiting` and `failed`: the journal, or a gap in the clock's life, says that
# a call may have been made of which this database knows nothing.
MOVES: Moves = {
    S.WAITING: frozenset({S.SENDING, S.FAILED, S.UNCONFIRMED, S.NEEDS_PERSON, S.POSTED}),
    S.SENDING: frozenset({S.POSTED, S.WAITING, S.FAILED, S.UNCONFIRMED, S.NEEDS_PERSON}),
    S.UNCONFIRMED: frozenset({S.POSTED, S.WAITING, S.FAILED, S.NEEDS_PERSON}),
    S.NEEDS_PERSON: frozenset({S.POSTED, S.WAITING, S.FAILED, S.UNCONFIRMED}),
    S.FAILED: frozenset({S.WAITING, S.POSTED, S.UNCONFIRMED}),
}


def move_comment(
    comment: FirstComment, to: str, *, reason: str = "", by: User | None = None, **changes: Any
) -> bool:
    """Move a first comment; False when another worker or person was first. Raises the fence."""
    if to not in MOVES.get(S(comment.status), frozenset()):
        raise IllegalMove(f"It is “{comment.status}” by now, which cannot become “{to}”.")
    origin = comment.status
    values = {"lease_owner": "", "reason": reason, **changes, "status": to}
    with transaction.atomic():
        if not _write(comment, values):
            return False
        record_event(
            comment.team,
            f"first_comment_{to}",
            comment.schedule,
            reason,
            by=by,
            origin=origin,
            to=to,
            needs_person=to == S.NEEDS_PERSON,
        )
    return True


def hold_comment(comment: FirstComment, until: datetime, **changes: Any) -> bool:
    """Look at the row again at `until`; its status stays. False when somebody was first."""
    return _write(comment, {**changes, "due_at": until})


def _write(comment: FirstComment, values: dict[str, Any]) -> bool:
    same = FirstComment.objects.filter(pk=comment.pk, status=comment.status, fence=comment.fence)
    values = {**values, "fence": comment.fence + 1}
    if not same.update(**values):
        return False
    for name, value in values.items():
        setattr(comment, name, value)
    return True
