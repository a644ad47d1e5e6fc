"""Instagram, by Instagram Login or by Facebook Login (`metadata["login"]`).

A container is made, waited for and then published: only `media_publish` is public. Sources:
developers.facebook.com “Instagram platform: content publishing, error codes, media insights”
(read 20 November 2026).
"""

import time
from dataclasses import replace
from datetime import UTC, datetime
from typing import ClassVar

from platforms.adapters.base import PlatformAdapter
from platforms.adapters.credentials import access_token_of
from platforms.adapters.endpoints import base_url
from platforms.adapters.files import pieces_of
from platforms.adapters.ids import path_id
from platforms.adapters.instagram.reading import (
    account_reading,
    comment_readings,
    metrics_reading,
)
from platforms.adapters.instagram.rules import (
    ACCOUNT_CODES,
    CODES,
    OPTIONS,
    Kind,
    kind_of,
    refuse_for_good,
    story_problems,
)
from platforms.adapters.meta import (
    COMMENT_CODES,
    GraphClient,
    Meaning,
    app_secret,
    graph_version,
    id_in,
    link_of,
    require_stored,
)
from platforms.adapters.meta_containers import becomes_ready, require_quota
from platforms.adapters.meta_reading import CLOCK_SLACK, judge_listing, posts_since
from platforms.adapters.public_media import public_url, why_not_public
from platforms.adapters.rates import Family, meta_usage
from platforms.adapters.types import (
    AccountReading,
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
from platforms.exceptions import (
    PlatformError,
    Rejected,
    StepFailed,
    Unsupported,
)
from platforms.models import Connection
from platforms.specs import check_post, get_spec


class Instagram(PlatformAdapter):
    """A professional account.

    Idempotency: a container is published once (“content publishing”); its `status_code` says so
    afterwards. Settle and lookback are ours: the guide names none, and the listing is whole.
    """

    name: ClassVar[str] = "Instagram"
    capabilities: ClassVar[frozenset[str]] = frozenset(
        {"lookup", "metrics", "comments", "account", "first_comment"}
    )
    idempotency: ClassVar[Idempotency] = Idempotency.TWO_PHASE
    rate_family: ClassVar[Family] = staticmethod(meta_usage)
    rate_shared: ClassVar[bool] = True

    def __init__(self, connection: Connection):
        super().__init__(connection)
        self.by_facebook = connection.metadata.get("login") == "facebook"
        if self.by_facebook:  # the other login may not delete
            self.capabilities = self.capabilities | {"delete"}  # type: ignore[misc]
        token, secret = access_token_of(connection), app_secret("instagram")
        self._posts = GraphClient(
            self.name, self._host(), token, CODES, Meaning.UNCLEAR, secret=secret, watch=self.rates
        )
        self._graph = self._posts.with_codes(ACCOUNT_CODES)
        self._uploads = GraphClient(
            self.name, _upload_host(), token, CODES, secret=secret, scheme="OAuth"
        )
        self._account = f"/{connection.platform_user_id}"

    def _host(self) -> str:
        if self.by_facebook:
            host = base_url("instagram_facebook_login", "https://graph.facebook.com")
        else:
            host = base_url("instagram", "https://graph.instagram.com")
        return f"{host}/{graph_version()}"

    def validate(self, request: PublishRequest) -> list[str]:
        """The spec's rules, those of stories, and whether Instagram can fetch the files."""
        spec = get_spec(request.platform)
        problems = check_post(spec, request.text, title=request.title, media=request.media)
        if kind_of(request) is Kind.STORY:
            problems += story_problems(request.media)
        if any(self._is_pulled(item) for item in request.media) and (why := why_not_public()):
            problems.append(f"Instagram {why}")
        return problems

    # the reversible steps

    def prepare(self, request: PublishRequest, handles: dict) -> dict:
        """Make the container and wait until it is ready.

        Handles (kept in the given dictionary as soon as they are known): `children`,
        `container`, `uploaded`. Raises StepFailed while Instagram still works on the file; the
        next try goes on with the same container. One that expired is replaced.
        """
        for _ in range(2):
            if "container" not in handles:
                require_quota(self._graph, f"{self._account}/content_publishing_limit")
                handles["container"] = self._make_container(request, handles)
            self._send_file(request, handles)
            if self._is_ready(handles["container"]):
                return handles
            handles.clear()
        raise StepFailed("Instagram could not process the file. It is sent again with a new copy.")

    def _make_container(self, request: PublishRequest, handles: dict) -> str:
        require_stored(item for item in request.media if self._is_pulled(item))
        kind = kind_of(request)
        if kind is Kind.CAROUSEL:
            body: dict = {"media_type": "CAROUSEL", "children": self._children(request, handles)}
        else:
            body = self._media_fields(request.media[0], kind)
        if kind is not Kind.STORY:
            body["caption"] = request.text
        if kind is Kind.REEL and request.thumbnail and request.thumbnail.mime_type == "image/jpeg":
            body["cover_url"] = public_url(request.thumbnail)
        allowed = OPTIONS[kind]
        body |= {name: value for name, value in request.options.items() if name in allowed}
        return self._create(body)

    def _children(self, request: PublishRequest, handles: dict) -> str:
        """The ids of the carousel's items, in order; those made before are kept."""
        children = handles.setdefault("children", {})
        for item in request.media:
            if item.sha256 not in children:
                fields = self._media_fields(item, Kind.CAROUSEL)
                children[item.sha256] = self._create({**fields, "is_carousel_item": True})
        return ",".join(children[item.sha256] for item in request.media)

    def _create(self, body: dict) -> str:
        answer = self._graph.post(f"{self._account}/media", body)
        return id_in(answer, label=self.name)

    def _media_fields(self, item: MediaFile, kind: Kind) -> dict:
        types = {Kind.REEL: "REELS", Kind.STORY: "STORIES"}
        fields = {"media_type": types[kind]} if kind in types else {}
        if not self._is_pulled(item):
            return {**fields, "upload_type": "resumable"}
        return {**fields, f"{item.media_type}_url": public_url(item)}

    def _is_pulled(self, item: MediaFile) -> bool:
        """Only videos by Facebook Login may be sent; all else Instagram fetches from us."""
        return not (self.by_facebook and item.media_type == "video")

    def _send_file(self, request: PublishRequest, handles: dict) -> None:
        """Send the one video that is not pulled, unless that was done."""
        item = request.media[0]
        if self._is_pulled(item) or handles.get("uploaded"):
            return
        size = str(item.size_bytes)
        headers = {
            "offset": "0",
            "file_size": size,
            "Content-Length": size,
            "Content-Type": "application/octet-stream",
        }
        path = f"/{handles['container']}"
        self._uploads.upload(path, pieces_of(item), item.size_bytes, headers)
        handles["uploaded"] = True

    def _is_ready(self, container: str) -> bool:
        return becomes_ready(
            self.name,
            lambda: self._status_of(container),
            state_field="status_code",
            refuse=refuse_for_good,
        )

    def _status_of(self, container: str) -> dict:
        return self._posts.get(f"/{container}", {"fields": "status_code,status"})

    # the irreversible call

    def publish(
        self, request: PublishRequest, handles: dict, *, timeout_seconds: float
    ) -> PublishResult:
        """Publish the container. A code in no table proves nothing: live posts have had one."""
        ends_at = time.monotonic() + timeout_seconds
        answer = self._graph.post(
            f"{self._account}/media_publish",
            {"creation_id": handles["container"]},
            publishes=True,
            seconds=timeout_seconds,
        )
        media_id = id_in(answer, label=self.name, publishes=True)
        left = ends_at - time.monotonic()
        url = link_of(self._posts, media_id, "permalink", seconds=left)
        return PublishResult(PostState.LIVE, post_id=media_id, url=url, raw=answer)

    def lookup(self, operation: Operation, *, now: datetime) -> Lookup:
        """Ask the container, then look for the post in the account's listing.

        The container says whether it is live but not under which id. Absent only when the
        container is not published and the listing back to the try does not have the post.
        """
        try:
            is_live = self._is_published(operation.handles)
            candidates = self._candidates(operation)
        except (PlatformError, KeyError, TypeError, ValueError) as error:
            return Unknown(f"Instagram could not be asked: {error}")
        is_story = kind_of(operation.request) is Kind.STORY
        text = "" if is_story else operation.request.text
        return judge_listing(
            candidates, text, is_live=is_live, label=self.name, text_field="caption"
        )

    def _is_published(self, handles: dict) -> bool:
        if "container" not in handles:
            return False
        try:
            return self._status_of(handles["container"]).get("status_code") == "PUBLISHED"
        except Rejected:  # containers are gone after a while: the listing decides
            return False

    def _candidates(self, operation: Operation) -> list[dict]:
        is_story = kind_of(operation.request) is Kind.STORY
        return posts_since(
            self._graph,
            f"{self._account}/{'stories' if is_story else 'media'}",
            "id,caption,timestamp,permalink,media_product_type",
            since=operation.sent_at - CLOCK_SLACK,
            time_field="timestamp",
        )

    # afterwards

    def delete(self, post_id: str) -> None:
        """Take a post down, whole. Facebook Login only (since 3 December 2025)."""
        if not self.by_facebook:
            raise Unsupported(self.name, "deleting a post of an account by Instagram Login")
        self._posts.delete(f"/{post_id}")

    def add_comment(
        self, request: CommentRequest, handles: dict, *, timeout_seconds: float
    ) -> CommentResult:
        """Below a post of the account; a code that nobody lists is a refusal here."""
        graph = replace(self._posts.with_codes(COMMENT_CODES), unlisted_when_publishing=None)
        path, body = f"/{path_id(request.post_id)}/comments", {"message": request.text}
        answer = graph.post(path, body, publishes=True, seconds=timeout_seconds)
        return CommentResult(id_in(answer, label=self.name, publishes=True), raw=answer)

    def fetch_metrics(self, post_id: str) -> MetricsReading:
        """The figures of this kind of post; up to 48 hours late, stories for 24 hours only."""
        return metrics_reading(self._posts, post_id, now=datetime.now(UTC))

    def fetch_comments(self, post_id: str) -> list[CommentReading]:
        """The comments with their answers, newest first, up to 500."""
        return comment_readings(self._posts, post_id)

    def fetch_account(self) -> AccountReading:
        """Name and followers of the account."""
        return account_reading(self._graph, self._account, by_facebook=self.by_facebook)


def _upload_host() -> str:
    host = base_url("instagram_upload", "https://rupload.facebook.com")
    return f"{host}/ig-api-upload/{graph_version()}"
