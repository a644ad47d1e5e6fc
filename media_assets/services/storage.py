"""Files in storage: a local folder or any S3 endpoint, through Django's default storage.

Names are our own (`teams/<team>/<asset>/original.mp4`), never the user's. Nothing is ever written
over: two files of one name get two names. No function holds a whole file in memory.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

from botocore.exceptions import ClientError
from django.conf import DEFAULT_STORAGE_ALIAS
from django.core.exceptions import ImproperlyConfigured
from django.core.files import File
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage, storages
from storages.backends.s3 import S3Storage

from media_assets.exceptions import StoredFileMissing

CHUNK = 1024 * 1024  # bytes
MISSING = {"404", "NoSuchKey"}


def team_folder(team_id: UUID) -> str:
    """The prefix of everything that belongs to one team, with the closing slash."""
    return f"teams/{team_id}/"


def asset_folder(team_id: UUID, asset_id: UUID) -> str:
    """The prefix of everything that belongs to one asset, with the closing slash."""
    return f"{team_folder(team_id)}{asset_id}/"


def covers_folder(team_id: UUID, asset_id: UUID) -> str:
    """The prefix of the covers that people chose for one asset."""
    return f"{asset_folder(team_id, asset_id)}covers/"


def store_file(path: Path, name: str) -> str:
    """Copy the local file into storage; the storage path that it got (may differ from `name`)."""
    with path.open("rb") as file:
        return default_storage.save(name, File(file, name=name))


def store_bytes(data: bytes, name: str) -> str:
    """Write `data` into storage; the storage path that it got (may differ from `name`)."""
    return default_storage.save(name, ContentFile(data, name=name))


def delete_stored(*storage_paths: str) -> None:
    """Remove files from storage; one that is gone already is no error."""
    for storage_path in filter(None, storage_paths):
        default_storage.delete(storage_path)


def walk(folder: str) -> Iterator[str]:
    """The storage path of every file below `folder` (with its slash); none when it is not there."""
    try:
        below, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    yield from (f"{folder}{name}" for name in files)
    for name in below:
        yield from walk(f"{folder}{name}/")


def local_root() -> Path | None:
    """The folder of the storage, None when the files are elsewhere (S3)."""
    try:
        return Path(default_storage.path(""))
    except NotImplementedError:
        return None


@contextmanager
def local_copy(storage_path: str) -> Iterator[Path]:
    """The stored file on the local disk: itself, or a copy that is gone after the block.

    Raises StoredFileMissing.
    """
    if local_root() is not None:
        path = Path(default_storage.path(storage_path))
        if not path.is_file():
            raise StoredFileMissing(storage_path)
        yield path
        return
    with TemporaryDirectory(prefix="stored-") as folder:
        path = Path(folder) / f"file{Path(storage_path).suffix}"
        with path.open("wb") as target:
            for chunk in read_range(storage_path, 0, stored_size(storage_path)):
                target.write(chunk)
        yield path


def stored_size(storage_path: str) -> int:
    """Bytes of a stored file. Raises StoredFileMissing."""
    try:
        return default_storage.size(storage_path)
    except FileNotFoundError as error:
        raise StoredFileMissing(storage_path) from error
    except ClientError as error:
        raise _missing(error, storage_path) from error


def stored_at(storage_path: str) -> datetime:
    """When a stored file was written. Raises StoredFileMissing."""
    try:
        return default_storage.get_modified_time(storage_path)
    except FileNotFoundError as error:
        raise StoredFileMissing(storage_path) from error
    except ClientError as error:
        raise _missing(error, storage_path) from error


def read_range(storage_path: str, start: int, stop: int) -> Iterator[bytes]:
    """The bytes from `start` up to and without `stop`, in pieces. Raises StoredFileMissing."""
    if local_root() is None:
        return _read_remote(storage_path, start, stop)
    try:
        file = default_storage.open(storage_path, "rb")
    except FileNotFoundError as error:
        raise StoredFileMissing(storage_path) from error
    return _read_local(file, start, stop)


def _read_local(file: File, start: int, stop: int) -> Iterator[bytes]:
    with file:
        file.seek(start)
        while start < stop and (chunk := file.read(min(CHUNK, stop - start))):
            start += len(chunk)
            yield chunk


def _read_remote(storage_path: str, start: int, stop: int) -> Iterator[bytes]:
    """Ask the S3 endpoint for just these bytes: its Django file would load the whole object."""
    if start >= stop:
        return
    remote = _s3().bucket.Object(storage_path)
    try:
        body = remote.get(Range=f"bytes={start}-{stop - 1}")["Body"]
    except ClientError as error:
        raise _missing(error, storage_path) from error
    yield from body.iter_chunks(CHUNK)


def _s3() -> S3Storage:
    """The default storage, which must be an S3 one when it is not a local folder."""
    storage = storages[DEFAULT_STORAGE_ALIAS]
    if not isinstance(storage, S3Storage):
        raise ImproperlyConfigured("Files live in a local folder or on an S3 endpoint, no other.")
    return storage


def _missing(error: ClientError, storage_path: str) -> Exception:
    is_missing = str(error.response["Error"]["Code"]) in MISSING
    return StoredFileMissing(storage_path) if is_missing else error
