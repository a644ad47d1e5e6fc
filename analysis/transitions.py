"""Which version of the score's weights is in use."""

from analysis.models import ScoringModel
from teams.models import User
from teams.transitions import move_row

ACTIVE, RETIRED = ScoringModel.Status.ACTIVE.value, ScoringModel.Status.RETIRED.value
MOVES = {ACTIVE: frozenset({RETIRED}), RETIRED: frozenset({ACTIVE})}


def move_model(row: ScoringModel, to: str, *, reason: str, by: User | None = None) -> bool:
    """Take a version out of use, or the prior back into it. False when it moved before us."""
    return move_row(row, to, moves=MOVES, event_type="scoring_model_moved", reason=reason, by=by)
