"""Put an asset away, and take it out again."""

from datetime import datetime

from django.db import transaction

from media_assets.models import MediaAsset, ProcessingJob, ProcessingJobQuerySet
from media_assets.services.jobs import queue_analysis
from media_assets.tasks import nudge_analysis
from media_assets.transitions import move_asset
from teams.models import EventLog, User

STATUS = MediaAsset.Status


class CannotArchive(Exception):
    """The asset is in use; the text is a sentence for a person."""


def archive_asset(asset: MediaAsset, *, by: User | None = None) -> None:
    """Take `asset` out of the library's lists and of all planning.

    Raises CannotArchive while it is being analysed or posts of it are planned.
    """
    if asset.status == STATUS.ARCHIVED:
        return
    if asset.status == STATUS.ANALYZING:
        raise CannotArchive("It is being analysed. Archive it when that is done.")
    if asset.status == STATUS.SCHEDULED:
        raise CannotArchive("Posts of it are planned. Cancel them first, then archive it.")
    if not move_asset(asset, STATUS.ARCHIVED, reason="Archived", by=by):
        raise CannotArchive("It changed a moment ago. Look again, then archive it.")


def restore_asset(asset: MediaAsset, *, now: datetime, by: User | None = None) -> None:
    """Put an archived asset back where it was; one that was never analysed is analysed next.

    Raises CannotArchive when it is not archived.
    """
    if asset.status != STATUS.ARCHIVED:
        raise CannotArchive("It is not archived.")
    with transaction.atomic():
        if not move_asset(asset, _status_before(asset), reason="Restored", by=by):
            raise CannotArchive("It changed a moment ago. Look again.")
        if asset.status == STATUS.INGESTED and not _jobs_of(asset).open().exists():
            queue_analysis(asset, now=now)
            nudge_analysis(asset)


def _jobs_of(asset: MediaAsset) -> ProcessingJobQuerySet:
    return ProcessingJob.objects.filter(media_asset=asset, job_type=ProcessingJob.JobType.ANALYZE)


def _status_before(asset: MediaAsset) -> str:
    """Posted stays posted; else what its analyses say, which may have ended in the meantime."""
    archived = EventLog.objects.filter(
        subject_type=asset._meta.db_table, subject_id=str(asset.pk), event_type="asset_archived"
    ).first()
    origin = archived.meta_json.get("origin") if archived else None
    if origin in (STATUS.ANALYZED, STATUS.POSTED):
        return origin
    has_ended = _jobs_of(asset).filter(status=ProcessingJob.Status.COMPLETED).exists()
    return STATUS.ANALYZED if has_ended else STATUS.INGESTED
