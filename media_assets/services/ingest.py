"""Take one file in: identify, store, and write the asset with its first job.

The rows come last and in one transaction, so a crash leaves either a whole asset or only a stored
file that no row names; `orphans.py` sweeps those.
"""

import hashlib
import os
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

from django.db import IntegrityError, transaction

from media_assets.decoding.facts import MediaFacts
from media_assets.exceptions import FileStillChanging
from media_assets.models import MediaAsset, ProcessingJob
from media_assets.services.identify import check_plain_file, identify
from media_assets.services.names import display_name
from media_assets.services.storage import asset_folder, delete_stored, store_file
from media_assets.tasks import nudge_analysis
from teams.models import Team, User
from teams.services.events import record_event

TYPES = {
    "video": MediaAsset.Type.RAW_VIDEO,
    "image": MediaAsset.Type.RAW_PHOTO,
    "audio": MediaAsset.Type.AUDIO,
}
CHUNK = 1024 * 1024  # bytes
PARTIAL = "The file is cut off: only its first {seconds:.1f} seconds can be played."


@dataclass(frozen=True)
class IngestResult:
    """The asset, and whether it is new; the same bytes again give the one that is there."""

    asset: MediaAsset
    created: bool


def ingest_file(
    team: Team,
    path: Path,
    *,
    filename: str,
    source_type: str = MediaAsset.SourceType.LOCAL_UPLOAD,
    owner: User | None = None,
    now: datetime,
    original_url: str = "",
    platform_hint: str = "",
) -> IngestResult:
    """Make an asset of the file at `path`; the file itself is left where it is.

    `filename` is what people see. Raises MediaRejected with a sentence for the person, and
    FileStillChanging (one of its kinds) when somebody wrote to the file meanwhile.
    """
    check_plain_file(path)
    seen = state_of(path)
    sha256 = sha256_of(path)
    if existing := same_bytes(team, sha256):
        return IngestResult(existing, created=False)
    with TemporaryDirectory(prefix="ingest-") as scratch:
        poster = Path(scratch) / "poster.webp"
        facts = identify(path, poster=poster)
        asset = MediaAsset(
            id=uuid4(),
            team=team,
            owner=owner,
            source_type=source_type,
            original_url=original_url,
            platform_hint=platform_hint,
            filename=display_name(filename),
            file_size_bytes=seen[1],
            sha256=sha256,
            **columns_of(facts),
        )
        put_in_storage(asset, path, poster, facts)
    if state_of(path) != seen:
        delete_stored(asset.storage_path, asset.thumbnail_url)
        raise FileStillChanging("The file changed while it was read. Bring it when it is finished.")
    return write_rows(asset, now)


def state_of(path: Path) -> tuple[int, int, int, int]:
    """What differs once somebody has written to the file or swapped it: inode, size, times.

    The change time cannot be set by a user, unlike the modification time.
    """
    info = os.lstat(path)
    return info.st_ino, info.st_size, info.st_mtime_ns, info.st_ctime_ns


def sha256_of(path: Path) -> str:
    """The hash of the bytes, in hex; reads a piece at a time."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def same_bytes(team: Team, sha256: str) -> MediaAsset | None:
    """The asset of the team that has these bytes."""
    return MediaAsset.objects.in_team(team).filter(sha256=sha256).first()


def columns_of(facts: MediaFacts) -> dict:
    """The facts as columns of the asset; all of them are kept in `metadata` as well."""
    return {
        "media_type": facts.media_type,
        "type": TYPES[facts.media_type],
        "mime_type": facts.mime_type,
        "duration_sec": facts.duration_sec,
        "width": facts.width,
        "height": facts.height,
        "resolution": facts.resolution,
        "metadata": {"facts": asdict(facts)},
        "error_message": PARTIAL.format(seconds=facts.duration_sec) if facts.is_partial else "",
    }


def put_in_storage(asset: MediaAsset, path: Path, poster: Path, facts: MediaFacts) -> None:
    """Store the original and its poster under the asset's own names, and note them on it."""
    folder = asset_folder(asset.team_id, asset.pk)
    asset.storage_path = store_file(path, f"{folder}original.{facts.extension}")
    if poster.exists():
        asset.thumbnail_url = store_file(poster, f"{folder}poster.webp")


def write_rows(asset: MediaAsset, now: datetime) -> IngestResult:
    """The asset, its analysis job and the event, or nothing when another process was first."""
    try:
        with transaction.atomic():
            asset.processing_status = MediaAsset.ProcessingStatus.PENDING
            asset.save(force_insert=True)
            ProcessingJob.objects.create(
                team=asset.team,
                media_asset=asset,
                job_type=ProcessingJob.JobType.ANALYZE,
                due_at=now,
            )
            record_event(
                asset.team,
                "asset_ingested",
                asset,
                asset.filename,
                by=asset.owner,
                sha256=asset.sha256,
                source_type=asset.source_type,
            )
            nudge_analysis(asset)
    except IntegrityError:
        existing = same_bytes(asset.team, asset.sha256)
        delete_stored(asset.storage_path, asset.thumbnail_url)
        if existing is None:
            raise
        return IngestResult(existing, created=False)
    return IngestResult(asset, created=True)
