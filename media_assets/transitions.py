"""Which status an asset or a job may move to, and the functions that move them."""

from media_assets.models import MediaAsset, MediaVariant, ProcessingJob
from teams.models import User
from teams.transitions import Moves, move_row

A = MediaAsset.Status
J = ProcessingJob.Status
V = MediaVariant.Status

ASSET_MOVES: Moves = {
    A.INGESTED: frozenset({A.ANALYZING, A.ANALYZED, A.FAILED, A.ARCHIVED}),
    A.ANALYZING: frozenset({A.ANALYZED, A.INGESTED, A.FAILED}),
    A.ANALYZED: frozenset({A.ANALYZING, A.SCHEDULED, A.POSTED, A.ARCHIVED}),
    A.SCHEDULED: frozenset({A.ANALYZED, A.POSTED, A.ARCHIVED}),
    A.POSTED: frozenset({A.ARCHIVED}),
    A.ARCHIVED: frozenset({A.INGESTED, A.ANALYZED, A.SCHEDULED, A.POSTED}),
    A.FAILED: frozenset({A.INGESTED, A.ANALYZING, A.ARCHIVED}),
}

JOB_MOVES: Moves = {
    J.QUEUED: frozenset({J.PROCESSING, J.CANCELED}),
    J.PROCESSING: frozenset({J.COMPLETED, J.QUEUED, J.FAILED, J.CANCELED}),
    J.FAILED: frozenset({J.QUEUED}),
    J.CANCELED: frozenset({J.QUEUED}),
}

# a ready one is prepared again when its file got lost
VARIANT_MOVES: Moves = {
    V.PREPARING: frozenset({V.READY, V.FAILED}),
    V.READY: frozenset({V.PREPARING}),
    V.FAILED: frozenset({V.PREPARING}),
}


def move_variant(
    variant: MediaVariant, to: str, *, reason: str = "", by: User | None = None, **changes
) -> bool:
    """Move a variant; False when somebody else moved it first."""
    return move_row(
        variant,
        to,
        moves=VARIANT_MOVES,
        event_type=f"variant_{to}",
        reason=reason,
        by=by,
        **changes,
    )


def move_asset(
    asset: MediaAsset, to: str, *, reason: str = "", by: User | None = None, **changes
) -> bool:
    """Move an asset; False when somebody else moved it first."""
    return move_row(
        asset, to, moves=ASSET_MOVES, event_type=f"asset_{to}", reason=reason, by=by, **changes
    )


def move_job(
    job: ProcessingJob, to: str, *, reason: str = "", by: User | None = None, **changes
) -> bool:
    """Move a job; False when somebody else moved it first."""
    return move_row(
        job, to, moves=JOB_MOVES, event_type=f"job_{to}", reason=reason, by=by, **changes
    )
