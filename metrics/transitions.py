"""Which status a checkpoint may move to, and the function that moves it."""

from metrics.models import MetricsCheckpoint
from teams.models import User
from teams.transitions import Moves, move_row

S = MetricsCheckpoint.Status

# taking → taking: the worker that held it died, the next one claims it with a higher fence
MOVES: Moves = {
    S.PENDING: frozenset({S.TAKING, S.MISSED}),
    S.TAKING: frozenset({S.TAKING, S.TAKEN, S.PENDING, S.MISSED}),
}


def move_checkpoint(
    checkpoint: MetricsCheckpoint, to: str, *, reason: str = "", by: User | None = None, **changes
) -> bool:
    """Move a checkpoint; False when another worker was first. Raises the fence."""
    return move_row(
        checkpoint,
        to,
        moves=MOVES,
        event_type=f"checkpoint_{to}",
        reason=reason,
        by=by,
        meta={"checkpoint": checkpoint.checkpoint, "schedule": str(checkpoint.schedule_id)},
        **changes,
    )
