"""WordPress: files and a draft first, then one call that makes the draft public."""

from datetime import UTC, datetime, timedelta
from typing import ClassVar

from platforms.adapters.base import PlatformAdapter
from platforms.adapters.files import files_of, pieces_of, upload_name
from platforms.adapters.http import Answer
from platforms.adapters.ids import path_id
from platforms.adapters.readings import moment
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
from platforms.adapters.wordpress.body import body_of, names_of, slug_of, with_new_words
from platforms.adapters.wordpress.site import PostMissing, site_of
from platforms.adapters.words import plain_words
from platforms.exceptions import OutcomeUnknown, PlatformError, Rejected, StepFailed
from platforms.models import Connection
from platforms.specs import check_post, get_spec

TIMEOUT_SECONDS = 30.0
SLOWEST_BYTES_PER_SECOND = 500_000
MAX_COMMENTS = 500
PAGE_SIZE = 100
OUT = frozenset({"publish", "private", "future"})
NOT_OUT = frozenset({"draft", "pending", "auto-draft"})


class WordPress(PlatformAdapter):
    """One site, through its REST API, by application password.

    A draft is nobody's business; making it public twice makes one post
    (developer.wordpress.org/rest-api). Its slug ends in the post's key, so what an earlier try left
    behind is found again.
    """

    name: ClassVar[str] = "WordPress"
    capabilities: ClassVar[frozenset[str]] = frozenset(
        {"lookup", "metrics", "comments", "account", "update", "delete", "first_comment"}
    )
    idempotency: ClassVar[Idempotency] = Idempotency.TWO_PHASE
    lookback: ClassVar[timedelta] = timedelta(days=3650)  # by id, however old

    def __init__(self, connection: Connection):
        super().__init__(connection)
        self._site = site_of(connection)

    def validate(self, request: PublishRequest) -> list[str]:
        """Our own rules; the host's limit on uploads is only known when it refuses one."""
        spec = get_spec(request.platform)
        return check_post(spec, request.text, title=request.title, media=request.media)

    # publishing

    def prepare(self, request: PublishRequest, handles: dict) -> dict:
        """Upload the files and write the draft.

        Handles: `media` (sha256 → id and address) and `draft`, the post's id. They are filled in as
        the steps succeed, so what was sent before one fails is kept.
        """
        media = handles.setdefault("media", {})
        for item in files_of(request):
            if item.sha256 not in media:
                media[item.sha256] = self._upload(item, _alt_of(request))
        if "draft" not in handles:
            handles["draft"] = self._draft_of(request, media)
        return handles

    def _upload(self, item: MediaFile, alt: str) -> dict:
        answer = self._site.send(
            "POST",
            "/media",
            timeout_seconds=max(TIMEOUT_SECONDS, item.size_bytes / SLOWEST_BYTES_PER_SECOND),
            content=pieces_of(item),
            headers={
                "Content-Type": item.mime_type,
                "Content-Length": str(item.size_bytes),
                "Content-Disposition": f'attachment; filename="{upload_name(item)}"',
            },
        )
        body = self._site.client.read_object(answer)
        if not isinstance(body.get("id"), int) or not body.get("source_url"):
            raise StepFailed("The site did not name the uploaded file.", raw=body)
        if alt:
            self._site.post(f"/media/{body['id']}", {"alt_text": alt})
        return {"id": body["id"], "url": str(body["source_url"])}

    def _draft_of(self, request: PublishRequest, media: dict[str, dict]) -> int:
        """A new draft, or that of an earlier try with the words of this one.

        When an earlier try turns out to be public after all, it is left as it is: making it public
        again changes nothing.
        """
        slug = slug_of(request)
        left, _ = self._site.listed("/posts", slug=slug, status="any", context="edit")
        if left and left[0].get("status") in OUT:
            return _id_of(left[0])
        path = f"/posts/{_id_of(left[0])}" if left else "/posts"
        return _id_of(self._site.post(path, self._draft(request, slug, media)))

    def _draft(self, request: PublishRequest, slug: str, media: dict[str, dict]) -> dict:
        addresses = {sha256: shown["url"] for sha256, shown in media.items()}
        draft = {
            "status": "draft",
            "slug": slug,
            "title": request.title,
            "content": body_of(request, addresses, _alt_of(request)),
            "tags": [self._tag(name) for name in names_of(request.options.get("tags"))],
        }
        if shown := next((i for i in files_of(request)[::-1] if i.media_type == "image"), None):
            draft["featured_media"] = media[shown.sha256]["id"]
        if categories := request.options.get("categories"):
            draft["categories"] = categories
        return draft

    def _tag(self, name: str) -> int:
        """The id of one of the site's tags, made when it is new."""
        known, _ = self._site.listed("/tags", search=name, per_page=str(PAGE_SIZE))
        for tag in known:
            if str(tag.get("name", "")).casefold() == name.casefold():
                return _id_of(tag)
        return _id_of(self._site.post("/tags", {"name": name}))

    def publish(
        self, request: PublishRequest, handles: dict, *, timeout_seconds: float
    ) -> PublishResult:
        """Make the draft public."""
        answer = self._site.send(
            "POST",
            f"/posts/{handles['draft']}",
            timeout_seconds=timeout_seconds,
            publishes=True,
            json_body={"status": "publish"},
        )
        post = self._site.client.read_object(answer, publishes=True)
        if post.get("status") == "pending":
            sentence = "The site wants an editor to look at posts of this account"
            raise Rejected(f"{sentence}. It waits there as “pending review”.", raw=post)
        if post.get("status") not in OUT or not isinstance(post.get("id"), int):
            raise OutcomeUnknown("The site did not say whether the post is public.", raw=post)
        return PublishResult(
            PostState.LIVE, post_id=str(post["id"]), url=str(post.get("link") or ""), raw=post
        )

    def lookup(self, operation: Operation, *, now: datetime) -> Lookup:
        """Read our draft: public or not is the answer. Without its id, look for its slug."""
        try:
            post = self._post_of(operation)
            if post is None or post.get("status") in NOT_OUT:
                return Absent()
            if post.get("status") in OUT:
                words = plain_words(str(post["content"]["raw"]))
                raw = {**post, "text": words}
                return Found(str(_id_of(post)), str(post.get("link") or ""), raw=raw)
        except (PlatformError, KeyError, TypeError) as error:
            return Unknown(f"The post could not be looked up: {error}")
        return Unknown(f"The post is in an unexpected state: {post.get('status')}.")

    def _post_of(self, operation: Operation) -> dict | None:
        if draft := operation.handles.get("draft"):
            try:
                return self._site.get(f"/posts/{draft}", context="edit")
            except PostMissing:
                return None
        slug = slug_of(operation.request)
        found, _ = self._site.listed("/posts", slug=slug, status="any", context="edit")
        return found[0] if found else None

    def update(self, post_id: str, request: PublishRequest) -> None:
        """Change title and words; the files below them stay."""
        try:
            body = str(
                self._site.get(f"/posts/{path_id(post_id)}", context="edit")["content"]["raw"]
            )
        except (KeyError, TypeError) as error:
            raise StepFailed("The site sent the post in an unknown shape.") from error
        changed = {"title": request.title, "content": with_new_words(body, request)}
        self._site.post(f"/posts/{path_id(post_id)}", changed)

    def delete(self, post_id: str) -> None:
        """Delete the post for good; its files stay in the media library."""
        self._site.send("DELETE", f"/posts/{path_id(post_id)}", params={"force": "true"})

    def add_comment(
        self, request: CommentRequest, handles: dict, *, timeout_seconds: float
    ) -> CommentResult:
        """As the person who signs in. A site may hold it back until somebody approves it."""
        answer = self._site.send(
            "POST",
            "/comments",
            timeout_seconds=timeout_seconds,
            publishes=True,
            json_body={"post": int(path_id(request.post_id)), "content": request.text},
        )
        comment = self._site.client.read_object(answer, publishes=True)
        if not isinstance(comment.get("id"), int):
            raise OutcomeUnknown("The site did not name the comment.", raw=comment)
        return CommentResult(str(comment["id"]), str(comment.get("link") or ""), raw=comment)

    # readings

    def fetch_metrics(self, post_id: str) -> MetricsReading:
        """The number of comments: WordPress itself counts nothing else."""
        self._site.get(f"/posts/{path_id(post_id)}")  # refuses a post that is gone
        _, answer = self._site.listed("/comments", post=post_id, per_page="1")
        return MetricsReading(read_at=datetime.now(UTC), comments_count=_total_of(answer))

    def fetch_comments(self, post_id: str) -> list[CommentReading]:
        """The approved comments, newest first, up to 500."""
        comments: list[CommentReading] = []
        for page in range(1, MAX_COMMENTS // PAGE_SIZE + 1):
            found, answer = self._site.listed(
                "/comments", post=post_id, per_page=str(PAGE_SIZE), page=str(page), order="desc"
            )
            try:
                comments += [_comment_of(item) for item in found]
            except (KeyError, TypeError) as error:
                raise StepFailed("The site sent comments in an unknown shape.") from error
            if len(comments) >= _total_of(answer) or not found:
                break
        return comments

    def fetch_account(self) -> AccountReading:
        """The person who signs in; a site does not count followers."""
        me = self._site.get("/users/me", context="edit")
        name = str(me.get("name") or me.get("slug") or "")
        handle = str(me.get("username") or me.get("slug") or "")
        return AccountReading(str(_id_of(me)), handle, name, followers_count=None)


def _id_of(thing: dict) -> int:
    if not isinstance(thing.get("id"), int):
        raise StepFailed("The site did not name what it made.", raw=thing)
    return thing["id"]


def _total_of(answer: Answer) -> int:
    """`X-WP-Total`. Raises StepFailed without it: a cache may have dropped it."""
    value = answer.headers.get("X-WP-Total", "")
    if not (value.isascii() and value.isdigit()):
        raise StepFailed("The site did not say how many there are.")
    return int(value)


def _alt_of(request: PublishRequest) -> str:
    return str(request.options.get("alt_text") or "")


def _comment_of(item: dict) -> CommentReading:
    return CommentReading(
        comment_id=str(item["id"]),
        author_handle=str(item.get("author_name") or ""),
        text=plain_words(str(item["content"]["rendered"])),
        like_count=None,
        posted_at=moment(item.get("date_gmt")),
        author_id=str(item.get("author") or ""),  # 0: somebody without an account
    )
