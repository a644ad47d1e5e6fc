"""Threads: text, a photo, a video, or a carousel. Files are fetched by Threads, never sent.

A container is made, waited for and then published: only `threads_publish` is public. Sources:
developers.facebook.com “Threads: overview, posts, publishing reference, troubleshooting,
insights, reply management” (read 20 November 2026).
"""

import time
from datetime import UTC, datetime
from typing import ClassVar

from platforms.adapters.base import PlatformAdapter
from platforms.adapters.credentials import access_token_of
from platforms.adapters.endpoints import base_url
from platforms.adapters.meta import (
    GRAPH_CODES,
    Codes,
    GraphClient,
    Meaning,
    app_secret,
    id_in,
    link_of,
    require_stored,
)
from platforms.adapters.meta_containers import becomes_ready, require_quota
from platforms.adapters.meta_reading import (
    CLOCK_SLACK,
    counted,
    judge_listing,
    listed,
    moment,
    newest_first,
    posts_since,
    read_insights,
)
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
    RemotePost,
    Unknown,
)
from platforms.exceptions import PlatformError, Rejected, StepFailed
from platforms.models import Connection
from platforms.specs import check_post, get_spec

VERSION = "v1.0"  # Threads counts its own versions
CODES: Codes = {
    **GRAPH_CODES,
    (24, None): Meaning.UNCLEAR,  # “does not exist”: a container that was published too early
    (None, 2207051): Meaning.DAY_OFF,
    (None, 4279013): Meaning.REJECTED,
    (4279013, None): Meaning.REJECTED,
}
# what a container may complain of that another one of the same file would not cure
REFUSED_PREFIXES = ("INVALID_", "FAILED_PROCESSING_")
OPTIONS = ("reply_control", "topic_tag", "quote_post_id", "is_spoiler_media")
FIGURES = ("views", "likes", "replies", "reposts", "quotes", "shares")
LISTED = "id,text,timestamp,permalink"


class Threads(PlatformAdapter):
    """A Threads profile.

    Idempotency: a container is published once, and its `status` says so afterwards. Settle and
    lookback are ours: the guide names none, and the listing is whole.
    """

    name: ClassVar[str] = "Threads"
    capabilities: ClassVar[frozenset[str]] = frozenset(
        {"lookup", "metrics", "comments", "account", "delete", "listing", "first_comment"}
    )
    idempotency: ClassVar[Idempotency] = Idempotency.TWO_PHASE
    rate_family: ClassVar[Family] = staticmethod(meta_usage)
    rate_shared: ClassVar[bool] = True

    def __init__(self, connection: Connection):
        super().__init__(connection)
        host = base_url("threads", "https://graph.threads.net")
        token, secret = access_token_of(connection), app_secret("threads")
        address = f"{host}/{VERSION}"
        self._graph = GraphClient(
            self.name, address, token, CODES, Meaning.UNCLEAR, secret, watch=self.rates
        )
        self._user = f"/{connection.platform_user_id}"

    def validate(self, request: PublishRequest) -> list[str]:
        """The spec's rules, and whether Threads can fetch the files."""
        spec = get_spec(request.platform)
        problems = check_post(spec, request.text, title=request.title, media=request.media)
        if request.media and (why := why_not_public()):
            problems.append(f"Threads {why}")
        if not request.media and not request.text.strip():
            problems.append("Threads needs words or a file.")
        return problems

    def prepare(self, request: PublishRequest, handles: dict) -> dict:
        """Make the container and wait until it is ready.

        Handles (kept in the given dictionary as soon as they are known): `children`, `container`.
        Raises StepFailed while Threads still works on the file; the next try goes on with the
        same container. One that expired is replaced.
        """
        for _ in range(2):
            if "container" not in handles:
                require_quota(self._graph, f"{self._user}/threads_publishing_limit")
                handles["container"] = self._make_container(request, handles)
            if self._is_ready(handles["container"]):
                return handles
            handles.clear()
        raise StepFailed("Threads could not process the file. It is fetched again later.")

    def _make_container(self, request: PublishRequest, handles: dict) -> str:
        require_stored(request.media)
        match request.media:
            case ():
                body: dict = {"media_type": "TEXT"}
                if request.link_url:
                    body["link_attachment"] = request.link_url
            case (item,):
                body = _media_fields(item, request.options)
            case _:
                body = {"media_type": "CAROUSEL", "children": self._children(request, handles)}
        body |= {name: value for name, value in request.options.items() if name in OPTIONS}
        return self._create({**body, "text": request.text})

    def _children(self, request: PublishRequest, handles: dict) -> str:
        """The ids of the carousel's items, in order; those made before are kept."""
        children = handles.setdefault("children", {})
        for item in request.media:
            if item.sha256 not in children:
                fields = _media_fields(item, request.options)
                children[item.sha256] = self._create({**fields, "is_carousel_item": True})
        return ",".join(children[item.sha256] for item in request.media)

    def _create(self, body: dict) -> str:
        return id_in(self._graph.post(f"{self._user}/threads", body), label=self.name)

    def _is_ready(self, container: str) -> bool:
        return becomes_ready(
            self.name,
            lambda: self._status_of(container),
            state_field="status",
            refuse=_refuse_for_good,
        )

    def _status_of(self, container: str) -> dict:
        return self._graph.get(f"/{container}", {"fields": "status,error_message"})

    def publish(
        self, request: PublishRequest, handles: dict, *, timeout_seconds: float
    ) -> PublishResult:
        """Publish the container. A code in no table proves nothing: the look-up is exact."""
        ends_at = time.monotonic() + timeout_seconds
        answer = self._graph.post(
            f"{self._user}/threads_publish",
            {"creation_id": handles["container"]},
            publishes=True,
            seconds=timeout_seconds,
        )
        post_id = id_in(answer, label=self.name, publishes=True)
        left = ends_at - time.monotonic()
        url = link_of(self._graph, post_id, "permalink", seconds=left)
        return PublishResult(PostState.LIVE, post_id=post_id, url=url, raw=answer)

    def lookup(self, operation: Operation, *, now: datetime) -> Lookup:
        """Ask the container, then look for the post in the profile's listing.

        Absent only when the container is not published and the listing back to the try does not
        have the post.
        """
        try:
            is_live = self._is_published(operation.handles)
            items = self._posts_since(operation.sent_at - CLOCK_SLACK)
        except (PlatformError, KeyError, TypeError, ValueError) as error:
            return Unknown(f"Threads could not be asked: {error}")
        text = operation.request.text
        return judge_listing(items, text, is_live=is_live, label=self.name, text_field="text")

    def list_posts(self, *, since: datetime) -> list[RemotePost]:
        """The profile's posts since then, without replies."""
        try:
            return [_remote_post(item) for item in self._posts_since(since)]
        except (KeyError, TypeError, ValueError) as error:
            raise StepFailed("Threads listed the posts in an unknown shape.") from error

    def _posts_since(self, since: datetime) -> list[dict]:
        path = f"{self._user}/threads"
        return posts_since(self._graph, path, LISTED, since=since, time_field="timestamp")

    def _is_published(self, handles: dict) -> bool:
        if "container" not in handles:
            return False
        try:
            return self._status_of(handles["container"]).get("status") == "PUBLISHED"
        except Rejected:  # containers are gone after a while: the listing decides
            return False

    def delete(self, post_id: str) -> None:
        """Take a post down (100 a day)."""
        self._graph.delete(f"/{post_id}")

    def prepare_comment(self, request: CommentRequest, handles: dict) -> dict:
        """A reply is a post: make its container and wait for it (`container` in the handles)."""
        for _ in range(2):
            if "container" not in handles:
                body = {"media_type": "TEXT", "text": request.text, "reply_to_id": request.post_id}
                handles["container"] = self._create(body)
            if self._is_ready(handles["container"]):
                return handles
            handles.clear()
        raise StepFailed("Threads could not make the reply. It is made anew later.")

    def add_comment(
        self, request: CommentRequest, handles: dict, *, timeout_seconds: float
    ) -> CommentResult:
        """Publish the reply’s container; needs `threads_manage_replies`."""
        body = {"creation_id": handles["container"]}
        path = f"{self._user}/threads_publish"
        answer = self._graph.post(path, body, publishes=True, seconds=timeout_seconds)
        return CommentResult(id_in(answer, label=self.name, publishes=True), raw=answer)

    def fetch_metrics(self, post_id: str) -> MetricsReading:
        """Views, likes, replies; shares are reposts, quotes and shares (parts in `raw`)."""
        figures = read_insights(self._graph, f"/{post_id}/insights", FIGURES)
        spread = {name: figures.get(name) for name in ("reposts", "quotes", "shares")}
        is_known = any(value is not None for value in spread.values())
        return MetricsReading(
            read_at=datetime.now(UTC),
            views=counted(figures.get("views")),
            likes=counted(figures.get("likes")),
            comments_count=counted(figures.get("replies")),
            shares=counted(spread) if is_known else None,
            raw={"insights": figures},
        )

    def fetch_comments(self, post_id: str) -> list[CommentReading]:
        """All replies of the conversation, newest first, up to 500."""
        params = {"fields": "id,text,timestamp,username", "reverse": "true"}
        try:
            replies = listed(self._graph, f"/{post_id}/conversation", params)
            return newest_first([_reply_of(item) for item in replies])
        except (KeyError, ValueError) as error:
            raise StepFailed("Threads sent replies in an unknown shape.") from error

    def fetch_account(self) -> AccountReading:
        """Name and followers of the profile; the latter need `threads_manage_insights`."""
        answer = self._graph.get(self._user, {"fields": "id,username,name"})
        path = f"{self._user}/threads_insights"
        figures = read_insights(self._graph, path, ["followers_count"])
        try:
            account_id, handle = str(answer["id"]), str(answer["username"])
        except KeyError as error:
            raise StepFailed("Threads described the profile in an unknown shape.") from error
        name, followers = str(answer.get("name") or ""), figures.get("followers_count")
        return AccountReading(account_id, handle, name, counted(followers))


def _media_fields(item: MediaFile, options: dict) -> dict:
    fields = {"media_type": item.media_type.upper(), f"{item.media_type}_url": public_url(item)}
    alt = str(options.get("alt_text") or "")
    return {**fields, "alt_text": alt} if alt else fields


def _refuse_for_good(answer: dict) -> None:
    """Raise Rejected when the failed container names a fault of the file itself."""
    why = str(answer.get("error_message") or "")
    if why.startswith(REFUSED_PREFIXES):
        words = why.replace("_", " ").lower().replace("aspec ", "aspect ")
        raise Rejected(f"Threads could not process the file: {words}.", raw=answer)


def _reply_of(item: dict) -> CommentReading:
    return CommentReading(
        comment_id=str(item["id"]),
        author_handle=str(item.get("username") or ""),
        text=str(item.get("text") or ""),
        like_count=None,  # Threads does not say
        posted_at=moment(item["timestamp"]),
    )


def _remote_post(item: dict) -> RemotePost:
    url, text = str(item.get("permalink") or ""), str(item.get("text") or "")
    return RemotePost(str(item["id"]), url, text, moment(item["timestamp"]))
