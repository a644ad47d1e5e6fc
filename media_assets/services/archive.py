"""Put an asset away, and take it out again."""

from media_assets.models import MediaAsset
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


def restore_asset(asset: MediaAsset, *, by: User | None = None) -> None:
    """Put an archived asset back where it was (a failed one starts again as ingested).

    Raises CannotArchive when it is not archived.
    """
    if asset.status != STATUS.ARCHIVED:
        raise CannotArchive("It is not archived.")
    if not move_asset(asset, _status_before(asset), reason="Restored", by=by):
        raise CannotArchive("It changed a moment ago. Look again.")


def _status_before(asset: MediaAsset) -> str:
    archived = EventLog.objects.filter(
        subject_type=asset._meta.db_table, subject_id=str(asset.pk), event_type="asset_archived"
    ).first()
    origin = archived.meta_json.get("origin") if archived else None
    return origin if origin in (STATUS.ANALYZED, STATUS.POSTED) else STATUS.INGESTED
