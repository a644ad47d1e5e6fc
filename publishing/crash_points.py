"""The named moments between which a process may die.

Tests install a callback that kills the process (or raises) at one of them; otherwise reaching a
point does nothing. The crash table of `reliability.md` §4 is run over exactly these names.
"""

from collections.abc import Callable

CRASH_POINTS = (
    "in_claim",
    "after_claim",
    "after_preflight",
    "after_opening",
    "in_preparation",
    "after_preparation",
    "in_intent",
    "after_intent",
    "after_intent_line",
    "after_gate",
    "after_call",
    "after_result_line",
    "in_result",
    "after_result",
    "in_sweep",
    "in_lookup",
    "in_verdict",
    "in_replay",
)

# … and those on the way of a first comment (`services/comments.py`).
COMMENT_CRASH_POINTS = (
    "comment_created",
    "comment_held",
    "comment_prepared",
    "in_comment_intent",
    "after_comment_intent",
    "after_comment_line",
    "after_comment_call",
    "after_comment_result_line",
    "in_comment_result",
    "after_comment_result",
    "in_comment_sweep",
    "in_comment_lookup",
    "in_comment_verdict",
    "in_comment_replay",
)

_listener: Callable[[str], None] | None = None


def install(listener: Callable[[str], None] | None) -> None:
    """Call `listener` with each point that is reached; None takes it away. For tests only."""
    global _listener
    _listener = listener


def reached(point: str) -> None:
    """Say that `point` is reached."""
    if _listener is not None:
        _listener(point)
