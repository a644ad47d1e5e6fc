"""Bluesky: a post is a record under a key that we choose."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

from platforms.adapters.base import PlatformAdapter
from platforms.adapters.bluesky import video
from platforms.adapters.bluesky.answers import RecordMissing, SessionEnded
from platforms.adapters.bluesky.records import COLLECTION, key_in, record_key, record_of
from platforms.adapters.bluesky.session import Session, forget_session, open_session
from platforms.adapters.bluesky.threads import comments_in
from platforms.adapters.files import files_of, pieces_of
from platforms.adapters.post_key import post_key
from platforms.adapters.rates import Family, ietf_window
from platforms.adapters.readings import count, total
from platforms.adapters.types import (
    Absent,
    AccountReading,
    CommentOperation,
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
from platforms.exceptions import (
    NotSent,
    OutcomeUnknown,
    PlatformError,
    ReconnectNeeded,
    Rejected,
    StepFailed,
)
from platforms.models import Connection
from platforms.specs import check_post, get_spec

TIMEOUT_SECONDS = 20.0
VIDEO_WAIT_SECONDS = 25.0  # within a third of the lease; the next try goes on waiting
SLOWEST_BYTES_PER_SECOND = 500_000
COMMENT_DEPTH = 6

# the key of a reply holds its time; one second later it stands below its post
REPLIES_AFTER = timedelta(seconds=1)


class Bluesky(PlatformAdapter):
    """One account, on whichever server it lives.

    `putRecord` under the same key cannot make a second post, and `getRecord` on the account's own
    server tells the truth about it (docs.bsky.app, com.atproto.repo). The app view keeps the old
    words of a record that is changed, so a post that is out cannot be edited.
    """

    name: ClassVar[str] = "Bluesky"
    capabilities: ClassVar[frozenset[str]] = frozenset(
        {"lookup", "metrics", "comments", "account", "delete", "first_comment"}
    )
    idempotency: ClassVar[Idempotency] = Idempotency.CLIENT_ID
    rate_family: ClassVar[Family] = staticmethod(ietf_window)
    lookback: ClassVar[timedelta] = timedelta(days=3650)  # by key, however old

    def __init__(self, connection: Connection):
        super().__init__(connection)
        self._session: Session | None = None

    def validate(self, request: PublishRequest) -> list[str]:
        """The rules of Bluesky."""
        spec = get_spec(request.platform)
        problems = check_post(spec, request.text, title=request.title, media=request.media)
        if request.media and request.link_url and request.link_url not in request.text:
            problems.append("Bluesky shows media or a link’s card. Put the link into the text.")
        return problems

    # publishing

    def prepare(self, request: PublishRequest, handles: dict) -> dict:
        """Choose the key, upload the files, write the record.

        Handles: `rkey`, `created_at`, `blobs` (sha256 → blob), `video_job` while the video is
        worked on, and then `record`, which is what `publish` puts. They are filled in as the steps
        succeed, so what was sent before one fails is kept.
        """
        if "record" in handles:
            return handles
        created_at = handles.setdefault("created_at", datetime.now(UTC).isoformat())
        moment = datetime.fromisoformat(created_at)
        handles["rkey"] = record_key(moment, request.op_key)
        handles.setdefault("blobs", {})
        for item in _shown_files(request):
            if item.sha256 not in handles["blobs"]:
                self._send_file(item, handles)
        if all(item.sha256 in handles["blobs"] for item in _shown_files(request)):
            handles["record"] = record_of(request, moment, handles["blobs"], self._did_of)
        return handles

    def _send_file(self, item: MediaFile, handles: dict) -> None:
        """Put one file's blob among the handles; of a video in work, the job."""
        if item.media_type != "video":
            blob: dict | None = self._upload(item)
        elif job := handles.get("video_job"):
            blob = video.wait_for_blob(job, seconds=VIDEO_WAIT_SECONDS)
        else:
            blob = self._send_video(item, handles)
        if blob:
            handles["blobs"][item.sha256] = blob

    def _send_video(self, item: MediaFile, handles: dict) -> dict | None:
        with self._forgetting():
            status = video.upload_video(self.session, item)
        if blob := video.finished_blob(status):
            return blob
        job = handles["video_job"] = str(status["jobId"])
        return video.wait_for_blob(job, seconds=VIDEO_WAIT_SECONDS)

    def _upload(self, item: MediaFile) -> dict:
        answer = self._call(
            "POST",
            "com.atproto.repo.uploadBlob",
            timeout_seconds=max(TIMEOUT_SECONDS, item.size_bytes / SLOWEST_BYTES_PER_SECOND),
            content=pieces_of(item),
            headers={"Content-Type": item.mime_type, "Content-Length": str(item.size_bytes)},
        )
        if not isinstance(answer.get("blob"), dict):
            raise StepFailed("Bluesky did not name the uploaded file.", raw=answer)
        return answer["blob"]

    def _did_of(self, handle: str) -> str | None:
        """The account of a mentioned handle; None when there is none: then it stays plain text."""
        try:
            answer = self._get("com.atproto.identity.resolveHandle", handle=handle)
        except Rejected:
            return None
        return str(answer["did"]) if answer.get("did") else None

    def publish(
        self, request: PublishRequest, handles: dict, *, timeout_seconds: float
    ) -> PublishResult:
        """Put the record. The same call again changes nothing."""
        if "record" not in handles:
            raise NotSent("Bluesky is still working on the video. It is sent when that is done.")
        answer = self._put(handles, timeout_seconds)
        uri = answer.get("uri")
        if not isinstance(uri, str) or not uri.endswith(f"/{handles['rkey']}"):
            raise OutcomeUnknown("Bluesky did not name the post.", raw=answer)
        return PublishResult(PostState.LIVE, post_id=uri, url=self._url_of(uri), raw=answer)

    def _put(self, handles: dict, timeout_seconds: float) -> dict:
        return self._call(
            "POST",
            "com.atproto.repo.putRecord",
            timeout_seconds=timeout_seconds,
            publishes=True,
            json_body={
                "repo": self.session.did,
                "collection": COLLECTION,
                "rkey": handles["rkey"],
                "record": handles["record"],
            },
        )

    def lookup(self, operation: Operation, *, now: datetime) -> Lookup:
        """Read the record under our key; only a plain “no such record” means absent."""
        rkey = operation.handles.get("rkey")
        if not rkey:
            return Unknown("The key of this post was not kept.")
        try:
            found = self._record(rkey)
            uri = found["uri"]
        except RecordMissing:
            return Absent()
        except (PlatformError, KeyError) as error:
            return Unknown(f"The post could not be looked up: {error}")
        return Found(str(uri), self._url_of(str(uri)), raw=found)

    def _record(self, rkey: str) -> dict:
        """A record of the account's own. Raises RecordMissing."""
        return self._get(
            "com.atproto.repo.getRecord", repo=self.session.did, collection=COLLECTION, rkey=rkey
        )

    def delete(self, post_id: str) -> None:
        """Delete the record; deleting it twice is no error."""
        body = {"repo": self.session.did, "collection": COLLECTION, "rkey": key_in(post_id)}
        self._call(
            "POST", "com.atproto.repo.deleteRecord", timeout_seconds=TIMEOUT_SECONDS, json_body=body
        )

    # the first comment

    def prepare_comment(self, request: CommentRequest, handles: dict) -> dict:
        """Read the post, and write the reply's record under a key that follows from the post.

        So every try, also one of a database that forgot the others, puts the same record.
        Handles: `rkey`, `record`.
        """
        if "record" in handles:
            return handles
        post = self._record(key_in(request.post_id))
        try:
            made = datetime.fromisoformat(post["value"]["createdAt"])
            shown = {"uri": str(post["uri"]), "cid": str(post["cid"])}
        except (KeyError, TypeError, ValueError) as error:
            raise StepFailed("Bluesky described the post in an unknown shape.") from error
        moment = made + REPLIES_AFTER
        words = PublishRequest(request.op_key, request.platform, "", request.text, ())
        record = record_of(words, moment, {}, self._did_of)
        handles["rkey"] = record_key(moment, post_key(request.op_key))
        handles["record"] = {**record, "reply": {"root": shown, "parent": shown}}
        return handles

    def add_comment(
        self, request: CommentRequest, handles: dict, *, timeout_seconds: float
    ) -> CommentResult:
        """Put the reply's record. The same call again changes nothing."""
        answer = self._put(handles, timeout_seconds)
        uri = answer.get("uri")
        if not isinstance(uri, str) or not uri.endswith(f"/{handles['rkey']}"):
            raise OutcomeUnknown("Bluesky did not name the reply.", raw=answer)
        return CommentResult(uri, self._url_of(uri), raw=answer)

    def find_comment(self, operation: CommentOperation, *, now: datetime) -> Lookup:
        """Read the reply's record under its key: that is the truth about it."""
        handles = self.prepare_comment(operation.request, dict(operation.handles))
        try:
            uri = str(self._record(handles["rkey"])["uri"])
        except RecordMissing:
            return Absent()
        except KeyError:
            return Unknown("Bluesky described the reply in an unknown shape.")
        return Found(uri, self._url_of(uri))

    # readings

    def fetch_metrics(self, post_id: str) -> MetricsReading:
        """Likes, replies, reposts with quotes, and bookmarks; Bluesky counts no views."""
        posts = self._get("app.bsky.feed.getPosts", uris=post_id).get("posts")
        if posts == []:
            raise Rejected("Bluesky does not show this post any more.")
        try:
            post = posts[0]  # type: ignore[index]
            return MetricsReading(
                read_at=datetime.now(UTC),
                likes=count(post.get("likeCount")),
                comments_count=count(post.get("replyCount")),
                shares=total(count(post.get("repostCount")), count(post.get("quoteCount"))),
                saves=count(post.get("bookmarkCount")),
                raw=post,
            )
        except (TypeError, ValueError, KeyError, AttributeError) as error:
            raise StepFailed("Bluesky sent figures in an unknown shape.") from error

    def fetch_comments(self, post_id: str) -> list[CommentReading]:
        """All replies, and replies to them, newest first."""
        answer = self._get(
            "app.bsky.feed.getPostThread", uri=post_id, depth=str(COMMENT_DEPTH), parentHeight="0"
        )
        try:
            return comments_in(answer["thread"])
        except (TypeError, ValueError, KeyError, AttributeError) as error:
            raise StepFailed("Bluesky sent comments in an unknown shape.") from error

    def fetch_account(self) -> AccountReading:
        """The profile."""
        answer = self._get("app.bsky.actor.getProfile", actor=self.session.did)
        try:
            return AccountReading(
                account_id=str(answer["did"]),
                handle=str(answer["handle"]),
                name=str(answer.get("displayName") or answer["handle"]),
                followers_count=count(answer.get("followersCount")),
            )
        except (KeyError, ValueError) as error:
            raise StepFailed("Bluesky described the account in an unknown shape.") from error

    # calls

    @property
    def session(self) -> Session:
        """The account's session, opened at its first use."""
        if self._session is None:
            self._session = open_session(self.connection)
        return self._session

    def _get(self, method: str, **params: str) -> dict:
        return self._call("GET", method, timeout_seconds=TIMEOUT_SECONDS, params=params)

    def _call(self, verb: str, method: str, **arguments: Any) -> dict:
        with self._forgetting():
            client = replace(self.session.client(), watch=self.rates)
            return client.call(verb, f"/xrpc/{method}", **arguments)

    @contextmanager
    def _forgetting(self) -> Iterator[None]:
        """A session that the server refuses is dropped."""
        try:
            yield
        except (SessionEnded, ReconnectNeeded):
            forget_session(self.connection)
            self._session = None
            raise

    def _url_of(self, uri: str) -> str:
        return f"https://bsky.app/profile/{self.session.handle}/post/{uri.rsplit('/', 1)[-1]}"


def _shown_files(request: PublishRequest) -> tuple[MediaFile, ...]:
    """A cover image goes only with a link's card; a video has none here."""
    return request.media or files_of(request)
