"""A variant follows its job: it fails with it, and waits again when the job does."""

from media_assets.models import MediaVariant, ProcessingJob
from media_assets.signals import variant_settled
from media_assets.transitions import move_variant

Status = MediaVariant.Status


def settle_variant(variant: MediaVariant, to: str, *, reason: str = "", **changes) -> bool:
    """Move a variant and tell whoever waits for it; False when somebody moved it first.

    Call it in a transaction with what caused it.
    """
    if not move_variant(variant, to, reason=reason, **changes):
        return False
    variant_settled.send(MediaVariant, variant=variant)
    return True


def fail_variant_of(job: ProcessingJob, error: str) -> None:
    """The job has ended without a file; so has the variant that it was for."""
    for variant in job.variants.filter(status=Status.PREPARING).select_related("team"):
        settle_variant(variant, Status.FAILED, reason=error, error=error)


def revive_variant_of(job: ProcessingJob) -> None:
    """The job is tried again."""
    for variant in job.variants.filter(status=Status.FAILED).select_related("team"):
        settle_variant(variant, Status.PREPARING, reason="Asked for again", error="")
