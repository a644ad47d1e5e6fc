"""Mastodon: files first, each until it is processed; then one post under our key."""

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import ClassVar

from platforms.adapters.base import PlatformAdapter
from platforms.adapters.credentials import access_token_of
from platforms.adapters.files import pieces_of, upload_name
from platforms.adapters.http import PlatformClient
from platforms.adapters.ids import path_id
from platforms.adapters.mastodon.instance import address_of, client_for, limits_of
from platforms.adapters.mastodon.statuses import is_ours, own_statuses
from platforms.adapters.multipart import FilePart, multipart
from platforms.adapters.post_key import post_key
from platforms.adapters.rates import Family, mastodon_window
from platforms.adapters.readings import count, moment
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
from platforms.adapters.words import plain_words
from platforms.exceptions import NotSent, OutcomeUnknown, PlatformError, StepFailed
from platforms.models import Connection
from platforms.specs import check_post, get_spec

TIMEOUT_SECONDS = 20.0
MEDIA_WAIT_SECONDS = 25.0  # within a third of the lease; the next try goes on waiting
SLOWEST_BYTES_PER_SECOND = 500_000
MAX_COMMENTS = 500
# Not “direct”: a listing may leave those out, and then an absent post proves nothing.
VISIBILITIES = frozenset({"public", "unlisted", "private"})
LONG_AGO = datetime.min.replace(tzinfo=UTC)


class Mastodon(PlatformAdapter):
    """An account on one instance.

    The instance keeps our `Idempotency-Key` for an hour and answers a repeat with the first post
    (docs.joinmastodon.org, methods/statuses); all tries of a post share one. Later the account's
    own posts are listed and compared.
    """

    name: ClassVar[str] = "Mastodon"
    capabilities: ClassVar[frozenset[str]] = frozenset(
        {"lookup", "metrics", "comments", "account", "update", "delete", "listing", "first_comment"}
    )
    idempotency: ClassVar[Idempotency] = Idempotency.KEY
    rate_family: ClassVar[Family] = staticmethod(mastodon_window)
    rate_shared: ClassVar[bool] = True
    lookback: ClassVar[timedelta] = timedelta(days=7)

    def __init__(self, connection: Connection):
        super().__init__(connection)
        self._instance = address_of(connection)
        client = client_for(self._instance, access_token_of(connection))
        self._client: PlatformClient = replace(client, watch=self.rates)

    def validate(self, request: PublishRequest) -> list[str]:
        """The rules of the instance; it is asked for them once a day."""
        spec = limits_of(self._instance, get_spec(request.platform))
        problems = check_post(spec, request.text, title=request.title, media=request.media)
        visibility = request.options.get("visibility", "public")
        if visibility not in VISIBILITIES:
            problems.append(f"Mastodon posts are public, unlisted or private, not “{visibility}”.")
        if request.link_url and request.link_url not in request.text:
            problems.append("Mastodon shows a link only as part of the text. Put it there.")
        return problems

    # publishing

    def prepare(self, request: PublishRequest, handles: dict) -> dict:
        """Upload the files; handles: `media` (sha256 → id) and `ready` (ids that are processed).

        They are filled in as the steps succeed, so what was sent before one fails is kept.
        """
        media, ready = handles.setdefault("media", {}), handles.setdefault("ready", [])
        alt = str(request.options.get("alt_text") or "")
        for item in request.media:
            if item.sha256 not in media:
                media[item.sha256] = self._upload(item, alt)
        ends_at = time.monotonic() + MEDIA_WAIT_SECONDS
        for media_id in media.values():
            if media_id not in ready and self._becomes_ready(media_id, ends_at):
                ready.append(media_id)
        return handles

    def _upload(self, item: MediaFile, alt: str) -> str:
        part = FilePart("file", upload_name(item), item.mime_type, item.size_bytes, pieces_of(item))
        headers, content = multipart({"description": alt} if alt else {}, part)
        answer = self._client.call(
            "POST",
            "/api/v2/media",
            timeout_seconds=max(TIMEOUT_SECONDS, item.size_bytes / SLOWEST_BYTES_PER_SECOND),
            headers=headers,
            content=content,
        )
        if not isinstance(answer.get("id"), str):
            raise StepFailed("Mastodon did not name the uploaded file.", raw=answer)
        return answer["id"]

    def _becomes_ready(self, media_id: str, ends_at: float) -> bool:
        """206 while the instance works on a file, 200 when it is done, 422 when it failed."""
        path = f"/api/v1/media/{media_id}"
        while True:
            answer = self._client.send("GET", path, timeout_seconds=TIMEOUT_SECONDS)
            if answer.status == 200:
                return True
            if time.monotonic() >= ends_at:
                return False
            time.sleep(1.0)

    def publish(
        self, request: PublishRequest, handles: dict, *, timeout_seconds: float
    ) -> PublishResult:
        """The post. The same key again gives the same post."""
        media = handles.get("media", {})
        ids = [media[item.sha256] for item in request.media]
        if not set(ids) <= set(handles.get("ready", [])):
            raise NotSent("Mastodon is still working on the file. It is sent when that is done.")
        answer = self._client.call(
            "POST",
            "/api/v1/statuses",
            timeout_seconds=timeout_seconds,
            publishes=True,
            headers={"Idempotency-Key": post_key(request.op_key)},
            json_body={"status": request.text, "media_ids": ids, **_options_of(request)},
        )
        if not isinstance(answer.get("id"), str):
            raise OutcomeUnknown("Mastodon did not name the post.", raw=answer)
        return PublishResult(
            PostState.LIVE, post_id=answer["id"], url=str(answer.get("url") or ""), raw=answer
        )

    def lookup(self, operation: Operation, *, now: datetime) -> Lookup:
        """Look for the post's files, else its words, among the account's own posts since then."""
        if now - operation.sent_at > self.lookback:
            return Unknown("The try is too long ago for the listing.")
        if operation.request.media and not operation.handles.get("media"):
            return Unknown("The ids of this post’s files were not kept.")
        try:
            account_id = str(self._own_account()["id"])
            for status in own_statuses(self._client, account_id, since=operation.sent_at):
                if is_ours(self._client, status, operation.request, operation.handles):
                    return _found(status)
        except (PlatformError, KeyError) as error:
            return Unknown(f"The listing could not be read: {error}")
        return Absent()

    def list_posts(self, *, since: datetime) -> list[RemotePost]:
        """The account's own posts since then; what it boosts is somebody else's."""
        try:
            account_id = str(self._own_account()["id"])
            found = list(own_statuses(self._client, account_id, since=since))
        except KeyError as error:
            raise StepFailed("Mastodon described the account in an unknown shape.") from error
        posts = [_remote_post(status) for status in found if not status.get("reblog")]
        return [post for post in posts if post.posted_at >= since]

    def update(self, post_id: str, request: PublishRequest) -> None:
        """Change the words. The post's files are named again: left out, they would be removed."""
        now = self._get(f"/api/v1/statuses/{path_id(post_id)}")
        body = {
            "status": request.text,
            "media_ids": [str(item["id"]) for item in now.get("media_attachments") or []],
            "sensitive": bool(now.get("sensitive")),
            "spoiler_text": str(now.get("spoiler_text") or ""),
        }
        self._client.call(
            "PUT",
            f"/api/v1/statuses/{path_id(post_id)}",
            timeout_seconds=TIMEOUT_SECONDS,
            json_body=body,
        )

    def delete(self, post_id: str) -> None:
        """Take a post down."""
        self._client.send(
            "DELETE", f"/api/v1/statuses/{path_id(post_id)}", timeout_seconds=TIMEOUT_SECONDS
        )

    def prepare_comment(self, request: CommentRequest, handles: dict) -> dict:
        """A reply is seen by those who see the post (`visibility` in the handles)."""
        if "visibility" not in handles:
            post = self._get(f"/api/v1/statuses/{path_id(request.post_id)}")
            handles["visibility"] = str(post.get("visibility") or "public")
        return handles

    def add_comment(
        self, request: CommentRequest, handles: dict, *, timeout_seconds: float
    ) -> CommentResult:
        """A reply to the post. The same key again gives the same reply."""
        answer = self._client.call(
            "POST",
            "/api/v1/statuses",
            timeout_seconds=timeout_seconds,
            publishes=True,
            headers={"Idempotency-Key": post_key(request.op_key)},
            json_body={
                "status": request.text,
                "in_reply_to_id": request.post_id,
                "visibility": handles["visibility"],
            },
        )
        if not isinstance(answer.get("id"), str):
            raise OutcomeUnknown("Mastodon did not name the reply.", raw=answer)
        return CommentResult(answer["id"], str(answer.get("url") or ""), raw=answer)

    # readings

    def fetch_metrics(self, post_id: str) -> MetricsReading:
        """Favourites, replies and boosts, as far as this instance knows; no views."""
        status = self._get(f"/api/v1/statuses/{path_id(post_id)}")
        try:
            return MetricsReading(
                read_at=datetime.now(UTC),
                likes=count(status.get("favourites_count")),
                comments_count=count(status.get("replies_count")),
                shares=count(status.get("reblogs_count")),
                raw=status,
            )
        except ValueError as error:
            raise StepFailed("Mastodon sent figures in an unknown shape.") from error

    def fetch_comments(self, post_id: str) -> list[CommentReading]:
        """All replies that this instance knows, newest first, up to 500."""
        answer = self._get(f"/api/v1/statuses/{path_id(post_id)}/context")
        try:
            comments = [_comment_of(status) for status in answer["descendants"]]
        except (KeyError, TypeError, ValueError) as error:
            raise StepFailed("Mastodon sent comments in an unknown shape.") from error
        comments.sort(key=lambda comment: comment.posted_at or LONG_AGO, reverse=True)
        return comments[:MAX_COMMENTS]

    def fetch_account(self) -> AccountReading:
        """The account that the token belongs to."""
        answer = self._own_account()
        try:
            return AccountReading(
                account_id=str(answer["id"]),
                handle=str(answer["acct"]),
                name=str(answer.get("display_name") or answer["acct"]),
                followers_count=count(answer.get("followers_count")),
            )
        except (KeyError, ValueError) as error:
            raise StepFailed("Mastodon described the account in an unknown shape.") from error

    def _own_account(self) -> dict:
        return self._get("/api/v1/accounts/verify_credentials")

    def _get(self, path: str) -> dict:
        return self._client.call("GET", path, timeout_seconds=TIMEOUT_SECONDS)


def _options_of(request: PublishRequest) -> dict:
    """What a person may set beside the words."""
    options = request.options
    chosen = {
        "visibility": options.get("visibility", "public"),
        "sensitive": bool(options.get("sensitive", False)),
        "spoiler_text": str(options.get("spoiler_text") or ""),
        "language": str(options.get("language") or ""),
    }
    return {name: value for name, value in chosen.items() if value}


def _found(status: dict) -> Found:
    words = plain_words(str(status.get("content", "")))
    return Found(str(status["id"]), str(status.get("url") or ""), raw={**status, "text": words})


def _remote_post(status: dict) -> RemotePost:
    words = plain_words(str(status.get("content", "")))
    posted_at = moment(status["created_at"]) or LONG_AGO
    return RemotePost(str(status["id"]), str(status.get("url") or ""), words, posted_at)


def _comment_of(status: dict) -> CommentReading:
    return CommentReading(
        comment_id=str(status["id"]),
        author_handle=str(status["account"]["acct"]),
        text=plain_words(str(status["content"])),
        like_count=count(status.get("favourites_count")),
        posted_at=moment(status.get("created_at")),
        author_id=str(status["account"].get("id") or ""),
    )
