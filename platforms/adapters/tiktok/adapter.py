"""TikTok: what posts a video is the last chunk of its upload; photos are posted by their init."""

import time
from datetime import UTC, datetime, timedelta
from typing import ClassVar

from platforms.adapters.base import PlatformAdapter
from platforms.adapters.credentials import access_token_of
from platforms.adapters.endpoints import base_url, granted_url
from platforms.adapters.files import pieces_of
from platforms.adapters.http import PlatformClient
from platforms.adapters.tiktok import errors, listing
from platforms.adapters.tiktok.post import (
    Choices,
    check_creator,
    init_of_photos,
    init_of_video,
    is_photo_post,
    problems_of,
    url_of,
)
from platforms.adapters.tiktok.upload import plan_chunks, send_all_but_last, send_last
from platforms.adapters.types import (
    Absent,
    AccountReading,
    Found,
    Idempotency,
    Lookup,
    MetricsReading,
    Operation,
    PostState,
    PublishRequest,
    PublishResult,
    Unknown,
)
from platforms.exceptions import (
    NotSent,
    OutcomeUnknown,
    PlatformError,
    Rejected,
    StepFailed,
)
from platforms.models import Connection

API_URL = "https://open.tiktokapis.com/v2"
UPLOAD_HOSTS = ("tiktokapis.com",)
CALL_SECONDS = 20.0
UPLOAD_ADDRESS_LIVES = timedelta(minutes=55)  # TikTok says one hour


class TikTok(PlatformAdapter):
    """A creator's account.

    A video: an init that posts nothing, then its bytes; the `publish_id` of the init is kept
    before the last chunk goes, and tells afterwards what became of it (“Get post status”). The
    wait before a look-up means anything is as long as an upload address lives, so that nothing
    can arrive behind it. Photos have no such handle before they are posted.
    """

    name: ClassVar[str] = "TikTok"
    capabilities: ClassVar[frozenset[str]] = frozenset({"lookup", "metrics", "account", "poll"})
    idempotency: ClassVar[Idempotency] = Idempotency.NONE
    settle: ClassVar[timedelta] = timedelta(minutes=12)  # an hour for videos, see `settle_time`
    lookback: ClassVar[timedelta] = timedelta(days=30)  # by id: age does not matter
    upload_seconds: ClassVar[float] = 45.0  # of one try; the next goes on from there

    def __init__(self, connection: Connection):
        super().__init__(connection)
        self._api = PlatformClient(
            platform="TikTok",
            base_url=base_url("tiktok", API_URL),
            headers={"Authorization": f"Bearer {access_token_of(connection)}"},
            classify=errors.classify,
        )

    def validate(self, request: PublishRequest) -> list[str]:
        """TikTok's limits, and the choices that its guidelines leave to the creator."""
        return problems_of(request, self._choices(request))

    def _choices(self, request: PublishRequest) -> Choices:
        return Choices(request.options, self.connection.metadata.get("tiktok", {}))

    # publishing

    def prepare(self, request: PublishRequest, handles: dict) -> dict:
        """Ask for the creator's settings; announce a video and send all of it but the last chunk.

        `handles` is filled as the steps succeed: `publish_id`, `upload_url`, `init_at`, `sent`,
        `tail_sha256`. When the time is up in the middle of a file the last one is missing:
        `publish` then sends nothing, and the next try goes on from there.
        """
        ends_at = time.monotonic() + self.upload_seconds
        if is_photo_post(request):
            self._prepare_photos(request)
            return handles
        if not self._goes_on(request, handles):
            self._init_video(request, handles)
        if "tail_sha256" not in handles:
            url = self._upload_url(handles)
            send_all_but_last(url, request.media[0], handles, ends_at=ends_at)
        return handles

    def _prepare_photos(self, request: PublishRequest) -> None:
        check_creator(self._creator(), request, self._choices(request))
        for item in request.media:  # TikTok fetches what is in storage: it must be what we checked
            for _ in pieces_of(item):
                pass

    def _goes_on(self, request: PublishRequest, handles: dict) -> bool:
        """Whether an earlier upload can be continued; if so, `sent` is what TikTok has of it.

        Raises StepFailed when TikTok has all of it, which nobody sent: then nothing may be begun.
        """
        if "publish_id" not in handles:
            return False
        try:
            status = self._status(handles["publish_id"])
        except Rejected:  # TikTok does not know it any more
            return False
        got, plan = status.get("uploaded_bytes"), plan_chunks(request.media[0].size_bytes)
        if status.get("status") not in ("PROCESSING_UPLOAD", "FAILED") or got == plan.size:
            raise StepFailed("TikTok seems to have this video already. Look at the account.")
        if status["status"] == "FAILED" or not isinstance(got, int) or _is_stale(handles):
            return False
        handles["sent"] = min(got // plan.chunk_size * plan.chunk_size, plan.last_start)
        if handles["sent"] < plan.last_start:
            handles.pop("tail_sha256", None)
        return True

    def _init_video(self, request: PublishRequest, handles: dict) -> None:
        choices, creator = self._choices(request), self._creator()
        check_creator(creator, request, choices)
        data = self._call("/post/publish/video/init/", init_of_video(request, choices, creator))
        publish_id = data.get("publish_id")
        if not isinstance(publish_id, str) or not publish_id:
            raise StepFailed("TikTok did not name the upload.", raw=_without_address(data))
        handles.clear()
        handles |= {"publish_id": publish_id, "upload_url": data.get("upload_url"), "sent": 0}
        handles["init_at"] = datetime.now(UTC).isoformat()
        self._upload_url(handles)  # refuses an address that is not TikTok's

    def _upload_url(self, handles: dict) -> str:
        return granted_url(handles["upload_url"], home=self._api.base_url, hosts=UPLOAD_HOSTS)

    def _creator(self) -> dict:
        return self._call("/post/publish/creator_info/query/", {})

    def publish(
        self, request: PublishRequest, handles: dict, *, timeout_seconds: float
    ) -> PublishResult:
        """Send the last chunk of the video, or the one call that posts photos."""
        if is_photo_post(request):
            return self._publish_photos(request, timeout_seconds)
        if "tail_sha256" not in handles:
            raise NotSent("The video is still being uploaded. The next try goes on from there.")
        if _is_stale(handles):
            raise NotSent("The upload took too long; the next try begins it anew.")
        item = request.media[0]
        send_last(self._upload_url(handles), item, handles, timeout_seconds=timeout_seconds)
        return PublishResult(PostState.PROCESSING, handle=handles["publish_id"])

    def _publish_photos(self, request: PublishRequest, timeout_seconds: float) -> PublishResult:
        data = self._call(
            "/post/publish/content/init/",
            init_of_photos(request, self._choices(request)),
            timeout_seconds=timeout_seconds,
            publishes=True,
        )
        publish_id = data.get("publish_id")
        if not isinstance(publish_id, str) or not publish_id:
            raise OutcomeUnknown("TikTok did not name the post.", raw=data)
        return PublishResult(PostState.PROCESSING, handle=publish_id, raw=data)

    def poll(self, handle: str) -> PublishResult:
        """What became of a post. Its id is public only after TikTok's moderation: until then,
        and for posts that are not public, the `publish_id` stands in its place.

        Raises Rejected when TikTok gave it up.
        """
        status = self._status(handle)
        if status.get("status") == "FAILED":
            raise errors.failed(str(status.get("fail_reason") or ""))
        if status.get("status") != "PUBLISH_COMPLETE":
            return PublishResult(PostState.PROCESSING, handle=handle, raw=status)
        post_id = _public_id(status) or handle
        url = url_of(self.connection.platform_username, post_id, publish_id=handle)
        return PublishResult(PostState.LIVE, post_id=post_id, url=url, handle=handle, raw=status)

    def _status(self, publish_id: str) -> dict:
        return self._call("/post/publish/status/fetch/", {"publish_id": publish_id})

    def lookup(self, operation: Operation, *, now: datetime) -> Lookup:
        """Ask for the status of a video's upload; look for photos among the public posts.

        Photos are never Absent: those that are not public, or not yet, are in no listing.
        """
        publish_id = operation.handles.get("publish_id")
        try:
            if not publish_id:
                return self._look_in_list(operation)
            return self._judge(self._status(publish_id), publish_id, operation)
        except (PlatformError, KeyError, TypeError, ValueError) as error:
            return Unknown(f"TikTok could not be asked: {error}")

    def _judge(self, status: dict, publish_id: str, operation: Operation) -> Lookup:
        match status.get("status"):
            case "PUBLISH_COMPLETE":
                post_id = _public_id(status) or publish_id
                url = url_of(self.connection.platform_username, post_id, publish_id=publish_id)
                return Found(post_id, url, raw=status)
            case "FAILED":
                return Absent()
            case "PROCESSING_UPLOAD" if isinstance(got := status.get("uploaded_bytes"), int):
                if got < operation.request.media[0].size_bytes:
                    return Absent()  # the chunk that posts it is not there
        return Unknown("TikTok is still working on the video.")

    def _look_in_list(self, operation: Operation) -> Lookup:
        found = listing.find(self._api, operation)
        if found is None:
            return Unknown("The post is not among the public ones, which proves nothing.")
        return Found(str(found["id"]), str(found["share_url"]), raw=found)

    # readings

    def fetch_metrics(self, post_id: str) -> MetricsReading:
        """The counters of a public post. Raises StepFailed while it has no public id."""
        return listing.metrics(self._api, self._public_id_of(post_id))

    def _public_id_of(self, post_id: str) -> str:
        if post_id.isdigit():
            return post_id
        public_id = _public_id(self._status(post_id))
        if not public_id:
            raise StepFailed("TikTok tells no figures of a post that is not public (yet).")
        return public_id

    def fetch_account(self) -> AccountReading:
        """The creator; followers need the scope user.info.stats."""
        return listing.account(self._api)

    def _call(
        self,
        path: str,
        body: dict,
        *,
        timeout_seconds: float = CALL_SECONDS,
        publishes: bool = False,
    ) -> dict:
        answer = self._api.send(
            "POST",
            path,
            timeout_seconds=timeout_seconds,
            publishes=publishes,
            json_body=body,
            headers={"Content-Type": "application/json; charset=UTF-8"},
        )
        read = self._api.read_object(answer, publishes=publishes)
        return errors.check(answer, read, publishes=publishes)


def _is_stale(handles: dict) -> bool:
    age = datetime.now(UTC) - datetime.fromisoformat(handles["init_at"])
    return age > UPLOAD_ADDRESS_LIVES


def _public_id(status: dict) -> str:
    """The id of a public post; the field's name is TikTok’s typo. Empty: none yet."""
    ids = status.get("publicaly_available_post_id")
    return str(ids[0]) if isinstance(ids, list) and ids else ""


def _without_address(data: dict) -> dict:
    return {name: value for name, value in data.items() if name != "upload_url"}
