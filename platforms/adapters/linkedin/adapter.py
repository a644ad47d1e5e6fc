"""The adapter: a post is one call, `POST /rest/posts`; its files are uploaded before."""

import time
from datetime import datetime, timedelta
from typing import ClassVar

from platforms.adapters.base import PlatformAdapter
from platforms.adapters.linkedin.client import author_of, client_of, in_path
from platforms.adapters.linkedin.errors import POST_URL, POST_URN, Missing
from platforms.adapters.linkedin.listing import look_up
from platforms.adapters.linkedin.little_text import to_little_text
from platforms.adapters.linkedin.readings import Readings
from platforms.adapters.linkedin.rights import MEMBER_ANALYTICS, MEMBER_PROFILE_ANALYTICS
from platforms.adapters.linkedin.uploads import Uploads
from platforms.adapters.types import (
    AccountReading,
    CommentReading,
    CommentRequest,
    CommentResult,
    Idempotency,
    Lookup,
    MetricsReading,
    Operation,
    PostState,
    PublishRequest,
    PublishResult,
)
from platforms.exceptions import OutcomeUnknown, RateLimited, Unsupported
from platforms.models import Connection
from platforms.specs import check_post, get_spec

CALL_SECONDS = 20.0
VISIBILITIES = ("PUBLIC", "CONNECTIONS")


class LinkedIn(PlatformAdapter):
    """A member's or a Page's posts.

    LinkedIn refuses the same content a second time and names the first (422 DUPLICATE_POST): hence
    `GUARD`. A Page's posts can be listed as well; a member's token may only write, so that a
    member's connection has fewer `capabilities` than the class.
    """

    name: ClassVar[str] = "LinkedIn"
    capabilities: ClassVar[frozenset[str]] = frozenset(
        {"lookup", "metrics", "comments", "account", "update", "delete", "first_comment"}
    )
    idempotency: ClassVar[Idempotency] = Idempotency.GUARD
    lookback: ClassVar[timedelta] = timedelta(days=30)  # the list has no end that we know of
    wait_seconds: float = 30.0  # for files to be ready; longer waits go on with the next try
    pause_seconds: float = 3.0

    def __init__(self, connection: Connection):
        super().__init__(connection)
        self.author = author_of(connection)
        self.is_page = self.author.startswith("urn:li:organization:")
        if not self.is_page:
            self.capabilities = self._of_member()  # type: ignore[misc]  # of this account only
        self._client = client_of(connection)
        self._readings = Readings(self._client, self.author)

    def _of_member(self) -> frozenset[str]:
        metrics = {"metrics"} if MEMBER_ANALYTICS in self.connection.scopes else set()
        return frozenset({"account", "update", "delete", "first_comment"} | metrics)

    def validate(self, request: PublishRequest) -> list[str]:
        """The limits, and what LinkedIn cannot combine."""
        spec = get_spec(request.platform)
        problems = check_post(spec, request.text, title=request.title, media=request.media)
        if request.media and request.link_url and request.link_url not in request.text:
            problems.append("LinkedIn shows media or a link card. Put the link into the text.")
        if request.options.get("visibility", VISIBILITIES[0]) not in VISIBILITIES:
            problems.append("LinkedIn shows a post to everybody (PUBLIC) or to CONNECTIONS.")
        if not (request.text.strip() or request.media or request.link_url):
            problems.append("LinkedIn needs words, media or a link.")
        return problems

    # publishing

    def prepare(self, request: PublishRequest, handles: dict) -> dict:
        """Upload what is not uploaded, and wait until it can be used; handles: sha256 → URN.

        `handles` is filled as we go, so that whoever holds it can go on after an error.
        """
        uploads = Uploads(self._client, self.author)
        uploaded = handles.setdefault("media", {})
        ready = handles.setdefault("ready", [])
        for item in request.media:
            if item.sha256 not in uploaded:
                uploaded[item.sha256] = uploads.upload(item)
        for urn in {uploaded[item.sha256]: None for item in request.media}:
            if urn not in ready:
                self._wait(uploads, urn)
                ready.append(urn)
        return handles

    def _wait(self, uploads: Uploads, urn: str) -> None:
        """A member's token may not read images back: then a pause has to do."""
        if self.is_page or urn.startswith("urn:li:video:"):
            uploads.wait(urn, seconds=self.wait_seconds, pause=self.pause_seconds)
        else:
            time.sleep(self.pause_seconds)

    def publish(
        self, request: PublishRequest, handles: dict, *, timeout_seconds: float
    ) -> PublishResult:
        """The one call that posts. 201, no body; the post's URN is in the header `x-restli-id`."""
        answer = self._client.send(
            "POST",
            "/rest/posts",
            timeout_seconds=timeout_seconds,
            publishes=True,
            json_body=self._post(request, handles),
        )
        urn = answer.headers.get("x-restli-id", "")
        if not POST_URN.fullmatch(urn):
            raise OutcomeUnknown(
                "LinkedIn did not name the post.", detail=f"{answer.status}, x-restli-id {urn!r}"
            )
        url = POST_URL.format(urn=urn)
        return PublishResult(PostState.LIVE, post_id=urn, url=url, raw={"x-restli-id": urn})

    def _post(self, request: PublishRequest, handles: dict) -> dict:
        content = _content(request, handles)
        return {
            "author": self.author,
            "commentary": to_little_text(request.text),
            "visibility": request.options.get("visibility", VISIBILITIES[0]),
            "distribution": {
                "feedDistribution": "MAIN_FEED",
                "targetEntities": [],
                "thirdPartyDistributionChannels": [],
            },
            "lifecycleState": "PUBLISHED",
            "isReshareDisabledByAuthor": False,
            **({"content": content} if content else {}),
        }

    def lookup(self, operation: Operation, *, now: datetime) -> Lookup:
        """Look through the Page's posts; a member's posts cannot be read."""
        if not self.is_page:
            raise Unsupported(self.name, "reading a member’s posts")
        return look_up(self._client, self.author, operation)

    def update(self, post_id: str, request: PublishRequest) -> None:
        """Change the words of a post that is out; its media stay."""
        self._client.send(
            "POST",
            f"/rest/posts/{in_path(post_id)}",
            timeout_seconds=CALL_SECONDS,
            json_body={"patch": {"$set": {"commentary": to_little_text(request.text)}}},
            headers={"X-RestLi-Method": "PARTIAL_UPDATE"},
        )

    def delete(self, post_id: str) -> None:
        """Take a post down. Once more does no harm."""
        self._client.send(
            "DELETE",
            f"/rest/posts/{in_path(post_id)}",
            timeout_seconds=CALL_SECONDS,
            headers={"X-RestLi-Method": "DELETE"},
        )

    def add_comment(
        self, request: CommentRequest, handles: dict, *, timeout_seconds: float
    ) -> CommentResult:
        """As the author of the post; an app needs the Community Management product for it."""
        urn = request.post_id
        try:
            answer = self._client.send(
                "POST",
                f"/rest/socialActions/{in_path(urn)}/comments",
                timeout_seconds=timeout_seconds,
                publishes=True,
                json_body={
                    "actor": self.author,
                    "object": urn,
                    "message": {"text": request.text},
                },
            )
        except Missing as error:
            sentence = "LinkedIn does not know the post yet."
            raise RateLimited(sentence, detail=error.detail) from error
        comment_id = answer.headers.get("x-restli-id", "")
        if not comment_id:
            said = self._client.read_object(answer, publishes=True)
            comment_id = str(said.get("id") or "")
        if not comment_id:
            raise OutcomeUnknown("LinkedIn did not name the comment.", detail=str(answer.status))
        return CommentResult(comment_id, raw={"x-restli-id": comment_id})

    # readings

    def fetch_metrics(self, post_id: str) -> MetricsReading:
        """A Page's post by the Page's statistics, a member's by creator analytics."""
        if "metrics" not in self.capabilities:
            raise Unsupported(self.name, "metrics of a member without r_member_postAnalytics")
        if self.is_page:
            return self._readings.page_metrics(post_id)
        return self._readings.member_metrics(post_id)

    def fetch_comments(self, post_id: str) -> list[CommentReading]:
        """The newest comments under a Page's post, the newest first."""
        if not self.is_page:
            raise Unsupported(self.name, "reading comments under a member’s post")
        return self._readings.comments(post_id)

    def fetch_account(self) -> AccountReading:
        """The Page or the member."""
        if self.is_page:
            return self._readings.page_account(self.connection.platform_user_id)
        return self._readings.member_account(
            with_followers=MEMBER_PROFILE_ANALYTICS in self.connection.scopes
        )


def _content(request: PublishRequest, handles: dict) -> dict:
    """What a post shows beside its words: one file, several images, a link card, or nothing."""
    urns = [handles["media"][item.sha256] for item in request.media]
    alt_text = str(request.options.get("alt_text") or "")
    alt = {"altText": alt_text} if alt_text else {}
    if len(urns) > 1:
        return {"multiImage": {"images": [{"id": urn, **alt} for urn in urns]}}
    if urns and request.media[0].media_type == "image":
        return {"media": {"id": urns[0], **alt}}
    if urns:
        return {"media": {"id": urns[0], **({"title": request.title} if request.title else {})}}
    if request.link_url:
        title = request.title or request.link_url
        return {"article": {"source": request.link_url, "title": title}}
    return {}
