"""One site: its address, which a person typed, its sign-in, and what its errors mean."""

import base64
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from platforms.adapters.address_guard import AddressGuard, site_address
from platforms.adapters.credentials import access_token_of
from platforms.adapters.http import Answer, PlatformClient
from platforms.exceptions import (
    Duplicate,
    OutcomeUnknown,
    PlatformError,
    RateLimited,
    ReconnectNeeded,
    Rejected,
    StepFailed,
)
from platforms.models import Connection

API = "/wp/v2"
TIMEOUT_SECONDS = 30.0
COMMENTS_CLOSED = frozenset({"rest_comment_closed", "comment_closed"})
GONE = frozenset({"rest_post_invalid_id", "rest_post_invalid_page_number"})


class PostMissing(Rejected):
    """The site has no such post."""


@dataclass(frozen=True)
class Site:
    """Calls to a site's REST API. `plain` sites have no pretty addresses (`?rest_route=`)."""

    client: PlatformClient = field(repr=False)
    plain: bool

    def send(
        self,
        method: str,
        path: str,
        *,
        timeout_seconds: float = TIMEOUT_SECONDS,
        publishes: bool = False,
        json_body: dict | None = None,
        content: Iterable[bytes] | None = None,
        headers: Mapping[str, str] | None = None,
        params: Mapping[str, str] | None = None,
    ) -> Answer:
        """One call; `path` begins behind `/wp/v2`."""
        route = {"rest_route": f"{API}{path}"} if self.plain else {}
        return self.client.send(
            method,
            "/" if self.plain else f"/wp-json{API}{path}",
            timeout_seconds=timeout_seconds,
            publishes=publishes,
            json_body=json_body,
            content=content,
            headers=headers,
            params={**route, **(params or {})},
        )

    def get(self, path: str, **params: str) -> dict:
        """An object of the site."""
        return self.client.read_object(self.send("GET", path, params=params))

    def post(self, path: str, body: dict) -> dict:
        """Make or change something that nobody sees yet."""
        return self.client.read_object(self.send("POST", path, json_body=body))

    def listed(self, path: str, **params: str) -> tuple[list[dict], Answer]:
        """A page of a listing, and the whole answer for its headers."""
        answer = self.send("GET", path, params=params)
        try:
            return answer.json_objects(), answer
        except ValueError as error:
            raise StepFailed("The site sent a listing in an unknown shape.") from error


def site_of(connection: Connection) -> Site:
    """The connection's site. Raises ReconnectNeeded when its address or sign-in is unfit."""
    try:
        address = site_address(str(connection.metadata.get("site") or ""))
    except ValueError as error:
        raise ReconnectNeeded(f"{error} Connect the account again.") from error
    login = f"{connection.platform_username}:{access_token_of(connection)}"
    client = PlatformClient(
        platform="WordPress",
        base_url=address,
        headers={"Authorization": f"Basic {base64.b64encode(login.encode()).decode()}"},
        explain=_sentence_of,
        classify=classify,
        guard=AddressGuard(),
    )
    return Site(client, plain=bool(connection.metadata.get("plain_permalinks")))


def _sentence_of(answer: Answer) -> str:
    try:
        return str(answer.json_object().get("message") or "")[:500]
    except ValueError:
        return ""


def _code_of(answer: Answer) -> str | None:
    """The error's code; None when it was not WordPress that answered."""
    try:
        return str(answer.json_object().get("code", ""))
    except ValueError:
        return None


def classify(answer: Answer, error: PlatformError) -> PlatformError:
    """Codes of WordPress, and the answers of what stands in front of it (developer.wordpress.org,
    rest-api): a firewall's page, a redirect, a server that keeps the sign-in back."""
    code = _code_of(answer)
    if 300 <= answer.status < 400 and not isinstance(error, OutcomeUnknown):
        return Rejected(_moved(answer), detail=error.detail)
    if isinstance(error, OutcomeUnknown | RateLimited) or answer.status >= 500:
        return error
    if code is None and answer.status != 408:
        said = answer.body[:200].decode("utf-8", "replace")
        sentence = "A firewall or cache answered in the place of WordPress. Let Reelay’s calls to"
        return Rejected(f"{sentence} /wp-json/ through. It said: {said}", detail=error.detail)
    if code in GONE:
        return PostMissing("The site has no such post any more.", detail=error.detail)
    if code == "comment_duplicate":
        return Duplicate("The site has this comment already.", detail=error.detail)
    if code == "comment_flood":
        return RateLimited("The site asks us to wait.", detail=error.detail)
    if code in COMMENTS_CLOSED:
        return Rejected("The site takes no comments below this post.", detail=error.detail)
    if code == "rest_not_logged_in":
        sentence = "The site did not see the sign-in: its web server drops the Authorization header"
        return ReconnectNeeded(f"{sentence}. Let it through. Connect the account again.")
    return error


def _moved(answer: Answer) -> str:
    target = urlsplit(answer.headers.get("Location", ""))
    where = f"{target.scheme}://{target.hostname}" if target.hostname else "elsewhere"
    return f"The site sends callers on to {where[:200]}. Connect the account with that address."
