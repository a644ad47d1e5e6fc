"""Files to LinkedIn: images in one piece, videos in parts, and waiting until they can be used.

Rules: Images API and Videos API (`initializeUpload`, parts with their `ETag`, `finalizeUpload`).
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass

from platforms.adapters.endpoints import granted_url
from platforms.adapters.files import pieces_of
from platforms.adapters.http import Answer, PlatformClient
from platforms.adapters.linkedin.client import UPLOAD_HOSTS, home, in_path, upload_client
from platforms.adapters.types import MediaFile
from platforms.exceptions import Rejected, StepFailed

STEP_SECONDS = 30.0
MAX_PART_BYTES = 33_554_432  # a part is held in memory; LinkedIn's have 4 MiB
SLOWEST_BYTES_PER_SECOND = 250_000


@dataclass(frozen=True)
class Uploads:
    """Uploads on behalf of one author. `owner` is its URN."""

    client: PlatformClient
    owner: str

    def upload(self, item: MediaFile) -> str:
        """Send one file and return its URN. Raises the errors of `platforms/exceptions.py`."""
        return self._video(item) if item.media_type == "video" else self._image(item)

    def _image(self, item: MediaFile) -> str:
        granted = self._initialize("images", {"owner": self.owner})
        urn, url = _text(granted, "image"), _granted(granted.get("uploadUrl"))
        self.client.send(
            "PUT",
            url,
            timeout_seconds=_time_for(item.size_bytes),
            content=pieces_of(item),
            headers={"Content-Type": item.mime_type, "Content-Length": str(item.size_bytes)},
        )
        return urn

    def _video(self, item: MediaFile) -> str:
        wanted = {
            "owner": self.owner,
            "fileSizeBytes": item.size_bytes,
            "uploadCaptions": False,
            "uploadThumbnail": False,
        }
        granted = self._initialize("videos", wanted)
        urn = _text(granted, "video")
        parts = list(_parts(granted, item.size_bytes))
        sizes = [size for _, size in parts]
        pieces = pieces_of(item, sizes)
        tags = [_put_part(url, next(pieces, b"")) for url, _ in parts]
        _end(pieces)  # the checksum, before the upload is declared whole
        self.client.send(
            "POST",
            "/rest/videos?action=finalizeUpload",
            timeout_seconds=STEP_SECONDS,
            json_body={
                "finalizeUploadRequest": {
                    "video": urn,
                    "uploadToken": str(granted.get("uploadToken") or ""),
                    "uploadedPartIds": tags,
                }
            },
        )
        return urn

    def _initialize(self, kind: str, wanted: dict) -> dict:
        answer = self.client.call(
            "POST",
            f"/rest/{kind}?action=initializeUpload",
            timeout_seconds=STEP_SECONDS,
            json_body={"initializeUploadRequest": wanted},
        )
        granted = answer.get("value")
        if not isinstance(granted, dict):
            raise StepFailed("LinkedIn did not open an upload.", raw=answer)
        return granted

    def wait(self, urn: str, *, seconds: float, pause: float) -> None:
        """Wait until a file can be posted. Raises StepFailed when `seconds` are over, so that the
        next try goes on waiting, and Rejected when LinkedIn could not read the file."""
        ends = time.monotonic() + seconds
        while (state := self._state(urn)) != "AVAILABLE":
            if time.monotonic() + pause > ends:
                raise StepFailed(f"LinkedIn is still working on the file ({state}).")
            time.sleep(pause)

    def _state(self, urn: str) -> str:
        kind = "videos" if urn.startswith("urn:li:video:") else "images"
        answer = self.client.call(
            "GET", f"/rest/{kind}/{in_path(urn)}", timeout_seconds=STEP_SECONDS
        )
        if answer.get("status") == "PROCESSING_FAILED":
            why = str(answer.get("processingFailureReason") or "no reason given")
            raise Rejected(f"LinkedIn could not read the file: {why}", raw=answer)
        return str(answer.get("status", ""))


def _parts(granted: dict, size_bytes: int) -> Iterator[tuple[str, int]]:
    """Address and size (bytes) of each part. Raises StepFailed unless they cover the file."""
    at = 0
    try:
        for part in granted["uploadInstructions"]:
            first, last = int(part["firstByte"]), int(part["lastByte"])
            if first != at or not 0 <= last - first < MAX_PART_BYTES:
                break
            yield _granted(part["uploadUrl"]), last - first + 1
            at = last + 1
    except (KeyError, TypeError, ValueError) as error:
        raise StepFailed("LinkedIn named the parts of an upload in an unknown shape.") from error
    if at != size_bytes:
        raise StepFailed("LinkedIn’s parts do not cover the file, or are too large.")


def _put_part(url: str, piece: bytes) -> str:
    answer: Answer = upload_client().send(
        "PUT",
        url,
        timeout_seconds=_time_for(len(piece)),
        content=iter([piece]),
        headers={
            "Content-Type": "application/octet-stream",
            "Content-Length": str(len(piece)),
        },
    )
    tag = answer.headers.get("ETag", "").strip('"')
    if not tag:
        raise StepFailed("LinkedIn did not acknowledge a part of the video.")
    return tag


def _end(pieces: Iterator[bytes]) -> None:
    for _ in pieces:
        raise StepFailed("The media file is longer than it was at ingest.")


def _granted(url: object) -> str:
    return granted_url(url, home=home(), hosts=UPLOAD_HOSTS)


def _text(granted: dict, name: str) -> str:
    value = granted.get(name)
    if not isinstance(value, str) or not value.startswith("urn:li:"):
        raise StepFailed("LinkedIn did not name the uploaded file.", raw=granted)
    return value


def _time_for(size_bytes: int) -> float:
    return max(STEP_SECONDS, size_bytes / SLOWEST_BYTES_PER_SECOND)
