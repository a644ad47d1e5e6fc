"""Which status a post may move to, and the function that moves it (`reliability.md` §2)."""

from scheduling.models import PostingSchedule
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
    """Move a post; False when another worker or person was first. Raises the fence."""
    return move_row(
        schedule, to, moves=MOVES, event_type=f"post_{to}", reason=reason, by=by, **changes
    )
