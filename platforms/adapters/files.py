"""A stored file in pieces, checked on the way."""

import hashlib
from collections.abc import Iterable, Iterator
from itertools import repeat

from platforms.adapters.types import MediaFile, PublishRequest
from platforms.exceptions import Rejected

PIECE_BYTES = 65_536


def files_of(request: PublishRequest) -> tuple[MediaFile, ...]:
    """The media of a post, and its cover image if it has one."""
    return (*request.media, request.thumbnail) if request.thumbnail else request.media


def upload_name(item: MediaFile) -> str:
    """A file name for a platform: its checksum and its format, nothing of a person's own names."""
    ending = item.mime_type.rpartition("/")[2].removeprefix("x-")
    return f"{item.sha256[:16]}.{ending}"


def pieces_of(item: MediaFile, sizes: Iterable[int] = repeat(PIECE_BYTES)) -> Iterator[bytes]:
    """The file in pieces of the given sizes (bytes); opened only when the first is asked for.

    Raises Rejected when it is not in storage, and behind its last piece when its checksum is not
    the one that was approved: do the step that makes an upload valid only after that.
    """
    digest = hashlib.sha256()
    try:
        with item.open() as file:
            for size in sizes:
                piece = file.read(size)
                if not piece:
                    break
                digest.update(piece)
                yield piece
    except OSError as error:
        raise Rejected(
            "The media file is not in storage any more. Put it back, or ingest it again.",
            detail=f"{item.storage_path}: {error}",
        ) from error
    if digest.hexdigest() != item.sha256:
        raise Rejected(
            "The media file in storage is damaged: it is not the one that was approved. "
            "Ingest it again.",
            detail=item.storage_path,
        )
