"""Take what a browser or a program sent, or a file that it named in the outbox."""

import shutil
import tempfile
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from media_assets.exceptions import MediaRejected
from media_assets.models import MediaAsset
from media_assets.services.ingest import IngestResult, ingest_file
from media_assets.services.outbox import Outbox
from teams.models import Team, User

NOT_THERE = "There is no such file in the outbox folder."


def ingest_upload(
    team: Team,
    upload: UploadedFile,
    *,
    by: User | None,
    now: datetime,
    original_url: str = "",
    platform_hint: str = "",
) -> IngestResult:
    """Ingest one uploaded file. Raises MediaRejected with a sentence for the person."""
    name = Path(upload.name or "upload").name
    if not upload.size:
        raise MediaRejected(f"“{name}” is empty.")
    if upload.size > settings.MEDIA_MAX_BYTES:
        raise MediaRejected(f"“{name}” is larger than this server takes.")
    with tempfile.TemporaryDirectory(prefix="upload-") as folder:
        path = Path(folder) / "upload"
        with path.open("wb") as target:
            for chunk in upload.chunks():
                target.write(chunk)
        return ingest_file(
            team,
            path,
            filename=name,
            source_type=MediaAsset.SourceType.UPLOAD,
            owner=by,
            now=now,
            original_url=original_url,
            platform_hint=platform_hint,
        )


def ingest_from_outbox(
    team: Team,
    name: str,
    *,
    by: User | None,
    now: datetime,
    original_url: str = "",
    platform_hint: str = "",
) -> IngestResult:
    """Ingest a file by its path inside the outbox; the file itself stays where it is.

    Raises MediaRejected for anything that is not a plain file inside the folder.
    """
    with tempfile.TemporaryDirectory(prefix="outbox-") as folder:
        own_copy = Path(folder) / "file"
        source = find_in_outbox(team, name)
        shutil.copyfile(source, own_copy, follow_symlinks=False)
        return ingest_file(
            team,
            own_copy,
            filename=source.name,
            owner=by,
            now=now,
            original_url=original_url,
            platform_hint=platform_hint,
        )


def find_in_outbox(team: Team, name: str) -> Path:
    """The plain file `name` that lies in the outbox for this team.

    A link, a way out, another team's file and one of the watcher's own folders all answer as a
    file that is not there.
    """
    outbox = Outbox(Path(settings.MEDIA_OUTBOX).resolve())
    try:
        path = outbox.root / name
        is_plain = path.resolve() == path and ".." not in path.parts and path.is_file()
    except (OSError, ValueError):  # a NUL, a name that is too long, a loop of links
        is_plain = False
    if not is_plain or not outbox.offers(path, team):
        raise MediaRejected(NOT_THERE)
    return path
