"""Which status a connection may move to, and the function that moves it."""

from platforms.models import Connection
from teams.models import User
from teams.transitions import Moves, move_row

S = Connection.Status

MOVES: Moves = {
    S.CONNECTED: frozenset({S.EXPIRED, S.REVOKED}),
    S.EXPIRED: frozenset({S.CONNECTED, S.REVOKED}),
    S.REVOKED: frozenset({S.CONNECTED}),
}


def move(
    connection: Connection, to: str, *, reason: str = "", by: User | None = None, **changes
) -> bool:
    """Move a connection; False when somebody else was first."""
    return move_row(
        connection,
        to,
        moves=MOVES,
        event_type=f"connection_{to}",
        reason=reason,
        by=by,
        **changes,
    )
