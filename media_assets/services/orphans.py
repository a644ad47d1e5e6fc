"""Stored files that no row names: what a crash between storing and writing the rows leaves."""

from datetime import datetime, timedelta
from uuid import UUID

from django.core.files.storage import default_storage

from media_assets.exceptions import StoredFileMissing
from media_assets.models import MediaAsset
from media_assets.services.storage import (
    asset_folder,
    delete_stored,
    local_root,
    stored_at,
    team_folder,
)
from teams.models import Team

KEEP = timedelta(days=1)  # an ingest that still runs is younger


def sweep_orphans(now: datetime, *, keep: timedelta = KEEP) -> int:
    """Delete asset folders without an asset whose files are all older than `keep`.

    Returns how many folders went. Every folder is named by a fresh uuid, so one without a row
    can never get one later. Of a team that was erased it is what a worker wrote that was just
    finishing.
    """
    return sum(
        _sweep_folder(team_id, asset_id, before=now - keep)
        for team_id in {*Team.objects.values_list("pk", flat=True), *_uuids_in("teams/")}
        for asset_id in _without_row(team_id)
    )


def _without_row(team_id: UUID) -> set[UUID]:
    known = set(MediaAsset.objects.filter(team=team_id).values_list("pk", flat=True))
    return _uuids_in(team_folder(team_id)) - known


def _uuids_in(folder: str) -> set[UUID]:
    try:
        below = default_storage.listdir(folder)[0]
    except FileNotFoundError:
        return set()
    return {UUID(name) for name in below if _is_uuid(name)}


def _is_uuid(name: str) -> bool:
    try:
        return str(UUID(name)) == name
    except ValueError:
        return False


def _sweep_folder(team_id: UUID, asset_id: UUID, *, before: datetime) -> bool:
    folder = asset_folder(team_id, asset_id)
    folders, files = _inside(folder)
    try:
        if any(stored_at(file) > before for file in files):
            return False
    except StoredFileMissing:  # another sweep is at it
        return False
    delete_stored(*files)
    if local_root() is not None:  # S3 has no folders
        for name in [*reversed(folders), folder]:
            default_storage.delete(name)
    return True


def _inside(folder: str) -> tuple[list[str], list[str]]:
    """Every folder and file below `folder` (pictures, variants), outer folders first."""
    below, files = default_storage.listdir(folder)
    folders, found = [], [f"{folder}{name}" for name in files]
    for name in below:
        inner = f"{folder}{name}/"
        deeper, more = _inside(inner)
        folders += [inner, *deeper]
        found += more
    return folders, found
