"""Blotato: one call hands a post over; the file's own address tells whether it was taken."""

import json
from datetime import UTC, datetime, timedelta
from typing import ClassVar

from platforms.adapters.base import PlatformAdapter
from platforms.adapters.blotato import listing
from platforms.adapters.blotato.errors import NotThere, classify, explain
from platforms.adapters.blotato.targets import (
    NETWORKS,
    Choices,
    network_of,
    post_of,
    problems_of,
)
from platforms.adapters.blotato.upload import upload
from platforms.adapters.credentials import access_token_of
from platforms.adapters.endpoints import base_url
from platforms.adapters.files import files_of
from platforms.adapters.http import PlatformClient
from platforms.adapters.own_comments import words_of
from platforms.adapters.types import (
    Absent,
    AccountReading,
    CommentOperation,
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
from platforms.exceptions import (
    NotSent,
    OutcomeUnknown,
    PlatformError,
    RateLimited,
    Rejected,
    StepFailed,
    Unsupported,
)
from platforms.models import Connection
from platforms.specs import get_spec

API_URL = "https://backend.blotato.com/v2"
CALL_SECONDS = 20.0
NOT_LISTED = (
    "Blotato lists no such post, which does not prove that it has none. Please check the account: "
    "paste the post's link here, or say it is not there."
)
NO_FILE = (
    "The try has no file of its own to look for at Blotato. Please check the account: paste the "
    "post's link here, or say it is not there."
)
SAME_WORDS = (
    "Blotato has a post of the same words with another file: it may be this one. Please check the "
    "account: paste the post's link here, or say it is not there."
)

NO_COMMENT = (
    "Blotato lists no such comment, which does not prove that there is none. Please look below the "
    "post."
)
COMMENTED = frozenset({"instagram", "facebook"})


class Blotato(PlatformAdapter):
    """An account of any network that Blotato serves, by its API key.

    There is no key against doubles and no handle before the call. So every try uploads its files
    anew: an address that no other try has is what its post is recognised by (“Error handling”:
    look the outcome up before you submit again). A submission that is in work may be in no list,
    hence the long wait before a look-up means anything.
    """

    name: ClassVar[str] = "Blotato"
    capabilities: ClassVar[frozenset[str]] = frozenset(
        {"lookup", "metrics", "account", "poll", "first_comment"}
    )
    idempotency: ClassVar[Idempotency] = Idempotency.NONE
    settle: ClassVar[timedelta] = timedelta(minutes=12)  # an hour for videos, see `settle_time`
    lookback: ClassVar[timedelta] = timedelta(days=7)

    def __init__(self, connection: Connection):
        super().__init__(connection)
        self._settings: dict = connection.metadata.get("blotato", {})
        self._client = PlatformClient(
            platform="Blotato",
            base_url=base_url("blotato", API_URL),
            headers={"blotato-api-key": access_token_of(connection)},
            explain=explain,
            classify=classify,
        )

    @classmethod
    def takes_first_comment(cls, platform: str) -> bool:
        """Instagram and Facebook only (help.blotato.com, “Comments”)."""
        network = get_spec(platform).network
        return network in COMMENTED and super().takes_first_comment(platform)

    @property
    def finds_comments(self) -> bool:
        """Its list of comments shows ours; that it lacks one proves nothing."""
        return True

    @property
    def account_id(self) -> str:
        """The account's id at Blotato, which is not its id on the network."""
        return str(self._settings.get("account_id") or self.connection.platform_user_id)

    def validate(self, request: PublishRequest) -> list[str]:
        """Limits of the network and of Blotato, and what Blotato must be told."""
        return problems_of(request, self._choices(request))

    def _choices(self, request: PublishRequest) -> Choices:
        return Choices(request.options, self._settings)

    # publishing

    def prepare(self, request: PublishRequest, handles: dict) -> dict:
        """Upload the files; `handles["media"]`: checksum → address, filled as they arrive."""
        uploaded = handles.setdefault("media", {})
        for number, item in enumerate(_files_wanted(request), start=1):
            if item.sha256 not in uploaded:
                uploaded[item.sha256] = upload(self._client, item, f"{request.op_key}.{number}")
        return handles

    def publish(
        self, request: PublishRequest, handles: dict, *, timeout_seconds: float
    ) -> PublishResult:
        """Hand the post over, to go out at once."""
        uploaded = handles.get("media", {})
        if any(item.sha256 not in uploaded for item in request.media):
            raise NotSent("A file of this post is not uploaded yet.")
        answer = self._client.call(
            "POST",
            "/posts",
            timeout_seconds=timeout_seconds,
            publishes=True,
            json_body=post_of(request, self.account_id, self._choices(request), uploaded),
        )
        submission = answer.get("postSubmissionId")
        if not isinstance(submission, str) or not submission:
            raise OutcomeUnknown("Blotato did not name the submission.", raw=answer)
        waiting = {"submission": submission, "media": _addresses(request, handles)}
        return PublishResult(PostState.PROCESSING, handle=json.dumps(waiting), raw=answer)

    def poll(self, handle: str) -> PublishResult:
        """What became of a submission. “in-progress” is the answer for unknown ids as well, so
        the caller must not wait for ever. Raises Rejected when the network refused the post."""
        waiting = json.loads(handle)
        answer = self._get(f"/posts/{waiting['submission']}")
        status = answer.get("status")
        if status == listing.FAILED:
            why = answer.get("errorMessage") or "Blotato said nothing more"
            raise Rejected(f"The post could not be processed: {why}", raw=answer)
        if status != listing.PUBLISHED:
            return PublishResult(PostState.PROCESSING, handle=handle, raw=answer)
        # figures go by the list's id, which is another one than the submission's
        post_id = self._listed_id(waiting) or waiting["submission"]
        url = str(answer.get("publicUrl") or "")
        return PublishResult(PostState.LIVE, post_id=post_id, url=url, handle=handle, raw=answer)

    def _listed_id(self, waiting: dict) -> str:
        """The id of a published post in the list; empty when it is not there (yet)."""
        now = datetime.now(UTC)
        since, until = now - timedelta(days=1), now + timedelta(days=1)
        try:
            posts = listing.posts_between(self._client, since, until)
            mine = listing.with_files(posts, waiting["media"])
            return str(mine[0]["id"]) if mine else ""
        except (PlatformError, KeyError, TypeError):  # it is live all the same
            return ""

    def lookup(self, operation: Operation, *, now: datetime) -> Lookup:
        """Look for the try's own files among the posts and in Blotato's schedule.

        A post of the same words with another file proves nothing: Blotato may have converted it.
        """
        urls = _addresses(operation.request, operation.handles)
        if not urls:
            return Unknown(NO_FILE, asks_person=True)
        since, until = operation.sent_at - listing.AROUND, now + listing.AROUND
        try:
            posts = listing.posts_between(self._client, since, until)
            waits = listing.is_waiting(self._client, urls)
            verdict = _judge(listing.with_files(posts, urls), waits=waits)
            if not isinstance(verdict, Found) and _has_words_of(operation, posts):
                return Unknown(SAME_WORDS, asks_person=True)
            return verdict
        except (PlatformError, KeyError, TypeError, AttributeError) as error:
            return Unknown(f"Blotato’s list could not be read: {error}")

    # the first comment

    def add_comment(
        self, request: CommentRequest, handles: dict, *, timeout_seconds: float
    ) -> CommentResult:
        """Below a post that Blotato's list knows; `post_id` is its id there."""
        try:
            answer = self._client.call(
                "POST",
                "/comments",
                timeout_seconds=timeout_seconds,
                publishes=True,
                json_body={"postId": request.post_id, "text": request.text},
            )
        except NotThere as error:
            raise RateLimited("Blotato does not list the post yet.", detail=error.detail) from error
        comment_id = answer.get("id")
        if not isinstance(comment_id, str | int) or not comment_id:
            raise OutcomeUnknown("Blotato did not name the comment.", raw=answer)
        return CommentResult(str(comment_id), raw=answer)

    def find_comment(self, operation: CommentOperation, *, now: datetime) -> Lookup:
        """Among the post's comments that are ours (`isAuthor`). An absence is for a person."""
        request = operation.request
        try:
            for item in listing.comments_of(self._client, request.post_id):
                is_ours = item.get("isAuthor") is not False
                if is_ours and words_of(str(item["text"])) == words_of(request.text):
                    return Found(str(item["id"]), "")
        except (KeyError, TypeError) as error:
            return Unknown(f"Blotato’s comments could not be read: {error}")
        return Unknown(NO_COMMENT, asks_person=True)

    # readings

    def fetch_metrics(self, post_id: str) -> MetricsReading:
        """Figures that Blotato collected at fixed ages of the post; it has none of LinkedIn.

        Raises StepFailed while there are none.
        """
        if self.connection.platform == "linkedin":
            raise Unsupported("Blotato", "figures of LinkedIn")
        try:
            return listing.metrics(self._get(f"/posts/{post_id}/analytics"))
        except NotThere as error:
            raise StepFailed("Blotato has no figures of this post.", detail=error.detail) from error

    def fetch_account(self) -> AccountReading:
        """The account as Blotato has it; it does not tell followers."""
        network = NETWORKS.get(self.connection.platform, self.connection.platform)
        item = listing.account(self._client, self.account_id, network)
        name = str(item.get("fullname") or item.get("username") or "")
        handle = str(item.get("username") or name)
        return AccountReading(self.account_id, handle, name, followers_count=None)

    def _get(self, path: str) -> dict:
        return self._client.call("GET", path, timeout_seconds=CALL_SECONDS)


def _files_wanted(request: PublishRequest) -> tuple[MediaFile, ...]:
    """Covers are taken on Instagram alone."""
    return files_of(request) if network_of(request) == "instagram" else request.media


def _addresses(request: PublishRequest, handles: dict) -> list[str]:
    uploaded = handles.get("media", {})
    return [uploaded[item.sha256] for item in request.media if item.sha256 in uploaded]


def _has_words_of(operation: Operation, posts: list[dict]) -> bool:
    network = NETWORKS[network_of(operation.request)]
    return listing.has_words(posts, operation.request.text, network, since=operation.sent_at)


def _judge(posts: list[dict], *, waits: bool) -> Lookup:
    """A published one is found, one that is listed as failed did not go out.

    That a try is in no list proves nothing: that Blotato lists everything it took, and under the
    addresses it was given, was never seen with a live key. A false “absent” would post twice.
    """
    states = [post["state"]["type"] for post in posts]
    if listing.PUBLISHED in states:
        post = posts[states.index(listing.PUBLISHED)]
        return Found(str(post["id"]), str(post["state"].get("postUrl") or ""), raw=post)
    if waits or any(state != listing.FAILED for state in states):
        return Unknown("Blotato has the post and has not sent it out yet.")
    return Absent() if states else Unknown(NOT_LISTED, asks_person=True)
