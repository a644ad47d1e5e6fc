"""The Sandbox network, in the shape of whichever platform the connection names."""

from collections.abc import Iterator
from datetime import datetime
from json import dumps
from typing import ClassVar

from django.conf import settings

from platforms.adapters.base import PlatformAdapter
from platforms.adapters.http import Answer, PlatformClient
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
    RemotePost,
    Unknown,
)
from platforms.exceptions import (
    Duplicate,
    OutcomeUnknown,
    PlatformError,
    ReconnectNeeded,
    Rejected,
    StepFailed,
)
from platforms.models import Connection
from platforms.specs import check_post, get_spec
from platforms.specs.types import COUNTERS
from platforms.vault import VaultError, unseal

CHUNK_BYTES = 65_536
MAX_PAGES = 50
MAX_COMMENTS = 500


class Sandbox(PlatformAdapter):
    """Speaks to the simulated network over HTTP; every figure from here is a simulation."""

    name: ClassVar[str] = "Sandbox"
    capabilities: ClassVar[frozenset[str]] = frozenset(
        {
            "lookup",
            "metrics",
            "comments",
            "account",
            "update",
            "delete",
            "poll",
            "listing",
            "first_comment",
        }
    )
    idempotency: ClassVar[Idempotency] = Idempotency.NONE
    is_simulated: ClassVar[bool] = True

    def __init__(self, connection: Connection):
        super().__init__(connection)
        self.timeout_seconds = settings.SANDBOX_TIMEOUT_SECONDS
        self._client = PlatformClient(
            platform=f"{get_spec(connection.platform).label} (Sandbox)",
            base_url=settings.SANDBOX_URL,
            headers={"Authorization": f"Bearer {_token_of(connection)}"},
            classify=_classify,
        )

    def validate(self, request: PublishRequest) -> list[str]:
        """The rules of the platform that is impersonated."""
        spec = get_spec(request.platform)
        return check_post(spec, request.text, title=request.title, media=request.media)

    # publishing

    def prepare(self, request: PublishRequest, handles: dict) -> dict:
        """Upload the files that were not uploaded before; handles: sha256 → media id."""
        uploaded = dict(handles.get("media", {}))
        for item in _files_of(request):
            if item.sha256 not in uploaded:
                uploaded[item.sha256] = self._upload(item)
        return {**handles, "media": uploaded}

    def _upload(self, item: MediaFile) -> str:
        facts = {"width": item.width, "height": item.height, "duration_sec": item.duration_sec}
        answer = self._client.call(
            "POST",
            "/v1/media",
            timeout_seconds=max(self.timeout_seconds, item.size_bytes / 1_000_000),
            content=_chunks_of(item),
            headers={
                "Content-Type": item.mime_type,
                "Content-Length": str(item.size_bytes),
                "X-Content-SHA256": item.sha256,
                "X-Media-Facts": dumps(facts),
            },
        )
        media_id = answer.get("media_id")
        if not isinstance(media_id, str):
            raise StepFailed("The Sandbox did not name the uploaded file.", raw=answer)
        return media_id

    def publish(
        self, request: PublishRequest, handles: dict, *, timeout_seconds: float
    ) -> PublishResult:
        """The one call that posts. It carries our key, which the listing shows again."""
        answer = self._client.call(
            "POST",
            "/v1/posts",
            timeout_seconds=timeout_seconds,
            publishes=True,
            json_body={
                "reference": request.op_key,
                "platform": request.platform,
                "text": request.text,
                "title": request.title,
                "link_url": request.link_url,
                "media": [handles["media"][item.sha256] for item in request.media],
                "thumbnail": request.thumbnail and handles["media"][request.thumbnail.sha256],
                "options": request.options,
            },
        )
        return _result_of(answer, handle=str(answer.get("job") or ""))

    def poll(self, handle: str) -> PublishResult:
        """Ask after a job. Raises Rejected when the network gave the post up."""
        answer = self._get(f"/v1/jobs/{handle}")
        if answer.get("state") == "rejected":
            raise Rejected(f"The Sandbox refused this: {answer.get('message', '')}", raw=answer)
        return _result_of(answer, handle=handle)

    def lookup(self, operation: Operation, *, now: datetime) -> Lookup:
        """Look for our key in the account's own posts, page by page.

        Absent only when the listing was read to its end, or past the time of the try.
        """
        try:
            for post in self._listed(since=operation.sent_at - self.lookback):
                if post["reference"] == operation.op_key:
                    return Found(str(post["id"]), str(post["url"]), raw=post)
        except (PlatformError, KeyError, TypeError, ValueError) as error:
            return Unknown(f"The listing could not be read: {error}")
        return Absent()

    def list_posts(self, *, since: datetime) -> list[RemotePost]:
        """All posts of the account since then."""
        try:
            posts = [_remote_post(post) for post in self._listed(since=since)]
        except (KeyError, TypeError, ValueError) as error:
            raise StepFailed("The Sandbox listed its posts in an unknown shape.") from error
        return [post for post in posts if post.posted_at >= since]

    def _listed(self, *, since: datetime) -> Iterator[dict]:
        cursor = None
        for _ in range(MAX_PAGES):
            page = self._get("/v1/posts", {"cursor": cursor} if cursor else None)
            yield from page["posts"]
            cursor = page["next_cursor"]
            times = [datetime.fromisoformat(post["posted_at"]) for post in page["posts"]]
            if cursor is None or (times and min(times) < since):
                return
        raise StepFailed("The listing does not reach back far enough.")

    def update(self, post_id: str, request: PublishRequest) -> None:
        """Change the words of a post that is out."""
        body = {"text": request.text, "title": request.title, "link_url": request.link_url}
        self._client.call(
            "PATCH",
            f"/v1/posts/{post_id}",
            timeout_seconds=self.timeout_seconds,
            json_body=body,
        )

    def delete(self, post_id: str) -> None:
        """Take a post down."""
        path = f"/v1/posts/{post_id}"
        self._client.call("DELETE", path, timeout_seconds=self.timeout_seconds)

    def add_comment(
        self, request: CommentRequest, handles: dict, *, timeout_seconds: float
    ) -> CommentResult:
        """A comment below a post of the account; the ledger keeps our key with it."""
        answer = self._client.call(
            "POST",
            f"/v1/posts/{request.post_id}/comments",
            timeout_seconds=timeout_seconds,
            publishes=True,
            json_body={"reference": request.op_key, "text": request.text},
        )
        comment_id = answer.get("id")
        if not isinstance(comment_id, str) or not comment_id:
            raise OutcomeUnknown("The Sandbox did not name the comment.", raw=answer)
        return CommentResult(comment_id, raw=answer)

    # readings

    def fetch_metrics(self, post_id: str) -> MetricsReading:
        """The counters that the impersonated platform reports; all others are None."""
        answer = self._get(f"/v1/posts/{post_id}/metrics")
        try:
            counters = {name: _counter(answer["metrics"].get(name)) for name in COUNTERS}
            read_at = datetime.fromisoformat(answer["read_at"])
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise StepFailed("The Sandbox sent figures in an unknown shape.", raw=answer) from error
        return MetricsReading(read_at=read_at, is_simulated=True, raw=answer, **counters)

    def fetch_comments(self, post_id: str) -> list[CommentReading]:
        """The newest comments, up to 500, the newest first."""
        comments: list[CommentReading] = []
        cursor: str | None = None
        while len(comments) < MAX_COMMENTS:
            page = self._get(
                f"/v1/posts/{post_id}/comments", {"cursor": cursor} if cursor else None
            )
            try:
                comments += [_comment_of(item) for item in page["comments"]]
                cursor = page["next_cursor"]
            except (KeyError, TypeError, ValueError) as error:
                raise StepFailed("The Sandbox sent comments in an unknown shape.") from error
            if cursor is None:
                break
        return comments[:MAX_COMMENTS]

    def fetch_account(self) -> AccountReading:
        """The account as the network knows it."""
        answer = self._get("/v1/account")
        try:
            return AccountReading(
                account_id=str(answer["account_id"]),
                handle=str(answer["handle"]),
                name=str(answer["name"]),
                followers_count=_counter(answer.get("followers")),
            )
        except (KeyError, ValueError) as error:
            raise StepFailed("The Sandbox described the account in an unknown shape.") from error

    def _get(self, path: str, params: dict[str, str] | None = None) -> dict:
        return self._client.call("GET", path, timeout_seconds=self.timeout_seconds, params=params)


def _token_of(connection: Connection) -> str:
    try:
        token = unseal(connection.access_token, bound_to=connection.pk)
    except VaultError as error:
        raise ReconnectNeeded(f"{error} Connect the account again.") from error
    if not token:
        raise ReconnectNeeded(f"{connection} has no sign-in. Connect the account again.")
    return token


def _files_of(request: PublishRequest) -> tuple[MediaFile, ...]:
    return (*request.media, request.thumbnail) if request.thumbnail else request.media


def _classify(answer: Answer, error: PlatformError) -> PlatformError:
    """“duplicate” names the original: evidence that an earlier try landed."""
    if answer.status != 409:
        return error
    try:
        said = answer.json_object()["error"]
        if said["code"] != "duplicate":
            return error
        post_id, url = str(said.get("id", "")), str(said.get("url", ""))
    except (ValueError, KeyError, TypeError):
        return error
    return Duplicate(error.user_sentence, post_id=post_id, url=url, detail=error.detail)


def _chunks_of(item: MediaFile) -> Iterator[bytes]:
    """The file in pieces; opened only when the network is ready for it."""
    try:
        with item.open() as file:
            yield from file.chunks(CHUNK_BYTES)
    except OSError as error:
        raise Rejected(
            "The media file is not in storage any more. Put it back, or ingest it again.",
            detail=f"{item.storage_path}: {error}",
        ) from error


def _result_of(answer: dict, *, handle: str) -> PublishResult:
    if answer.get("state") == "processing" and handle:
        return PublishResult(PostState.PROCESSING, handle=handle, raw=answer)
    post_id, url = answer.get("id"), answer.get("url")
    if not isinstance(post_id, str) or not post_id:
        raise OutcomeUnknown("The Sandbox did not name the post.", raw=answer)
    return PublishResult(PostState.LIVE, post_id=post_id, url=str(url or ""), raw=answer)


def _remote_post(post: dict) -> RemotePost:
    posted_at = datetime.fromisoformat(post["posted_at"])
    return RemotePost(post["id"], post["url"], post["text"], posted_at, key=post["reference"])


def _counter(value: object) -> int | None:
    """A counter of the network; missing stays None, never zero. Raises ValueError."""
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise ValueError(f"{value!r} is no counter")
    return int(value)


def _comment_of(item: dict) -> CommentReading:
    return CommentReading(
        comment_id=str(item["id"]),
        author_handle=str(item["author"]),
        text=str(item["text"]),
        like_count=_counter(item.get("likes")),
        posted_at=datetime.fromisoformat(item["posted_at"]),
        author_id=str(item.get("author_id") or ""),
    )
