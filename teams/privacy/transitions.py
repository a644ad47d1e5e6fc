"""Which status a request may move to, and the function that moves it."""

from teams.models import DataRequest, User
from teams.transitions import Moves, move_row

S = DataRequest.Status

MOVES: Moves = {
    S.WAITING: frozenset({S.RUNNING, S.CANCELED}),
    S.RUNNING: frozenset({S.WAITING, S.DONE, S.FAILED}),
}


def move(
    request: DataRequest, to: str, *, reason: str = "", by: User | None = None, **changes
) -> bool:
    """Move a request; False when somebody else was first. Raises the fence."""
    event = f"{request.kind}_{to}"
    return move_row(request, to, moves=MOVES, event_type=event, reason=reason, by=by, **changes)
