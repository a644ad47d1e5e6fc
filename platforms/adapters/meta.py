"""What Instagram, Facebook Pages and Threads share: the Graph API.

Versions, the error envelope and its codes, usage headers; listings and figures are read in
`meta_reading.py`. Sources:
developers.facebook.com “Graph API: error handling”, “Rate limiting” and the v26.0 changelog
(read 20 November 2026). Errors are told apart by code and subcode, never by their text.
"""

import hashlib
import hmac
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import partial

from django.conf import settings

from platforms.adapters.files import pieces_of
from platforms.adapters.http import Answer, PlatformClient, retry_at
from platforms.adapters.rates import meta_usage
from platforms.adapters.types import MediaFile
from platforms.exceptions import (
    Duplicate,
    NotSent,
    OutcomeUnknown,
    PlatformError,
    RateLimited,
    ReconnectNeeded,
    Rejected,
    StepFailed,
)

STEP_SECONDS = 20.0  # for a call that posts nothing
SLOWEST_UPLOAD = 500_000  # bytes a second; an upload that is slower is given up


class Meaning(StrEnum):
    """What an error code says, in our words."""

    RECONNECT = "reconnect"  # token or permission
    REJECTED = "rejected"  # a person must change something
    WAIT = "wait"  # too many calls; the headers may say for how long
    HOUR_OFF = "hour_off"
    DAY_OFF = "day_off"  # a quota or a block of about a day
    UNCLEAR = "unclear"  # proves nothing: look before a repeat
    NOT_PUBLISHED = "not_published"  # certainly not out; the next try makes a new container
    DUPLICATE = "duplicate"


PAUSES = {Meaning.HOUR_OFF: timedelta(hours=1), Meaning.DAY_OFF: timedelta(days=1)}
# (code, subcode); None stands for any. The most telling entry wins: see `meaning_of`.
Codes = Mapping[tuple[int | None, int | None], Meaning]
UNFETCHED = {9004, 2207052}  # Meta’s crawler did not get a file from our address
GRAPH_CODES: Codes = {
    **{(code, None): Meaning.RECONNECT for code in (10, 102, 190, *range(200, 300))},
    **{(code, None): Meaning.WAIT for code in (4, 17, 32, 613, *range(80001, 80015))},
    **{(code, None): Meaning.DAY_OFF for code in (341, 368)},  # 341 is second hand
    **{(code, None): Meaning.REJECTED for code in (3, 100, 1609005)},
    **{(code, None): Meaning.UNCLEAR for code in (1, 2)},
    (506, None): Meaning.DUPLICATE,
}


# below a post that was made a moment ago: it is not known everywhere yet
COMMENT_CODES: Codes = {(100, 33): Meaning.WAIT}


def graph_version() -> str:
    """The Graph API's version; the code was written for v26.0, of 29 July 2026."""
    return settings.META_GRAPH_VERSION


def envelope(answer: Answer) -> dict:
    """The `error` object of an answer; empty when there is none."""
    try:
        error = answer.json_object().get("error")
    except ValueError:
        return {}
    return error if isinstance(error, dict) else {}


def words_of(answer: Answer) -> str:
    """What the platform says to people, else what it says to programmers."""
    error = envelope(answer)
    return str(error.get("error_user_msg") or error.get("message") or "")[:500]


def meaning_of(error: dict, codes: Codes) -> Meaning | None:
    """The meaning of an error object; None for a code that nobody lists."""
    code, subcode = error.get("code"), error.get("error_subcode")
    meaning = codes.get((code, subcode)) or codes.get((None, subcode)) if subcode else None
    meaning = meaning or codes.get((code, None))
    if error.get("is_transient") is True and meaning in (None, Meaning.REJECTED):
        return Meaning.UNCLEAR
    return meaning


def classify(
    answer: Answer,
    usual: PlatformError,
    *,
    label: str,
    codes: Codes,
    publishes: bool,
    unlisted: Meaning | None = None,
) -> PlatformError:
    """The error of an answer by its envelope; `usual` is what its status alone would mean.

    An error of the server proves nothing about the irreversible call, whatever code it carries.
    `unlisted` is the meaning of a code that is in no table (None: as the status says).
    """
    error = envelope(answer)
    if not error or (publishes and (answer.status >= 500 or answer.status == 408)):
        return usual
    meaning = meaning_of(error, codes) or unlisted
    if meaning is None:
        return usual
    return _error_of(meaning, answer, label, publishes)


def _error_of(meaning: Meaning, answer: Answer, label: str, publishes: bool) -> PlatformError:
    said, error = words_of(answer).rstrip("."), envelope(answer)
    detail = f"{answer.status}, code {error.get('code')}/{error.get('error_subcode')}: {said}"
    if UNFETCHED & {error.get("code"), error.get("error_subcode")}:
        said += f". Check that {settings.BASE_URL} (BASE_URL) can be reached from the internet"
    match meaning:
        case Meaning.RECONNECT:
            sentence = f"{label} no longer accepts this account’s sign-in ({said})."
            return ReconnectNeeded(f"{sentence} Connect the account again.", detail=detail)
        case Meaning.REJECTED:
            return Rejected(f"{label} refused this: {said}.", detail=detail, raw=error)
        case Meaning.DUPLICATE:
            return Duplicate(f"{label} already has this post: {said}.", detail=detail)
        case Meaning.WAIT:
            until = retry_at(answer) or regain_at(answer)
            return RateLimited(f"{label} asks us to wait.", retry_at=until, detail=detail)
        case Meaning.HOUR_OFF | Meaning.DAY_OFF:
            until = datetime.now(UTC) + PAUSES[meaning]
            return RateLimited(f"{label} asks us to wait: {said}.", retry_at=until, detail=detail)
        case Meaning.NOT_PUBLISHED:
            return (NotSent if publishes else StepFailed)(f"{label} says: {said}.", detail=detail)
    unclear = OutcomeUnknown if publishes else StepFailed
    return unclear(f"{label} answered with an error: {said}.", detail=detail)


def regain_at(answer: Answer) -> datetime | None:
    """When calls are taken again by the usage headers; None: they are silent."""
    now = datetime.now(UTC)
    return max(
        (left.resets_at for left in meta_usage(answer.headers, now) if not left.share), default=None
    )


@dataclass(frozen=True)
class GraphClient:
    """Calls to one Graph host for one account. Paths begin behind the version.

    `secret`, the app's, adds `appsecret_proof` to each call (an app may be set to require it).
    """

    label: str
    base_url: str
    token: str = field(repr=False)
    codes: Codes = field(default_factory=lambda: GRAPH_CODES)
    unlisted_when_publishing: Meaning | None = None
    secret: str = field(default="", repr=False)
    scheme: str = "Bearer"  # the upload hosts want “OAuth”
    watch: Callable[[Answer, bool], None] | None = None

    def get(
        self,
        path: str,
        params: Mapping[str, str] | None = None,
        *,
        seconds: float = STEP_SECONDS,
    ) -> dict:
        """A reading."""
        return self._call("GET", path, params=params, seconds=seconds)

    def post(
        self, path: str, body: dict, *, publishes: bool = False, seconds: float = STEP_SECONDS
    ) -> dict:
        """A change; `publishes` marks the irreversible call."""
        return self._call("POST", path, json_body=body, publishes=publishes, seconds=seconds)

    def delete(self, path: str) -> dict:
        """Remove a node."""
        return self._call("DELETE", path)

    def upload(
        self, path: str, pieces: Iterable[bytes], size: int, headers: Mapping[str, str]
    ) -> dict:
        """Send bytes that become public only by a later call. `size` decides how long it may take;
        Content-Length is the caller's."""
        seconds = max(STEP_SECONDS, size / SLOWEST_UPLOAD)
        return self._call("POST", path, content=pieces, headers=headers, seconds=seconds)

    def with_codes(self, codes: Codes) -> "GraphClient":
        """The same client with some codes read in another way."""
        return replace(self, codes={**self.codes, **codes})

    def _call(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, str] | None = None,
        json_body: dict | None = None,
        content: Iterable[bytes] | None = None,
        headers: Mapping[str, str] | None = None,
        publishes: bool = False,
        seconds: float = STEP_SECONDS,
    ) -> dict:
        return self._client(publishes).call(
            method,
            path,
            params={**(params or {}), **self._proof()},
            json_body=json_body,
            content=content,
            headers=headers,
            publishes=publishes,
            timeout_seconds=seconds,
        )

    def _client(self, publishes: bool) -> PlatformClient:
        reading = partial(
            classify,
            label=self.label,
            codes=self.codes,
            publishes=publishes,
            unlisted=self.unlisted_when_publishing if publishes else None,
        )
        headers = {"Authorization": f"{self.scheme} {self.token}"}
        return PlatformClient(
            self.label, self.base_url, headers, words_of, reading, watch=self.watch
        )

    def _proof(self) -> dict[str, str]:
        if not self.secret:
            return {}
        digest = hmac.new(self.secret.encode(), self.token.encode(), hashlib.sha256)
        return {"appsecret_proof": digest.hexdigest()}


def app_secret(name: str) -> str:
    """The secret of our app at Meta for `appsecret_proof`; empty: no proof is sent."""
    return settings.META_APP_SECRETS.get(name, "")


def id_in(answer: dict, *, label: str, publishes: bool = False, key: str = "id") -> str:
    """The id that a call must give. Raises OutcomeUnknown, for a step StepFailed."""
    value = answer.get(key)
    if isinstance(value, str | int) and not isinstance(value, bool) and value:
        return str(value)
    raise (OutcomeUnknown if publishes else StepFailed)(
        f"{label} did not name what it made.", raw=answer
    )


def require_stored(items: Iterable[MediaFile]) -> None:
    """Read files that the platform will pull. Raises Rejected when one is missing or damaged."""
    for item in items:
        for _ in pieces_of(item):
            pass


def link_of(graph: GraphClient, post_id: str, field_name: str, *, seconds: float) -> str:
    """The post's public address; empty when it could not be read in time (the post is out)."""
    try:
        limit = max(0.5, min(seconds, 10))
        answer = graph.get(f"/{post_id}", {"fields": field_name}, seconds=limit)
    except PlatformError:
        return ""
    return str(answer.get(field_name) or "")
