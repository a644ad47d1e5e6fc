"""A Mastodon instance on this machine, with one account."""

import html
from datetime import datetime
from typing import ClassVar

from platforms.sandbox.faults import Reply as Fault
from tests.platforms.doubles.forms import parts_of
from tests.platforms.doubles.server import RETRY_AFTER, Call, Double, Refused, Reply

TOKEN = "mastodon-secret"
ACCOUNT = "109"
API = "/api/v1/"


def refused(status: int, error: str) -> Refused:
    return Refused(Reply(status, {"error": error}))


class MastodonDouble(Double):
    """`statuses` holds the posts, newest last; `keys` the answered idempotency keys."""

    routes: ClassVar = (
        ("GET", r"/api/v2/instance", "instance", "instance"),
        ("POST", r"/api/v2/media", "upload", "upload"),
        ("GET", rf"{API}media/(\w+)", "media", "media_state"),
        ("POST", rf"{API}statuses", "publish", "post"),
        ("GET", rf"{API}accounts/verify_credentials", "account", "account"),
        ("GET", rf"{API}accounts/{ACCOUNT}/statuses", "listing", "listing"),
        ("GET", rf"{API}statuses/(\w+)", "metrics", "status"),
        ("GET", rf"{API}statuses/(\w+)/source", "source", "source"),
        ("GET", rf"{API}statuses/(\w+)/context", "comments", "context"),
        ("PUT", rf"{API}statuses/(\w+)", "update", "edit"),
        ("DELETE", rf"{API}statuses/(\w+)", "delete", "remove"),
    )

    def __init__(self) -> None:
        super().__init__()
        self.statuses: dict[str, dict] = {}
        self.keys: dict[str, str] = {}
        self.media: dict[str, int] = {}  # id → how often it is still in work
        self.polls_needed = 0
        self.max_characters = 500
        self.serial = 100

    def refusal(self, reply: Fault) -> Reply:
        status, error = REFUSALS[reply]
        return Reply(status, {"error": error}, RETRY_AFTER if status == 429 else {})

    def accepted(self) -> list[str]:
        """The key names the post; in these tests every post has one try."""
        return [status["key"] + "-1" for status in self.statuses.values()]

    def _signed_in(self, call: Call) -> None:
        if call.headers.get("Authorization") != f"Bearer {TOKEN}":
            raise refused(401, "The access token is invalid")

    def instance(self, call: Call) -> Reply:
        statuses = {"max_characters": self.max_characters, "max_media_attachments": 4}
        media = {"video_size_limit": 99_000_000, "image_size_limit": 16_000_000}
        limits = {"statuses": statuses, "media_attachments": media}
        return Reply(200, {"domain": "here", "configuration": limits})

    def upload(self, call: Call) -> Reply:
        self._signed_in(call)
        name, content = parts_of(call)["file"]
        assert name
        assert content
        self.serial += 1
        self.media[str(self.serial)] = self.polls_needed
        body = {"id": str(self.serial), "type": "video", "url": None}
        return Reply(202 if self.polls_needed else 200, body)

    def media_state(self, call: Call) -> Reply:
        self._signed_in(call)
        left = self.media[call.parts[0]]
        if left < 0:
            raise refused(422, "The file could not be processed")
        self.media[call.parts[0]] = max(0, left - 1)
        return Reply(206 if left else 200, {"id": call.parts[0], "url": None})

    def post(self, call: Call) -> Reply:
        self._signed_in(call)
        key = call.headers["Idempotency-Key"]
        if key in self.keys:
            known = {own["id"]: own.get("shown") for own in self.own_comments} | self.statuses
            return Reply(200, known[self.keys[key]])
        body = call.json
        if to := body.get("in_reply_to_id"):
            return self._reply(key, to, body)
        if len(body["status"]) > self.max_characters:
            raise refused(422, "Validation failed: Text character limit exceeded")
        if any(self.media[media_id] for media_id in body["media_ids"]):
            raise refused(422, "Cannot attach files that have not finished processing.")
        self.serial += 1
        status_id = str(self.serial)
        self.keys[key] = status_id
        self.statuses[status_id] = {
            "id": status_id,
            "key": key,
            "url": f"{self.base_url}/@maker/{status_id}",
            "created_at": self.now().isoformat(),
            "media_attachments": [{"id": media_id} for media_id in body["media_ids"]],
            "favourites_count": 7,
            "replies_count": 2,
            "reblogs_count": 3,
            **self._words(body),
        }
        return Reply(200, self.statuses[status_id])

    def _reply(self, key: str, to: str, body: dict) -> Reply:
        if to not in self.statuses:
            raise refused(404, "Record not found")
        own = self.add_comment(to, body["status"])
        self.keys[key] = own["id"]
        own["shown"] = {
            "id": own["id"],
            "url": f"{self.base_url}/@maker/{own['id']}",
            "account": {"id": ACCOUNT, "acct": "maker"},
            "created_at": self.now().isoformat(),
            **self._words(body),
        }
        return Reply(200, own["shown"])

    def _words(self, body: dict) -> dict:
        return {
            "source": body["status"],
            "content": f"<p>{html.escape(body['status'])}</p>",
            "visibility": body.get("visibility", "public"),
            "spoiler_text": body.get("spoiler_text", ""),
            "sensitive": body.get("sensitive", False),
        }

    def account(self, call: Call) -> Reply:
        self._signed_in(call)
        account = {"id": ACCOUNT, "acct": "maker", "display_name": "Maker", "followers_count": 55}
        return Reply(200, account)

    def listing(self, call: Call) -> Reply:
        self._signed_in(call)
        limit = int(call.query["limit"])
        assert limit <= 40
        before = call.query.get("max_id", "9" * 9)
        young = self.now() - self.listing_lag
        page = [
            status
            for status in reversed(self.statuses.values())
            if int(status["id"]) < int(before)
            and datetime.fromisoformat(status["created_at"]) <= young
        ]
        return Reply(200, page[:limit])

    def _status(self, call: Call) -> dict:
        self._signed_in(call)
        if call.parts[0] not in self.statuses:
            raise refused(404, "Record not found")
        return self.statuses[call.parts[0]]

    def status(self, call: Call) -> Reply:
        return Reply(200, self._status(call))

    def source(self, call: Call) -> Reply:
        return Reply(200, {"id": call.parts[0], "text": self._status(call)["source"]})

    def context(self, call: Call) -> Reply:
        self._status(call)
        replies = [reply_of("1", "2026-03-02T12:00:00.000Z"), reply_of("2", "2026-03-02T13:00:00Z")]
        replies += [own["shown"] for own in self.own_below(call.parts[0])]
        return Reply(200, {"ancestors": [], "descendants": replies})

    def edit(self, call: Call) -> Reply:
        status = self._status(call)
        status["media_attachments"] = [{"id": media} for media in call.json.get("media_ids", [])]
        status.update(self._words(call.json))
        return Reply(200, status)

    def remove(self, call: Call) -> Reply:
        return Reply(200, self.statuses.pop(self._status(call)["id"]))


REFUSALS = {
    Fault.ERROR_500: (500, "Something went wrong on our side"),
    Fault.ERROR_503: (503, "Remote data could not be fetched"),
    Fault.TIMEOUT_408: (408, "The request took too long"),
    Fault.RATE_LIMITED: (429, "Too many requests"),
    Fault.UNAUTHORIZED: (401, "The access token was revoked"),
    Fault.FORBIDDEN: (403, "This action is outside the authorized scopes"),
    Fault.REJECTED: (422, "This content breaks the community rules."),
}


def reply_of(number: str, created_at: str) -> dict:
    return {
        "id": number,
        "account": {"acct": "reader@elsewhere.example"},
        "content": f"<p>Reply <b>{number}</b><br>&amp; thanks</p>",
        "favourites_count": 1,
        "created_at": created_at,
    }
