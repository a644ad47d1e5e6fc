"""Videos to Pinterest: register, send a form to the file store, wait (`/v5/media`)."""

import time
from dataclasses import dataclass

from platforms.adapters.endpoints import granted_url
from platforms.adapters.files import pieces_of
from platforms.adapters.http import PlatformClient
from platforms.adapters.multipart import FilePart, multipart
from platforms.adapters.pinterest.client import UPLOAD_HOSTS, home, upload_client
from platforms.adapters.types import MediaFile
from platforms.exceptions import Rejected, StepFailed

CALL_SECONDS = 30.0
SLOWEST_BYTES_PER_SECOND = 250_000


@dataclass(frozen=True)
class VideoUploads:
    """Uploads for one account."""

    client: PlatformClient

    def upload(self, item: MediaFile) -> str:
        """Send one video and return its media id."""
        granted = self.client.call(
            "POST", "/v5/media", timeout_seconds=CALL_SECONDS, json_body={"media_type": "video"}
        )
        media_id, fields = granted.get("media_id"), granted.get("upload_parameters")
        if not isinstance(media_id, str) or not media_id.isdigit() or not isinstance(fields, dict):
            raise StepFailed("Pinterest did not open an upload.")
        url = granted_url(granted.get("upload_url"), home=home(), hosts=UPLOAD_HOSTS)
        self._send(url, {str(name): str(value) for name, value in fields.items()}, item)
        return media_id

    def _send(self, url: str, fields: dict[str, str], item: MediaFile) -> None:
        file = FilePart("file", "video", item.mime_type, item.size_bytes, pieces_of(item))
        try:
            headers, content = multipart(fields, file)
        except ValueError as error:
            raise StepFailed("Pinterest named strange fields for an upload.") from error
        seconds = max(CALL_SECONDS, item.size_bytes / SLOWEST_BYTES_PER_SECOND)
        upload_client().send("POST", url, timeout_seconds=seconds, content=content, headers=headers)

    def wait(self, media_id: str, *, seconds: float, pause: float) -> None:
        """Wait until a video can be posted. Raises StepFailed when `seconds` are over, so that the
        next try goes on waiting, and Rejected when Pinterest could not read it."""
        ends = time.monotonic() + seconds
        while (state := self._state(media_id)) != "succeeded":
            if state == "failed":
                raise Rejected("Pinterest could not read the video. Try another format.")
            if time.monotonic() + pause > ends:
                raise StepFailed(f"Pinterest is still working on the video ({state}).")
            time.sleep(pause)

    def _state(self, media_id: str) -> str:
        answer = self.client.call("GET", f"/v5/media/{media_id}", timeout_seconds=CALL_SECONDS)
        return str(answer.get("status", ""))
