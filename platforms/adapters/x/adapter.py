"""The adapter: a post is one call, `POST /2/tweets`; its files are uploaded before."""

from datetime import UTC, datetime, timedelta
from typing import ClassVar

from platforms.adapters.base import PlatformAdapter
from platforms.adapters.credentials import access_token_of
from platforms.adapters.endpoints import base_url
from platforms.adapters.http import PlatformClient
from platforms.adapters.rates import Family, x_windows
from platforms.adapters.types import (
    AccountReading,
    CommentOperation,
    CommentReading,
    CommentRequest,
    CommentResult,
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
from platforms.adapters.x.errors import classify, explain
from platforms.adapters.x.readings import Readings
from platforms.adapters.x.timeline import look_up, url_of
from platforms.adapters.x.uploads import Uploads, is_fresh
from platforms.exceptions import OutcomeUnknown, Rejected
from platforms.models import Connection
from platforms.specs import check_post, get_spec

BASE_URL = "https://api.x.com"
CALL_SECONDS = 20.0
MAX_ALT_TEXT = 1000  # characters; others say so
# Options of a post that go to X as they are: their names, and what they may be.
OPTIONS: dict[str, type] = {
    "made_with_ai": bool,
    "paid_partnership": bool,
    "reply_settings": str,
    "community_id": str,
}


class X(PlatformAdapter):
    """Posts of one account.

    X has no key of ours. It refuses the same words a second time (403) without naming the first,
    which proves less than a look into the account's own timeline: hence `NONE`. Editing is left
    out: it needs Premium, and ends after an hour.
    """

    name: ClassVar[str] = "X"
    capabilities: ClassVar[frozenset[str]] = frozenset(
        {"lookup", "metrics", "comments", "account", "delete", "first_comment"}
    )
    idempotency: ClassVar[Idempotency] = Idempotency.NONE
    rate_family: ClassVar[Family] = staticmethod(x_windows)
    lookback: ClassVar[timedelta] = timedelta(days=7)
    wait_seconds: float = 30.0  # for a video to be ready; longer waits go on with the next try
    pause_seconds: float = 3.0

    def __init__(self, connection: Connection):
        super().__init__(connection)
        self._client = PlatformClient(
            platform=self.name,
            base_url=base_url("x", BASE_URL),
            headers={"Authorization": f"Bearer {access_token_of(connection)}"},
            explain=explain,
            classify=classify,
            watch=self.rates,
        )
        self._readings = Readings(self._client)

    def validate(self, request: PublishRequest) -> list[str]:
        """The limits, and what X cannot combine."""
        spec = get_spec(request.platform)
        problems = check_post(spec, request.text, title=request.title, media=request.media)
        gifs = [item for item in request.media if item.mime_type == "image/gif"]
        if gifs and len(request.media) > 1:
            problems.append("X takes one GIF in a post, and nothing beside it.")
        if request.link_url and request.link_url not in request.text:
            problems.append("X shows a link only as part of the text. Put it there.")
        if len(_alt_text(request)) > MAX_ALT_TEXT:
            problems.append(f"X takes at most {MAX_ALT_TEXT:,} characters to describe an image.")
        if not (request.text.strip() or request.media):
            problems.append("X needs words or media.")
        return problems

    # publishing

    def prepare(self, request: PublishRequest, handles: dict) -> dict:
        """Upload what is not uploaded (or has expired), wait for it and describe it.

        `handles` is filled as we go, so that whoever holds it can go on after an error.
        """
        uploads = Uploads(self._client)
        uploaded = handles.setdefault("media", {})
        for item in request.media:
            if not is_fresh(uploaded.get(item.sha256), now=datetime.now(UTC)):
                uploaded[item.sha256] = uploads.upload(item)
        for item in request.media:
            self._finish(uploads, item, uploaded[item.sha256], _alt_text(request))
        return handles

    def _finish(self, uploads: Uploads, item: MediaFile, handle: dict, alt_text: str) -> None:
        if not handle["ready"]:
            uploads.wait(handle["id"], seconds=self.wait_seconds, pause=self.pause_seconds)
            handle["ready"] = True
        if alt_text and item.media_type == "image" and handle.get("alt_text") != alt_text:
            uploads.describe(handle["id"], alt_text)
            handle["alt_text"] = alt_text

    def publish(
        self, request: PublishRequest, handles: dict, *, timeout_seconds: float
    ) -> PublishResult:
        """The one call that posts."""
        answer = self._client.call(
            "POST",
            "/2/tweets",
            timeout_seconds=timeout_seconds,
            publishes=True,
            json_body=_post(request, handles),
        )
        data = answer.get("data")
        post_id = data.get("id") if isinstance(data, dict) else None
        if not isinstance(post_id, str) or not post_id.isdigit():
            raise OutcomeUnknown("X did not name the post.", raw=answer)
        url = url_of(self.connection.platform_username, post_id)
        return PublishResult(PostState.LIVE, post_id=post_id, url=url, raw=answer)

    def lookup(self, operation: Operation, *, now: datetime) -> Lookup:
        """Look through what the account has posted since the try."""
        account = self.connection
        return look_up(self._client, account.platform_user_id, account.platform_username, operation)

    def delete(self, post_id: str) -> None:
        """Take a post down."""
        self._client.send("DELETE", f"/2/tweets/{_id(post_id)}", timeout_seconds=CALL_SECONDS)

    def add_comment(
        self, request: CommentRequest, handles: dict, *, timeout_seconds: float
    ) -> CommentResult:
        """A reply to our own post. Self-serve apps may be refused it (docs/platforms/x.md)."""
        reply = {"in_reply_to_tweet_id": _id(request.post_id)}
        answer = self._client.call(
            "POST",
            "/2/tweets",
            timeout_seconds=timeout_seconds,
            publishes=True,
            json_body={"text": request.text, "reply": reply},
        )
        data = answer.get("data")
        comment_id = data.get("id") if isinstance(data, dict) else None
        if not isinstance(comment_id, str) or not comment_id.isdigit():
            raise OutcomeUnknown("X did not name the reply.", raw=answer)
        url = url_of(self.connection.platform_username, comment_id)
        return CommentResult(comment_id, url, raw=answer)

    def find_comment(self, operation: CommentOperation, *, now: datetime) -> Lookup:
        """Among the replies of the last seven days: X's search reaches no further."""
        if now - operation.sent_at > self.lookback:
            return Unknown("X lists replies of the last seven days only.")
        return super().find_comment(operation, now=now)

    # readings

    def fetch_metrics(self, post_id: str) -> MetricsReading:
        """The post's counters; those that X does not give stay None."""
        return self._readings.metrics(_id(post_id), now=datetime.now(UTC))

    def fetch_comments(self, post_id: str) -> list[CommentReading]:
        """Replies of the last seven days, the newest first: X's search reaches no further."""
        return self._readings.comments(_id(post_id))

    def fetch_account(self) -> AccountReading:
        """The account that the token belongs to."""
        return self._readings.account()


def _id(post_id: str) -> str:
    """The id, if it is one: it goes into paths and queries. Raises Rejected."""
    if not (post_id.isascii() and post_id.isdigit() and len(post_id) < 20):
        raise Rejected(f"“{post_id[:40]}” is no post of X.")
    return post_id


def _post(request: PublishRequest, handles: dict) -> dict:
    options = {
        name: value
        for name, kind in OPTIONS.items()
        if isinstance(value := request.options.get(name), kind) and value
    }
    ids = [handles["media"][item.sha256]["id"] for item in request.media]
    return {
        **({"text": request.text} if request.text else {}),
        **({"media": {"media_ids": ids}} if ids else {}),
        **options,
    }


def _alt_text(request: PublishRequest) -> str:
    return str(request.options.get("alt_text") or "").strip()
