"""A resumable upload: a session, then the file in chunks, continued where it broke off.

Source: developers.google.com/youtube/v3/guides/using_resumable_upload_protocol.
"""

import time
from collections.abc import Generator
from contextlib import closing
from dataclasses import dataclass, replace
from itertools import chain, islice, repeat
from urllib.parse import parse_qsl, urlsplit

from platforms.adapters.endpoints import granted_url
from platforms.adapters.files import pieces_of
from platforms.adapters.http import PlatformClient
from platforms.adapters.types import MediaFile
from platforms.adapters.youtube.errors import MoreWanted, classify_session
from platforms.exceptions import StepFailed

CHUNK_BYTES = 16 * 262_144  # every chunk but the last must be a multiple of 262,144 bytes
CALL_SECONDS = 30.0
HOSTS = ("googleapis.com",)


def open_session(client: PlatformClient, item: MediaFile, metadata: dict) -> str:
    """Announce a video; returns the session's address, under which its bytes are expected."""
    answer = client.send(
        "POST",
        "/videos",
        timeout_seconds=CALL_SECONDS,
        params={"uploadType": "resumable", "part": ",".join(metadata)},
        json_body=metadata,
        headers={
            "Content-Type": "application/json; charset=UTF-8",
            "X-Upload-Content-Length": str(item.size_bytes),
            "X-Upload-Content-Type": item.mime_type,
        },
    )
    return granted_url(answer.headers.get("Location"), home=client.base_url, hosts=HOSTS)


@dataclass(frozen=True)
class Upload:
    """One file on its way into a session; no chunk is begun after `ends_at` (monotonic)."""

    client: PlatformClient
    session: str
    item: MediaFile
    ends_at: float

    def send_from(self, offset: int) -> dict | None:
        """Send what is behind `offset` bytes; the video, or None when the time was up first.

        The last chunk makes the video; it goes only after the checksum of the file was right.
        """
        held, at = b"", offset
        with closing(pieces_from(self.item, offset)) as pieces:
            for piece in pieces:
                if held:
                    self._put_part(at, held)
                    at += len(held)
                    if time.monotonic() > self.ends_at:
                        return None
                held = piece
        if not held:
            raise StepFailed("YouTube has the whole file, but no video of it yet.")
        return self._put(held, f"bytes {at}-{at + len(held) - 1}/{self.item.size_bytes}")

    def continue_(self) -> dict | None:
        """Ask how far it got, and go on from there. Raises SessionGone."""
        try:
            return self._put(b"", f"bytes */{self.item.size_bytes}")
        except MoreWanted as more:
            return self.send_from(more.received)

    def _put_part(self, at: int, piece: bytes) -> None:
        end = at + len(piece)
        try:
            self._put(piece, f"bytes {at}-{end - 1}/{self.item.size_bytes}")
        except MoreWanted as more:
            if more.received == end:
                return
            raise StepFailed(
                "YouTube kept only part of a chunk.", detail=str(more.received)
            ) from more
        raise StepFailed("YouTube took the upload for complete before it was.")

    def _put(self, piece: bytes, content_range: str) -> dict:
        parts = urlsplit(self.session)
        client = replace(self.client, classify=classify_session)
        return client.call(
            "PUT",
            f"{parts.scheme}://{parts.netloc}{parts.path}",
            timeout_seconds=CALL_SECONDS,
            params=dict(parse_qsl(parts.query, keep_blank_values=True)),
            content=[piece],
            headers={
                "Content-Type": self.item.mime_type,
                "Content-Length": str(len(piece)),
                "Content-Range": content_range,
            },
        )


def pieces_from(item: MediaFile, offset: int) -> Generator[bytes, None, None]:
    """The file behind `offset` in chunks; what lies before is read for the checksum alone."""
    skipped = [CHUNK_BYTES] * (offset // CHUNK_BYTES)
    if rest := offset % CHUNK_BYTES:
        skipped.append(rest)
    pieces = pieces_of(item, chain(skipped, repeat(CHUNK_BYTES)))
    yield from islice(pieces, len(skipped), None)
