"""Files to X: images in one call, videos and GIFs in pieces; then waiting, and words for the blind.

Rules: media upload v2 (`/2/media/upload`, …/initialize, …/append, …/finalize). Ids live 24 hours.
"""

import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import repeat

from platforms.adapters.files import pieces_of
from platforms.adapters.http import PlatformClient
from platforms.adapters.multipart import FilePart, multipart
from platforms.adapters.types import MediaFile
from platforms.exceptions import Rejected, StepFailed

PIECE_BYTES = 1_048_576  # the documented example; at most 1,000 pieces
CALL_SECONDS = 30.0
SLOWEST_BYTES_PER_SECOND = 100_000
ID_LIVES = timedelta(hours=24)
SAFETY = timedelta(hours=1)  # an id that dies before the post is sent is of no use


def category_of(item: MediaFile) -> str:
    """X's name for what a file is in a post."""
    if item.media_type == "video":
        return "tweet_video"
    return "tweet_gif" if item.mime_type == "image/gif" else "tweet_image"


def is_fresh(handle: dict | None, *, now: datetime) -> bool:
    """Whether an uploaded file can still be posted."""
    return handle is not None and datetime.fromisoformat(handle["expires_at"]) > now + SAFETY


@dataclass(frozen=True)
class Uploads:
    """Uploads for one account."""

    client: PlatformClient

    def upload(self, item: MediaFile) -> dict:
        """Send one file. Its handle: id, media_key, expires_at, ready (can it be posted yet)."""
        whole = category_of(item) == "tweet_image"
        data = self._in_one(item) if whole else self._in_pieces(item)
        lives = data.get("expires_after_secs")
        seconds = lives if isinstance(lives, int) else ID_LIVES.total_seconds()
        return {
            "id": _id_of(data),
            "media_key": str(data.get("media_key") or ""),
            "expires_at": (datetime.now(UTC) + timedelta(seconds=seconds)).isoformat(),
            "ready": not data.get("processing_info"),
        }

    def _in_one(self, item: MediaFile) -> dict:
        fields = {"media_category": category_of(item), "media_type": item.mime_type}
        part = FilePart("media", "media", item.mime_type, item.size_bytes, pieces_of(item))
        return self._send_form("/2/media/upload", fields, part)

    def _in_pieces(self, item: MediaFile) -> dict:
        wanted = {
            "media_type": item.mime_type,
            "total_bytes": item.size_bytes,
            "media_category": category_of(item),
        }
        opened = self._post("/2/media/upload/initialize", wanted)
        path = f"/2/media/upload/{_id_of(opened)}"
        for index, piece in enumerate(pieces_of(item, repeat(PIECE_BYTES))):
            part = FilePart("media", "media", "application/octet-stream", len(piece), [piece])
            headers, content = multipart({"segment_index": str(index)}, part)
            self.client.send(
                "POST",
                f"{path}/append",
                timeout_seconds=_time_for(len(piece)),
                content=content,
                headers=headers,
            )
        return {**opened, **self._post(f"{path}/finalize", None)}

    def _send_form(self, path: str, fields: dict[str, str], part: FilePart) -> dict:
        headers, content = multipart(fields, part)
        seconds = _time_for(part.size_bytes)
        return _data(
            self.client.call(
                "POST", path, timeout_seconds=seconds, content=content, headers=headers
            )
        )

    def _post(self, path: str, body: dict | None) -> dict:
        answer = self.client.call("POST", path, timeout_seconds=CALL_SECONDS, json_body=body)
        return _data(answer)

    def wait(self, media_id: str, *, seconds: float, pause: float) -> None:
        """Wait until X has worked through a file. Raises StepFailed when `seconds` are over, so
        that the next try goes on waiting, and Rejected when X could not read the file."""
        ends = time.monotonic() + seconds
        while (info := self._status(media_id)).get("state", "succeeded") != "succeeded":
            if info["state"] == "failed":
                raise Rejected(f"X could not read the file: {_why(info)}", raw=info)
            rest = min(float(info.get("check_after_secs") or pause), pause)
            if time.monotonic() + rest > ends:
                raise StepFailed(f"X is still working on the file ({info['state']}).")
            time.sleep(rest)

    def _status(self, media_id: str) -> dict:
        params = {"command": "STATUS", "media_id": media_id}
        answer = self.client.call(
            "GET", "/2/media/upload", timeout_seconds=CALL_SECONDS, params=params
        )
        info = _data(answer).get("processing_info") or {}
        if not isinstance(info, dict):
            raise StepFailed("X described a file in an unknown shape.", raw=answer)
        return info

    def describe(self, media_id: str, alt_text: str) -> None:
        """Give an image its words for people who cannot see it."""
        body = {"id": media_id, "metadata": {"alt_text": {"text": alt_text}}}
        self.client.send("POST", "/2/media/metadata", timeout_seconds=CALL_SECONDS, json_body=body)


def _data(answer: dict) -> dict:
    data = answer.get("data")
    if not isinstance(data, dict):
        raise StepFailed("X answered an upload in an unknown shape.", raw=answer)
    return data


def _id_of(data: dict) -> str:
    media_id = data.get("id")
    if not isinstance(media_id, str) or not media_id.isalnum():
        raise StepFailed("X did not name the uploaded file.", raw=data)
    return media_id


def _why(info: dict) -> str:
    error = info.get("error")
    said = error.get("message") or error.get("name") if isinstance(error, dict) else error
    return str(said or "no reason given")


def _time_for(size_bytes: int) -> float:
    return max(CALL_SECONDS, size_bytes / SLOWEST_BYTES_PER_SECOND)
