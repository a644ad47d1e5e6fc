"""Facebook Pages by the Graph API. The files go first, unpublished; one last call shows them.

Sources: developers.facebook.com “Pages API: posts”, “Reels publishing” (30 July 2026), “Page
videos”, “Page stories” (read 20 November 2026).
"""

import time
from datetime import UTC, datetime, timedelta
from typing import ClassVar

from platforms.adapters.base import PlatformAdapter
from platforms.adapters.credentials import access_token_of
from platforms.adapters.endpoints import base_url
from platforms.adapters.facebook.reading import (
    account_reading,
    comment_readings,
    is_video,
    metrics_reading,
)
from platforms.adapters.facebook.rules import (
    CODES,
    PAGE_CODES,
    STORIES,
    Kind,
    kind_of,
    placement_problems,
)
from platforms.adapters.facebook.uploads import Uploader
from platforms.adapters.facebook.videos import SITE, look_for_video, poll_video
from platforms.adapters.ids import path_id
from platforms.adapters.meta import (
    COMMENT_CODES,
    GraphClient,
    app_secret,
    graph_version,
    id_in,
    link_of,
)
from platforms.adapters.meta_reading import CLOCK_SLACK, judge_listing, posts_since
from platforms.adapters.rates import Family, meta_usage
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
from platforms.exceptions import OutcomeUnknown, PlatformError, Rejected, Unsupported
from platforms.models import Connection
from platforms.specs import check_post, get_spec

EDGES = {Kind.REEL: "video_reels", Kind.VIDEO_STORY: "video_stories"}
STORY_PREFIX = "story:"  # stories have ids of their own kind, and few abilities
# A story is listed for 24 hours, then only where the Page keeps an archive.
STORIES_LISTED_FOR = timedelta(hours=20)


class Facebook(PlatformAdapter):
    """A Page, by its page token.

    Idempotency: none is documented (error 506 on repeated words names no post). Lookback is the
    whole listing; settle is ours.
    """

    name: ClassVar[str] = "Facebook"
    capabilities: ClassVar[frozenset[str]] = frozenset(
        {"lookup", "metrics", "comments", "account", "update", "delete", "poll", "first_comment"}
    )
    idempotency: ClassVar[Idempotency] = Idempotency.NONE
    rate_family: ClassVar[Family] = staticmethod(meta_usage)
    rate_shared: ClassVar[bool] = True

    def __init__(self, connection: Connection):
        super().__init__(connection)
        self.page_id = connection.platform_user_id
        self._page = f"/{self.page_id}"
        self._posts = self._client("facebook", "https://graph.facebook.com")
        self._graph = self._posts.with_codes(PAGE_CODES)
        self._videos = self._client("facebook_video", "https://graph-video.facebook.com")
        uploads = self._client(
            "facebook_upload", "https://rupload.facebook.com", "/video-upload", scheme="OAuth"
        )
        self._uploader = Uploader(self._graph, self._videos, uploads, self._page)

    def _client(self, key: str, host: str, path: str = "", *, scheme: str = "Bearer"):
        address = f"{base_url(key, host)}{path}/{graph_version()}"
        token, secret = access_token_of(self.connection), app_secret("facebook")
        return GraphClient(
            self.name, address, token, CODES, secret=secret, scheme=scheme, watch=self.rates
        )

    def validate(self, request: PublishRequest) -> list[str]:
        """The spec's rules, and those of Reels and stories."""
        spec = get_spec(request.platform)
        problems = check_post(spec, request.text, title=request.title, media=request.media)
        problems += placement_problems(kind_of(request), request.media)
        if not (request.media or request.text.strip() or request.link_url):
            problems.append("Facebook needs words, a link or a file.")
        return problems

    def prepare(self, request: PublishRequest, handles: dict) -> dict:
        """Bring the files to Facebook, unpublished.

        Handles (kept in the given dictionary as soon as they are known): `photos` (sha256 → id),
        or `video` with `session`, `window` (bytes still wanted) and `sent`.
        """
        kind = kind_of(request)
        if kind in (Kind.FEED, Kind.PHOTO_STORY):
            photos = handles.setdefault("photos", {})
            for item in request.media:
                if item.sha256 not in photos:
                    photos[item.sha256] = self._uploader.photo(item)
        elif not handles.get("sent"):
            self._bring_video(kind, request, handles)
        return handles

    def _bring_video(self, kind: Kind, request: PublishRequest, handles: dict) -> None:
        item = request.media[0]
        if "video" in handles:
            try:
                return self._send_video(kind, item, handles, resumes=True)
            except Rejected:  # the session of the earlier try is over
                handles.clear()
        if kind is Kind.VIDEO:
            self._uploader.start_video(item, handles)
        else:
            self._uploader.start_short_video(EDGES[kind], item, handles)
        return self._send_video(kind, item, handles, resumes=False)

    def _send_video(self, kind: Kind, item: MediaFile, handles: dict, *, resumes: bool) -> None:
        if kind is Kind.VIDEO:
            self._uploader.send_video(item, handles)
        else:
            self._uploader.send_short_video(item, handles, resumes=resumes)

    # the irreversible call

    def publish(
        self, request: PublishRequest, handles: dict, *, timeout_seconds: float
    ) -> PublishResult:
        """Show what was prepared. Videos are in work afterwards, all else is live at once."""
        match kind_of(request):
            case Kind.FEED:
                return self._publish_feed(request, handles, timeout_seconds)
            case Kind.PHOTO_STORY:
                return self._publish_photo_story(request, handles, timeout_seconds)
            case kind:
                return self._publish_video(kind, request, handles, timeout_seconds)

    def _publish_photo_story(
        self, request: PublishRequest, handles: dict, seconds: float
    ) -> PublishResult:
        body = {"photo_id": handles["photos"][request.media[0].sha256]}
        answer = self._finish(self._graph, "photo_stories", body, seconds)
        story = id_in(answer, label=self.name, publishes=True, key="post_id")
        url = f"{SITE}/{story}"
        return PublishResult(PostState.LIVE, f"{STORY_PREFIX}{story}", url, raw=answer)

    def _publish_video(
        self, kind: Kind, request: PublishRequest, handles: dict, seconds: float
    ) -> PublishResult:
        body = _finishing_fields(kind, request, handles)
        if kind is Kind.VIDEO:
            answer = self._finish(self._videos, "videos", body, seconds)
        else:
            answer = self._finish(self._graph, EDGES[kind], body, seconds)
        handle = f"{kind}:{handles['video']}"
        return PublishResult(PostState.PROCESSING, handle=handle, raw=answer)

    def _publish_feed(
        self, request: PublishRequest, handles: dict, timeout_seconds: float
    ) -> PublishResult:
        ends_at = time.monotonic() + timeout_seconds
        body: dict = {"message": request.text}
        if request.media:
            photos = [handles["photos"][item.sha256] for item in request.media]
            body["attached_media"] = [{"media_fbid": photo} for photo in photos]
        elif request.link_url:
            body["link"] = request.link_url
        answer = self._graph.post(
            f"{self._page}/feed", body, publishes=True, seconds=timeout_seconds
        )
        post_id = id_in(answer, label=self.name, publishes=True)
        left = ends_at - time.monotonic()
        url = link_of(self._posts, post_id, "permalink_url", seconds=left)
        return PublishResult(PostState.LIVE, post_id=post_id, url=url, raw=answer)

    def _finish(self, graph: GraphClient, edge: str, body: dict, seconds: float) -> dict:
        """The call that ends an upload. Raises OutcomeUnknown unless it says that it worked."""
        answer = graph.post(f"{self._page}/{edge}", body, publishes=True, seconds=seconds)
        if answer.get("success") is not True:
            raise OutcomeUnknown("Facebook did not say whether it took the post.", raw=answer)
        return answer

    # what became of it

    def poll(self, handle: str) -> PublishResult:
        """Whether a video is out yet; a story is when the Page lists it."""
        kind, _, node = handle.partition(":")
        if kind not in STORIES:
            return poll_video(self._posts, handle, node)
        found = self._story_of(node, since=datetime.now(UTC) - STORIES_LISTED_FOR)
        if found is None:
            return PublishResult(PostState.PROCESSING, handle=handle)
        return PublishResult(PostState.LIVE, found.post_id, found.url, raw=found.raw)

    def lookup(self, operation: Operation, *, now: datetime) -> Lookup:
        """Feed posts by their words, videos and stories by the id that was kept."""
        try:
            return self._look(operation, now)
        except (PlatformError, KeyError, TypeError, ValueError, AttributeError) as error:
            return Unknown(f"Facebook could not be asked: {error}")

    def _look(self, operation: Operation, now: datetime) -> Lookup:
        request, handles, since = operation.request, operation.handles, operation.sent_at
        match kind_of(request):
            case Kind.FEED:
                return self._look_in_feed(request.text, since)
            case Kind.PHOTO_STORY:
                photo = handles["photos"][request.media[0].sha256]
                return self._look_in_stories(photo, since, now)
            case Kind.VIDEO_STORY:
                return self._look_in_stories(handles["video"], since, now)
            case kind:
                video = handles["video"]
                return look_for_video(self._graph, self._page, kind, video, since=since)

    def _look_in_feed(self, text: str, since: datetime) -> Lookup:
        items = posts_since(
            self._graph,
            f"{self._page}/published_posts",
            "id,message,created_time,permalink_url",
            since=since - CLOCK_SLACK,
            time_field="created_time",
        )
        return judge_listing(
            items,
            text,
            is_live=False,
            label=self.name,
            text_field="message",
            url_field="permalink_url",
        )

    def _look_in_stories(self, node: str, since: datetime, now: datetime) -> Lookup:
        if found := self._story_of(node, since=since - CLOCK_SLACK):
            return found
        if now - since > STORIES_LISTED_FOR:
            return Unknown("Facebook lists stories for a day only.")
        return Absent()

    def _story_of(self, node: str, *, since: datetime) -> Found | None:
        """The story that shows this photo or video."""
        items = posts_since(
            self._graph,
            f"{self._page}/stories",
            "post_id,media_id,creation_time,url",
            since=since,
            time_field="creation_time",
            status="PUBLISHED,ARCHIVED",
        )
        for item in items:
            if str(item["media_id"]) == node:
                return Found(f"{STORY_PREFIX}{item['post_id']}", str(item["url"]), raw=item)
        return None

    # afterwards

    def update(self, post_id: str, request: PublishRequest) -> None:
        """Change the words."""
        self._refuse_story(post_id, "changing a story")
        field = "description" if is_video(post_id) else "message"
        self._posts.post(f"/{post_id}", {field: request.text})

    def delete(self, post_id: str) -> None:
        """Take a post or a video down."""
        self._refuse_story(post_id, "deleting a story")
        self._posts.delete(f"/{post_id}")

    def add_comment(
        self, request: CommentRequest, handles: dict, *, timeout_seconds: float
    ) -> CommentResult:
        """As the Page, below a post or a video; needs `pages_manage_engagement`."""
        self._refuse_story(request.post_id, "comments below a story")
        graph = self._posts.with_codes(COMMENT_CODES)
        path, body = f"/{path_id(request.post_id)}/comments", {"message": request.text}
        answer = graph.post(path, body, publishes=True, seconds=timeout_seconds)
        return CommentResult(id_in(answer, label=self.name, publishes=True), raw=answer)

    def fetch_metrics(self, post_id: str) -> MetricsReading:
        """The figures of a post or a video; stories have none in this API."""
        self._refuse_story(post_id, "figures of a story")
        return metrics_reading(self._posts, post_id, page_id=self.page_id, now=datetime.now(UTC))

    def fetch_comments(self, post_id: str) -> list[CommentReading]:
        """Comments of all levels, newest first, up to 500."""
        self._refuse_story(post_id, "comments of a story")
        return comment_readings(self._posts, post_id)

    def fetch_account(self) -> AccountReading:
        """Name and followers of the Page."""
        return account_reading(self._graph, self._page)

    def _refuse_story(self, post_id: str, ability: str) -> None:
        if post_id.startswith(STORY_PREFIX):
            raise Unsupported(self.name, ability)


def _finishing_fields(kind: Kind, request: PublishRequest, handles: dict) -> dict:
    """What the call that shows a video says, by the kind of the video."""
    words = {"title": request.title, "description": request.text}
    if kind is Kind.VIDEO:
        return {"upload_phase": "finish", "upload_session_id": handles["session"], **words}
    fields = {"upload_phase": "finish", "video_id": handles["video"]}
    if kind is Kind.REEL:
        fields |= {"video_state": "PUBLISHED", **words}
    if "is_ai_generated" in request.options:
        fields["is_ai_generated"] = request.options["is_ai_generated"]
    return fields
