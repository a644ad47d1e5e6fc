"""YouTube: the video goes up as a private one; making it public is the one irreversible step."""

import json
import time
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from typing import ClassVar

from platforms.adapters.base import PlatformAdapter
from platforms.adapters.credentials import access_token_of
from platforms.adapters.endpoints import base_url
from platforms.adapters.http import PlatformClient
from platforms.adapters.types import (
    Absent,
    AccountReading,
    CommentReading,
    CommentRequest,
    CommentResult,
    Found,
    Idempotency,
    Lookup,
    MediaFile,
    MetricsReading,
    Operation,
    PostState,
    PublishRequest,
    PublishResult,
    Unknown,
)
from platforms.adapters.youtube import readings
from platforms.adapters.youtube.cover import set_cover
from platforms.adapters.youtube.errors import SessionGone, classify, classify_comment
from platforms.adapters.youtube.upload import Upload, open_session
from platforms.adapters.youtube.video import (
    is_processed,
    metadata_of,
    privacy_of,
    problems_of,
    snippet_of,
    status_of,
    url_of,
)
from platforms.exceptions import NotSent, OutcomeUnknown, PlatformError, Rejected, StepFailed
from platforms.models import Connection

DATA_URL = "https://www.googleapis.com/youtube/v3"
UPLOAD_URL = "https://www.googleapis.com/upload/youtube/v3"
ANALYTICS_URL = "https://youtubeanalytics.googleapis.com/v2"
CALL_SECONDS = 20.0


class YouTube(PlatformAdapter):
    """A channel.

    Until the last step the video is private and can be left lying. The last step only changes
    its privacy: it may be repeated, and reading the video by its id shows whether it landed
    (guide “Using the resumable upload protocol”; videos.update).
    """

    name: ClassVar[str] = "YouTube"
    capabilities: ClassVar[frozenset[str]] = frozenset(
        {
            "lookup",
            "metrics",
            "comments",
            "account",
            "update",
            "delete",
            "poll",
            "cover",
            "first_comment",
        }
    )
    idempotency: ClassVar[Idempotency] = Idempotency.TWO_PHASE
    settle: ClassVar[timedelta] = timedelta(seconds=60)  # a status read by id, not a listing
    lookback: ClassVar[timedelta] = timedelta(days=365)  # by id: age does not matter
    upload_seconds: ClassVar[float] = 45.0  # of one try; the next goes on from there

    def __init__(self, connection: Connection):
        super().__init__(connection)
        self._data = self._client("youtube", DATA_URL)

    def _client(self, name: str, default: str) -> PlatformClient:
        return PlatformClient(
            platform="YouTube",
            base_url=base_url(name, default),
            headers={"Authorization": f"Bearer {access_token_of(self.connection)}"},
            classify=classify,
        )

    def _upload_client(self) -> PlatformClient:
        return self._client("youtube_upload", UPLOAD_URL)

    def validate(self, request: PublishRequest) -> list[str]:
        """Limits of YouTube, and of the options `privacy` and `tags`."""
        return problems_of(request)

    # publishing

    def prepare(self, request: PublishRequest, handles: dict) -> dict:
        """Upload the video as a private one, and its cover.

        `handles` is filled as the steps succeed: `session`, `video_id`, `thumbnail`. When the
        time is up in the middle of a file, `video_id` is missing: `publish` then sends nothing,
        and the next try goes on from there.
        """
        if "video_id" not in handles:
            self._upload(request, handles)
        if "video_id" in handles and request.thumbnail and not _is_short(request):
            self._set_cover_once(request.thumbnail, handles)
        return handles

    def _upload(self, request: PublishRequest, handles: dict) -> None:
        ends_at = time.monotonic() + self.upload_seconds
        client, item = self._upload_client(), request.media[0]
        video: dict | None = None
        if session := handles.get("session"):
            try:
                video = Upload(client, session, item, ends_at).continue_()
            except SessionGone:
                del handles["session"]
        if "session" not in handles:
            handles["session"] = open_session(client, item, metadata_of(request))
            video = Upload(client, handles["session"], item, ends_at).send_from(0)
        if video is not None:
            handles["video_id"] = _id_of(video)

    def _set_cover_once(self, cover: MediaFile, handles: dict) -> None:
        if "thumbnail" not in handles:
            handles["thumbnail"] = set_cover(self._upload_client(), handles["video_id"], cover)

    def publish(
        self, request: PublishRequest, handles: dict, *, timeout_seconds: float
    ) -> PublishResult:
        """Give the uploaded video the privacy that it is meant to have."""
        if "video_id" not in handles:
            raise NotSent("The video is still being uploaded. The next try goes on from there.")
        privacy = privacy_of(request)
        video = self._data.call(
            "PUT",
            "/videos",
            timeout_seconds=timeout_seconds,
            publishes=True,
            params={"part": "status"},
            json_body={"id": handles["video_id"], "status": status_of(request, privacy)},
        )
        _check_privacy(video, handles["video_id"], privacy)
        return self._result(video, _waiting_for(request, handles), handles)

    def _result(self, video: dict, waiting: dict, handles: dict) -> PublishResult:
        raw = {"video": video, "thumbnail": handles.get("thumbnail", "")}
        if not is_processed(video) or waiting["cover"]:
            return PublishResult(PostState.PROCESSING, handle=json.dumps(waiting), raw=raw)
        return _live(waiting, raw)

    def poll(self, handle: str) -> PublishResult:
        """Whether the video is processed; a Short gets its cover then, since 3 Nov 2026.

        Raises Rejected when YouTube gave it up.
        """
        waiting = json.loads(handle)
        video = self._video(waiting["video_id"], "status")
        if video is None:
            raise Rejected("The video is not on YouTube any more.")
        raw: dict = {"video": video}
        if not is_processed(video):
            return PublishResult(PostState.PROCESSING, handle=handle, raw=raw)
        if cover := waiting["cover"]:
            client = self._upload_client()
            raw["thumbnail"] = set_cover(client, waiting["video_id"], MediaFile(**cover))
        return _live(waiting, raw)

    def lookup(self, operation: Operation, *, now: datetime) -> Lookup:
        """Read the video by its id: does it have the privacy that it was to get?"""
        video_id = operation.handles.get("video_id")
        if not video_id:
            return Unknown("The try did not note its video.")
        try:
            video = self._video(video_id, "status,snippet")
            privacy = video["status"]["privacyStatus"] if video else ""
        except (PlatformError, KeyError, TypeError) as error:
            return Unknown(f"The video could not be read: {error}")
        if video and privacy == privacy_of(operation.request):
            url = url_of(video_id, is_short=_is_short(operation.request))
            return Found(video_id, url, raw=video)
        return Absent() if privacy in ("", "private") else Unknown(f"The video is {privacy}.")

    def _video(self, video_id: str, part: str) -> dict | None:
        """The video with the given parts; None when there is none of this id."""
        items = self._get("/videos", {"part": part, "id": video_id}).get("items")
        if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
            raise StepFailed("YouTube listed the video in an unknown shape.")
        return next((item for item in items if item.get("id") == video_id), None)

    def _get(self, path: str, params: dict[str, str]) -> dict:
        return self._data.call("GET", path, timeout_seconds=CALL_SECONDS, params=params)

    # changing what is out

    def update(self, post_id: str, request: PublishRequest) -> None:
        """Change title, description and tags; what we do not set is kept as it is."""
        video = self._video(post_id, "snippet")
        if video is None:
            raise Rejected("The video is not on YouTube any more.")
        kept = {k: v for k, v in video["snippet"].items() if k in ("tags", "defaultLanguage")}
        self._data.call(
            "PUT",
            "/videos",
            timeout_seconds=CALL_SECONDS,
            params={"part": "snippet"},
            json_body={"id": post_id, "snippet": {**kept, **snippet_of(request)}},
        )

    def delete(self, post_id: str) -> None:
        """Delete the video."""
        self._data.send("DELETE", "/videos", timeout_seconds=CALL_SECONDS, params={"id": post_id})

    def add_comment(
        self, request: CommentRequest, handles: dict, *, timeout_seconds: float
    ) -> CommentResult:
        """A new thread below the video; needs `youtube.force-ssl` and costs 50 units."""
        text = {"snippet": {"textOriginal": request.text}}
        thread = {"videoId": request.post_id, "topLevelComment": text}
        if channel := self.connection.platform_user_id:
            thread["channelId"] = channel
        answer = replace(self._data, classify=classify_comment).call(
            "POST",
            "/commentThreads",
            timeout_seconds=timeout_seconds,
            publishes=True,
            params={"part": "snippet"},
            json_body={"snippet": thread},
        )
        if not isinstance(answer.get("id"), str):
            raise OutcomeUnknown("YouTube did not name the comment.", raw=answer)
        return CommentResult(answer["id"], raw=answer)

    # readings

    def fetch_metrics(self, post_id: str) -> MetricsReading:
        """Counters of now, and what Analytics knows (48 to 72 hours late)."""
        analytics = self._client("youtube_analytics", ANALYTICS_URL)
        return readings.metrics(self._data, analytics, post_id)

    def fetch_comments(self, post_id: str) -> list[CommentReading]:
        """The newest threads with their replies, up to 500 comments."""
        return readings.comments(self._data, post_id)

    def fetch_account(self) -> AccountReading:
        """The channel; its subscribers are a rounded number, or hidden (None)."""
        return readings.account(self._data)


def _is_short(request: PublishRequest) -> bool:
    return request.platform == "yt_shorts"


def _waiting_for(request: PublishRequest, handles: dict) -> dict:
    """What `poll` must know; it gets nothing but this."""
    cover = request.thumbnail if _is_short(request) else None
    return {
        "video_id": handles["video_id"],
        "is_short": _is_short(request),
        "cover": asdict(cover) if cover else None,
    }


def _live(waiting: dict, raw: dict) -> PublishResult:
    video_id = waiting["video_id"]
    url = url_of(video_id, is_short=waiting["is_short"])
    return PublishResult(PostState.LIVE, post_id=video_id, url=url, raw=raw)


def _id_of(video: dict) -> str:
    video_id = video.get("id")
    if not isinstance(video_id, str) or not video_id:
        raise StepFailed("YouTube did not name the uploaded video.", raw=video)
    return video_id


def _check_privacy(video: dict, video_id: str, privacy: str) -> None:
    status = video.get("status")
    if video.get("id") != video_id or not isinstance(status, dict) or "uploadStatus" not in status:
        raise OutcomeUnknown("YouTube did not describe the published video.", raw=video)
    if status.get("privacyStatus") == "private" != privacy:
        raise Rejected(
            "YouTube keeps the video private. Look at it in YouTube Studio: the channel or the "
            "app may not be allowed to publish.",
            raw=video,
        )
    if status.get("privacyStatus") != privacy:
        raise OutcomeUnknown("YouTube gave the video another privacy.", raw=video)
