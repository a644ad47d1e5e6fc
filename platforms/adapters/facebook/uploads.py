"""Bringing files to Facebook without posting them: each step may be repeated or abandoned.

Photos are sent unpublished; feed videos in the windows that Facebook asks for; Reels and video
stories in one piece to the upload host, from where an earlier try stopped.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from platforms.adapters.files import PIECE_BYTES
from platforms.adapters.meta import GraphClient, id_in, require_stored
from platforms.adapters.multipart import FilePart, multipart
from platforms.adapters.types import MediaFile
from platforms.exceptions import StepFailed

MOST_WINDOWS = 10_000


@dataclass(frozen=True)
class Uploader:
    """The three hosts that take a Page's files; `page` is its path, “/1234”."""

    graph: GraphClient
    videos: GraphClient
    uploads: GraphClient
    page: str

    def photo(self, item: MediaFile) -> str:
        """The id of a photo that nobody sees yet."""
        require_stored([item])
        part = FilePart("source", "photo", item.mime_type, item.size_bytes, window(item, 0))
        headers, body = multipart({"published": "false"}, part)
        answer = self.graph.upload(f"{self.page}/photos", body, item.size_bytes, headers)
        return id_in(answer, label=self.graph.label)

    def start_video(self, item: MediaFile, handles: dict) -> None:
        """Open a session for a feed video; its id and the first window become handles."""
        require_stored([item])
        body = {"upload_phase": "start", "file_size": item.size_bytes}
        answer = self.videos.post(f"{self.page}/videos", body)
        label = self.videos.label
        session = id_in(answer, label=label, key="upload_session_id")
        offsets = _window_in(answer)
        handles |= {
            "video": id_in(answer, label=label, key="video_id"),
            "session": session,
            "window": offsets,
        }

    def send_video(self, item: MediaFile, handles: dict) -> None:
        """Send the windows that Facebook asks for, until it asks for none."""
        for _ in range(MOST_WINDOWS):
            start, end = handles["window"]
            if start >= end:
                handles["sent"] = True
                return
            handles["window"] = self._transfer(item, handles["session"], start, end)
        raise StepFailed("Facebook asks for more and more of the file.")

    def _transfer(self, item: MediaFile, session: str, start: int, end: int) -> list[int]:
        fields = {
            "upload_phase": "transfer",
            "upload_session_id": session,
            "start_offset": str(start),
        }
        pieces = window(item, start, end)
        part = FilePart("video_file_chunk", "chunk", item.mime_type, end - start, pieces)
        headers, body = multipart(fields, part)
        return _window_in(self.videos.upload(f"{self.page}/videos", body, end - start, headers))

    def start_short_video(self, edge: str, item: MediaFile, handles: dict) -> None:
        """Announce a Reel (`video_reels`) or a video story (`video_stories`)."""
        require_stored([item])
        answer = self.graph.post(f"{self.page}/{edge}", {"upload_phase": "start"})
        handles["video"] = id_in(answer, label=self.graph.label, key="video_id")

    def send_short_video(self, item: MediaFile, handles: dict, *, resumes: bool) -> None:
        """Send the file, or what is left of it. Raises StepFailed when it did not arrive."""
        video = handles["video"]
        offset = self._arrived(video) if resumes else 0
        left = item.size_bytes - offset
        headers = {
            "offset": str(offset),
            "file_size": str(item.size_bytes),
            "Content-Length": str(left),
            "Content-Type": "application/octet-stream",
        }
        answer = self.uploads.upload(f"/{video}", window(item, offset), left, headers)
        if answer.get("success") is not True:
            raise StepFailed("Facebook did not take the file.", raw=answer)
        handles["sent"] = True

    def _arrived(self, video: str) -> int:
        """How many bytes of an earlier try Facebook has."""
        status = self.graph.get(f"/{video}", {"fields": "status"}).get("status")
        try:
            return int(status["uploading_phase"].get("bytes_transferred") or 0)  # type: ignore[index]
        except (KeyError, TypeError, ValueError, AttributeError):
            return 0  # it does not say: from the beginning


def window(item: MediaFile, start: int, end: int | None = None) -> Iterator[bytes]:
    """The bytes from `start` up to `end` (or the file's) in small pieces."""
    left = (item.size_bytes if end is None else end) - start
    with item.open() as file:
        file.seek(start)
        while left > 0 and (piece := file.read(min(PIECE_BYTES, left))):
            left -= len(piece)
            yield piece


def _window_in(answer: dict) -> list[int]:
    try:
        return [int(answer["start_offset"]), int(answer["end_offset"])]
    except (KeyError, TypeError, ValueError) as error:
        raise StepFailed("Facebook did not say what to send next.", raw=answer) from error
