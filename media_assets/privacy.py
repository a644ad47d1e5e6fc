"""The part of media in exports and erasures: the files, in storage and in the watched folder."""

import shutil
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.core.files.storage import default_storage

from media_assets.models import MediaAsset
from media_assets.services.ingest import sha256_of
from media_assets.services.outbox import INGESTED, TAKING, folder_names
from media_assets.services.storage import (
    delete_stored,
    local_root,
    read_range,
    stored_size,
    team_folder,
    walk,
)
from teams.models import Team
from teams.privacy.parts import Part, StoredFile


def files(team_id: UUID) -> Iterator[StoredFile]:
    """Everything below the team's prefix, whether or not a row names it."""
    for path in walk(team_folder(team_id)):
        yield StoredFile(path, partial(_read, path))


def _read(path: str) -> Iterator[bytes]:
    return read_range(path, 0, stored_size(path))


def erase_files(team_id: UUID) -> None:
    """Remove everything below the team's prefix; folders go too where there are any."""
    folder = team_folder(team_id)
    for path in walk(folder):
        delete_stored(path)
    if local_root() is not None:
        shutil.rmtree(default_storage.path(folder), ignore_errors=True)


def watched_originals(team: Team) -> Iterator[Path]:
    """The team's files in the watched folder: offered, being taken, and taken (by their bytes)."""
    root = Path(settings.MEDIA_OUTBOX)
    names = folder_names(list(Team.objects.all()))
    for folder in [name for name, owner in names.items() if owner == team]:
        yield from _files_in(root / folder)
    for place in root.glob(f"{TAKING}/*/{team.pk}"):
        yield from _files_in(place)
    yield from _taken(team, root / INGESTED)


def _files_in(folder: Path) -> Iterator[Path]:
    if folder.is_dir() and not folder.is_symlink():
        yield from (path for path in folder.rglob("*") if path.is_symlink() or path.is_file())


def _taken(team: Team, folder: Path) -> Iterator[Path]:
    """Files whose bytes are an asset of this team, and of no other: theirs stays."""
    for path in _files_in(folder):
        if path.is_symlink():
            continue
        alike = MediaAsset.objects.filter(file_size_bytes=path.stat().st_size)
        if not alike.filter(team=team).exists():
            continue
        same = alike.filter(sha256=sha256_of(path))
        if same.filter(team=team).exists() and not same.exclude(team=team).exists():
            yield path


def count_outside(team: Team) -> dict[str, int]:
    """Files in the watched folder."""
    return {"watched_files": sum(1 for _ in watched_originals(team))}


def erase_outside(team: Team) -> None:
    """Remove the team's files from the watched folder."""
    for path in list(watched_originals(team)):
        path.unlink(missing_ok=True)


PART = Part(
    files=files, erase_files=erase_files, count_outside=count_outside, erase_outside=erase_outside
)
