"""Work on media, claimed with a lease and a fence; the row is the queue.

A try is counted before the work, so a file that kills its worker is not tried for ever
(`reliability.md` §8). An asset's `processing_status` follows from its jobs.
"""

from datetime import datetime, timedelta
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.db.models import F

from media_assets.models import MediaAsset, ProcessingJob
from media_assets.services.variant_rows import fail_variant_of, revive_variant_of
from media_assets.transitions import move_asset, move_job
from teams.models import User
from teams.transitions import IllegalMove

MAX_ATTEMPTS = 3
RETRY_AFTER = timedelta(minutes=2)  # times the tries so far
EXHAUSTED = "Tried {attempts} times without an end: the worker was stopped or crashed each time."

S = ProcessingJob.Status
P = MediaAsset.ProcessingStatus
DERIVED = {
    S.PROCESSING: P.PROCESSING,
    S.QUEUED: P.PENDING,
    S.FAILED: P.FAILED,
    S.COMPLETED: P.PROCESSED,
    S.CANCELED: P.NONE,
}


def claim_job(job: ProcessingJob, *, owner: str, now: datetime, lease: timedelta) -> bool:
    """Take a due job for `lease`; False when another worker was first or its tries are used up.

    A job whose last worker fell silent past its lease is taken over.
    """
    if job.due_at is None or job.due_at > now:
        return False
    with transaction.atomic():
        if job.status == S.PROCESSING and not _take_back(job, now):
            return False
        if job.status != S.QUEUED:
            return False
        claimed = move_job(
            job,
            S.PROCESSING,
            lease_owner=owner,
            due_at=now + lease,
            attempts=job.attempts + 1,
            progress_pct=0,
            started_at=now,
            completed_at=None,
            error="",
        )
        return claimed and refresh_processing_status(job.media_asset_id)


def report_progress(
    job: ProcessingJob,
    pct: int,
    *,
    now: datetime,
    lease: timedelta,
    steps: list[dict] | None = None,
) -> bool:
    """Note how far the work is, 0-100, and each of its steps, and renew the lease.

    False when the job is no longer ours: stop, and write nothing. Leaves no event: it is no
    change of state.
    """
    done, lease_end = min(max(pct, 0), 100), now + lease
    mine = ProcessingJob.objects.filter(pk=job.pk, status=S.PROCESSING, fence=job.fence)
    changes: dict = {"progress_pct": done, "due_at": lease_end}
    if steps is not None:
        changes["steps"] = steps
    if not mine.update(**changes):
        return False
    for name, value in changes.items():
        setattr(job, name, value)
    return True


def finish_job(
    job: ProcessingJob,
    *,
    now: datetime,
    output_data: dict | None = None,
    cost_usd: Decimal | None = None,
) -> bool:
    """The work is done; False when the job is no longer ours. Call it with the result's rows."""
    return _end(
        job,
        S.COMPLETED,
        now=now,
        progress_pct=100,
        error="",
        output_data=output_data or {},
        cost_usd=cost_usd,
    )


def fail_job(job: ProcessingJob, error: str, *, now: datetime) -> bool:
    """The work cannot be done, with the sentence why; False when the job is no longer ours.

    An asset whose analysis fails before it ever succeeded is failed with it.
    """
    with transaction.atomic():
        if not _end(job, S.FAILED, now=now, reason=error, error=error):
            return False
        _fail_asset(job, error)
        fail_variant_of(job, error)
    return True


def release_job(job: ProcessingJob, *, now: datetime, reason: str = "") -> bool:
    """Give a job back to be tried again later, or fail it when its tries are used up.

    False when the job is no longer ours.
    """
    if job.attempts >= MAX_ATTEMPTS:
        return fail_job(job, reason or EXHAUSTED.format(attempts=job.attempts), now=now)
    with transaction.atomic():
        due_at = now + RETRY_AFTER * job.attempts
        moved = move_job(job, S.QUEUED, reason=reason, due_at=due_at, lease_owner="", error=reason)
        return moved and refresh_processing_status(job.media_asset_id)


def requeue_job(job: ProcessingJob, *, now: datetime, by: User | None = None) -> bool:
    """Try a failed or canceled job afresh; False when somebody else moved it first.

    Raises IllegalMove (teams.transitions) for an open or a finished one, and when another job of
    its kind is open for the asset.
    """
    if job.status == S.PROCESSING:  # a move of the lease, but not one for a person
        raise IllegalMove("A running job is not queued again. Cancel it first.")
    try:
        return _requeue(job, now, by)
    except IntegrityError as error:  # the constraint decides, also between two at once
        raise IllegalMove("Another job of this kind is open for this file already.") from error


@transaction.atomic
def _requeue(job: ProcessingJob, now: datetime, by: User | None) -> bool:
    moved = move_job(
        job,
        S.QUEUED,
        reason="Asked for again",
        by=by,
        due_at=now,
        attempts=0,
        progress_pct=0,
        error="",
        lease_owner="",
        completed_at=None,
    )
    if moved:
        revive_variant_of(job)
    return moved and refresh_processing_status(job.media_asset_id)


def cancel_job(job: ProcessingJob, *, now: datetime, by: User | None = None) -> bool:
    """Stop a queued or running job; its worker, if it lives, finds out at its next report.

    The asset waits as before. False when somebody else moved it first. Raises IllegalMove for
    one that has ended.
    """
    with transaction.atomic():
        if not _end(job, S.CANCELED, now=now, by=by):
            return False
        _release_asset(job, by)
        fail_variant_of(job, "Its preparation was canceled.")
    return True


def queue_analysis(
    asset: MediaAsset, *, now: datetime, priority: int = 0, input_params: dict | None = None
) -> ProcessingJob:
    """Make the job that analyses `asset`, due at once, in the caller's transaction.

    Raises IntegrityError while another one is open.
    """
    job = ProcessingJob.objects.create(
        team=asset.team,
        media_asset=asset,
        job_type=ProcessingJob.JobType.ANALYZE,
        priority=priority,
        due_at=now,
        input_params=input_params or {},
    )
    refresh_processing_status(asset.pk)
    return job


def refresh_processing_status(asset_id) -> bool:
    """Derive the asset's `processing_status`: the running job, else the waiting, else the last.

    Renderings make other files; they say nothing about the asset itself.
    """
    jobs = ProcessingJob.objects.filter(media_asset_id=asset_id)
    jobs = jobs.exclude(job_type=ProcessingJob.JobType.RENDER)
    last_first = jobs.order_by(F("completed_at").desc(nulls_last=True))
    statuses = list(last_first.values_list("status", flat=True))
    leading = next((s for s in (S.PROCESSING, S.QUEUED) if s in statuses), None)
    status = leading or (statuses[0] if statuses else None)
    derived = DERIVED[S(status)] if status else P.NONE
    MediaAsset.objects.filter(pk=asset_id).update(processing_status=derived)
    return True


def _take_back(job: ProcessingJob, now: datetime) -> bool:
    """Put a job with a run-out lease back in the queue; False when it is gone or used up."""
    if job.attempts >= MAX_ATTEMPTS:
        fail_job(job, EXHAUSTED.format(attempts=job.attempts), now=now)
        return False
    return move_job(job, S.QUEUED, reason="The lease ran out", lease_owner="")


def _end(
    job: ProcessingJob,
    status: str,
    *,
    now: datetime,
    reason: str = "",
    by: User | None = None,
    **changes,
) -> bool:
    with transaction.atomic():
        moved = move_job(
            job,
            status,
            reason=reason,
            by=by,
            due_at=None,
            lease_owner="",
            completed_at=now,
            **changes,
        )
        return moved and refresh_processing_status(job.media_asset_id)


def _release_asset(job: ProcessingJob, by: User | None) -> None:
    """Nobody analyses the asset any more."""
    if job.job_type != ProcessingJob.JobType.ANALYZE:
        return
    asset = MediaAsset.objects.get(pk=job.media_asset_id)
    if asset.status == MediaAsset.Status.ANALYZING:
        reason = "The analysis was canceled"
        move_asset(asset, MediaAsset.Status.INGESTED, reason=reason, by=by)


def _fail_asset(job: ProcessingJob, error: str) -> None:
    """The asset goes with its first analysis; one that was analysed before stays so."""
    if job.job_type != ProcessingJob.JobType.ANALYZE:
        return
    asset = MediaAsset.objects.get(pk=job.media_asset_id)
    if asset.status in (MediaAsset.Status.INGESTED, MediaAsset.Status.ANALYZING):
        move_asset(asset, MediaAsset.Status.FAILED, reason=error, error_message=error)
