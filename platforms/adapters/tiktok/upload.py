"""A file in chunks by TikTok's rules; the last chunk is the one that posts it.

Source: developers.tiktok.com, “Media transfer guide”: chunks of 5 to 64 MB, strictly in order, the
last one takes the remainder; a small file is one chunk.
"""

import hashlib
import time
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

from platforms.adapters.files import pieces_of
from platforms.adapters.http import Answer, PlatformClient
from platforms.adapters.tiktok.errors import classify_upload
from platforms.adapters.types import MediaFile
from platforms.exceptions import OutcomeUnknown, Rejected, StepFailed

CHUNK_BYTES = 10_000_000  # decimal: one client found the limits to be so
CHUNK_SECONDS = 40.0


@dataclass(frozen=True)
class ChunkPlan:
    """How a file is cut."""

    size: int
    chunk_size: int
    count: int

    @property
    def last_start(self) -> int:
        """Where the last chunk begins."""
        return self.chunk_size * (self.count - 1)

    @property
    def sizes(self) -> list[int]:
        return [self.chunk_size] * (self.count - 1) + [self.size - self.last_start]


def plan_chunks(size: int) -> ChunkPlan:
    """The cut of a file of `size` bytes."""
    if size <= CHUNK_BYTES:
        return ChunkPlan(size, size, 1)
    return ChunkPlan(size, CHUNK_BYTES, size // CHUNK_BYTES)


def send_all_but_last(url: str, item: MediaFile, handles: dict, *, ends_at: float) -> None:
    """Send the chunks behind `handles["sent"]` bytes, except the last.

    Keeps `sent` in `handles`, and `tail_sha256` when the whole file was read and its checksum was
    right: only then may the last chunk go. No chunk is begun after `ends_at` (monotonic seconds).
    """
    plan, start, tail = plan_chunks(item.size_bytes), 0, b""
    for piece in pieces_of(item, plan.sizes):
        if start >= plan.last_start:
            tail += piece
        elif start >= handles["sent"]:
            if time.monotonic() > ends_at:
                return
            _put_part(url, item, start, piece)
            handles["sent"] = start + len(piece)
        start += len(piece)
    handles["tail_sha256"] = hashlib.sha256(tail).hexdigest()


def send_last(url: str, item: MediaFile, handles: Mapping, *, timeout_seconds: float) -> None:
    """Send the last chunk: the irreversible call. Raises OutcomeUnknown unless it was taken."""
    start = plan_chunks(item.size_bytes).last_start
    answer = _put(
        url,
        item,
        start,
        read_tail(item, start, handles["tail_sha256"]),
        timeout_seconds=timeout_seconds,
        publishes=True,
    )
    # 201: complete. Some clients have seen 200; a page in its place is no answer of TikTok's.
    if answer.status != 201 and (answer.status != 200 or answer.body):
        raise OutcomeUnknown(
            "TikTok did not say that it has the whole video.", detail=str(answer.status)
        )


def read_tail(item: MediaFile, start: int, checksum: str) -> bytes:
    """The file behind `start`, if it still is what was read before. Raises Rejected."""
    try:
        with item.open() as file:
            file.seek(start)
            tail = file.read(item.size_bytes - start)
    except OSError as error:
        raise Rejected(
            "The media file is not in storage any more. Put it back, or ingest it again.",
            detail=f"{item.storage_path}: {error}",
        ) from error
    if hashlib.sha256(tail).hexdigest() != checksum:
        raise Rejected("The media file in storage was changed meanwhile. Ingest it again.")
    return tail


def _put_part(url: str, item: MediaFile, start: int, piece: bytes) -> None:
    try:
        _put(url, item, start, piece, timeout_seconds=CHUNK_SECONDS, publishes=False)
    except OutcomeUnknown as error:  # of a chunk before the last: nothing is posted
        raise StepFailed(error.user_sentence, detail=error.detail) from error


def _put(
    url: str,
    item: MediaFile,
    start: int,
    piece: bytes,
    *,
    timeout_seconds: float,
    publishes: bool,
) -> Answer:
    parts = urlsplit(url)
    origin = f"{parts.scheme}://{parts.netloc}"
    # no token goes to the upload host: the address itself is the permission
    client = PlatformClient("TikTok", origin, headers={}, classify=classify_upload)
    return client.send(
        "PUT",
        parts.path,
        timeout_seconds=timeout_seconds,
        publishes=publishes,
        params=dict(parse_qsl(parts.query, keep_blank_values=True)),
        content=[piece],
        headers={
            "Content-Type": item.mime_type,
            "Content-Length": str(len(piece)),
            "Content-Range": f"bytes {start}-{start + len(piece) - 1}/{item.size_bytes}",
        },
    )
