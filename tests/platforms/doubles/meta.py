"""What the doubles of Instagram, Pages and Threads share: Graph envelopes, tokens, paging."""

import hashlib
import hmac
from datetime import datetime
from typing import Any
from urllib.parse import unquote

from django.core.files.storage import default_storage
from django.core.signing import TimestampSigner

from platforms.adapters.public_media import SIGNER_SALT
from platforms.sandbox.faults import Reply as Fault
from tests.platforms.doubles.server import RETRY_AFTER, Call, Double, Refused, Reply

BASE_URL = "https://reelay.example.com"  # where the platform would fetch our files
RULES = "This content breaks the community rules"
ENVELOPES = {
    Fault.ERROR_500: (500, 2, None, "An unexpected error has occurred"),
    Fault.ERROR_503: (503, 2, None, "Service temporarily unavailable"),
    Fault.TIMEOUT_408: (408, 2, None, "The request took too long"),
    Fault.RATE_LIMITED: (403, 4, None, "Application request limit reached"),
    Fault.UNAUTHORIZED: (400, 190, 463, "The session has expired"),
    Fault.FORBIDDEN: (403, 200, None, "The permission to post was withdrawn"),
    Fault.REJECTED: (400, 100, None, RULES),
    Fault.DUPLICATE: (400, 506, None, "Duplicate status message"),
}


def error(status: int, code: int, subcode: int | None = None, message: str = "Refused", **more):
    """The Graph API's envelope."""
    body: dict[str, Any] = {"message": message, "type": "OAuthException", "code": code, **more}
    if subcode is not None:
        body["error_subcode"] = subcode
    return Reply(status, {"error": {**body, "fbtrace_id": "AbC"}})


def graph_time(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%S+0000")


class MetaDouble(Double):
    """A Graph host. `token` is the only one that it takes; `secret` makes it want a proof."""

    def __init__(self, token: str, *, secret: str = "") -> None:
        self.token, self.secret = token, secret
        self.answer_next: dict[str, Reply] = {}  # name of a route's method → what it says once
        self.posts: dict[str, dict] = {}
        self.numbers = iter(range(18_000_000_000_000_001, 19_000_000_000_000_000))
        super().__init__()

    def refusal(self, reply: Fault) -> Reply:
        status, code, subcode, message = ENVELOPES[reply]
        headers = RETRY_AFTER if reply is Fault.RATE_LIMITED else {}
        return error(status, code, subcode, message)._replace(headers=headers)

    def check(self, call: Call, *, scheme: str = "Bearer") -> None:
        """The token, its proof, and an answer that a test ordered for this call."""
        if call.headers.get("Authorization") != f"{scheme} {self.token}":
            raise Refused(error(400, 190, None, "Invalid OAuth access token"))
        if self.secret and call.query.get("appsecret_proof") != self._proof():
            raise Refused(error(400, 100, None, "Invalid appsecret_proof"))
        if call.fault.reply is Fault.DUPLICATE:
            raise Refused(self.refusal(Fault.DUPLICATE))

    def _proof(self) -> str:
        return hmac.new(self.secret.encode(), self.token.encode(), hashlib.sha256).hexdigest()

    def order(self, method: str, reply: Reply) -> None:
        """The next call that `method` serves is answered with this."""
        self.answer_next[method] = reply

    def ordered(self, method: str) -> None:
        if reply := self.answer_next.pop(method, None):
            raise Refused(reply)

    def new_id(self) -> str:
        return str(next(self.numbers))

    def fetched(self, url: object) -> bytes:
        """The file behind our signed address, as the platform's crawler would get it."""
        prefix = f"{BASE_URL}/media/public/"
        if not isinstance(url, str) or not url.startswith(prefix):
            raise Refused(error(400, 9004, 2207052, "The media could not be fetched from this URI"))
        signed = unquote(url.removeprefix(prefix))
        path = TimestampSigner(salt=SIGNER_SALT).unsign(signed, max_age=3600)
        with default_storage.open(path) as file:
            return file.read()

    def age_hours(self, post: dict) -> int:
        return int((self.now() - post["at"]).total_seconds() // 3600)

    def listed(self, posts: list[dict]) -> list[dict]:
        """Those posts that the listing shows by now, newest first."""
        shown = [post for post in posts if self.now() - post["at"] >= self.listing_lag]
        return sorted(shown, key=lambda post: post["at"], reverse=True)

    def page(self, call: Call, items: list[dict]) -> Reply:
        """One page of a listing with its cursors."""
        start = int(call.query.get("after") or 0)
        limit = int(call.query.get("limit") or 25)
        body: dict[str, Any] = {"data": items[start : start + limit]}
        end = start + len(body["data"])
        body["paging"] = {"cursors": {"before": str(start), "after": str(end)}}
        if end < len(items):
            body["paging"]["next"] = f"{self.base_url}/next?after={end}"
        return Reply(200, body)
