"""The one way out to a platform: plain HTTP/1.1, no retry, a deadline that holds.

What goes wrong is turned into the errors of `platforms/exceptions.py` by the table of
`reliability.md` §5.
"""

import json
import logging
import re
import ssl
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import httpx

from platforms.adapters.address_guard import AddressRefused
from platforms.adapters.deadline import DeadlineTransport, Guard
from platforms.adapters.masking import masked, secrets_in
from platforms.exceptions import (
    NotSent,
    OutcomeUnknown,
    PlatformError,
    RateLimited,
    ReconnectNeeded,
    Rejected,
    StepFailed,
)

MAX_ANSWER_BYTES = 5_000_000
LONGEST_WAIT = timedelta(days=1)  # a Retry-After beyond this is not believed
NEVER_LEFT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.UnsupportedProtocol,
    httpx.InvalidURL,
)

logger = logging.getLogger("platforms.http")
logging.getLogger("httpx").setLevel(logging.WARNING)  # it writes whole addresses, with secrets


@dataclass(frozen=True)
class Answer:
    """A complete answer."""

    status: int
    headers: httpx.Headers
    body: bytes

    def json_object(self) -> dict:
        """The body as a JSON object. Raises ValueError when it is anything else."""
        value = self._json()
        if not isinstance(value, dict):
            raise ValueError("the body is JSON, but no object")
        return value

    def json_objects(self) -> list[dict]:
        """The body as a JSON list of objects. Raises ValueError when it is anything else."""
        value = self._json()
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise ValueError("the body is JSON, but no list of objects")
        return value

    def _json(self) -> object:
        try:
            return json.loads(self.body)
        except RecursionError as error:
            raise ValueError("the body is nested too deeply") from error


class AnswerTooLarge(httpx.TransportError):
    """The peer sent more than anybody asked for."""


def sentence_of(answer: Answer) -> str:
    """The platform's own words in a usual error body; empty when there are none."""
    try:
        error = answer.json_object().get("error", "")
    except ValueError:
        return ""
    if isinstance(error, dict):
        error = error.get("message", "")
    return str(error or "")[:500]


@dataclass(frozen=True)
class PlatformClient:
    """Calls to one platform for one account.

    `explain` reads the platform's sentence from an error answer; `classify` may put a more
    telling error in the place of the usual one, since only the adapter knows its platform's codes.
    """

    platform: str  # its label, for sentences
    base_url: str
    headers: Mapping[str, str] = field(repr=False)  # with the token; never logged
    explain: Callable[[Answer], str] = sentence_of
    classify: Callable[[Answer, PlatformError], PlatformError] = lambda _answer, error: error
    guard: Guard | None = None  # for a server whose address a person typed
    secret: str = field(default="", repr=False)  # a token that has to stand in the path or body
    grants: bool = False  # its good answers hold secrets that we asked for
    watch: "Callable[[Answer, bool], None] | None" = None  # (answer, whether the call publishes)

    def call(
        self,
        method: str,
        path: str,
        *,
        timeout_seconds: float,
        publishes: bool = False,
        json_body: dict | None = None,
        content: Iterable[bytes] | None = None,
        headers: Mapping[str, str] | None = None,
        params: Mapping[str, str] | None = None,
        max_bytes: int = MAX_ANSWER_BYTES,
    ) -> dict:
        """One call and its JSON object.

        `publishes` marks the irreversible call: whatever proves nothing is then OutcomeUnknown,
        otherwise StepFailed (nothing was posted, so it may be repeated). `timeout_seconds` is for
        the whole call. Raises the errors of `platforms/exceptions.py`.
        """
        answer = self.send(
            method,
            path,
            timeout_seconds=timeout_seconds,
            publishes=publishes,
            json_body=json_body,
            content=content,
            headers=headers,
            params=params,
            max_bytes=max_bytes,
        )
        return self.read_object(answer, publishes=publishes)

    def send(
        self,
        method: str,
        path: str,
        *,
        timeout_seconds: float,
        publishes: bool = False,
        json_body: dict | None = None,
        content: Iterable[bytes] | None = None,
        headers: Mapping[str, str] | None = None,
        params: Mapping[str, str] | None = None,
        max_bytes: int = MAX_ANSWER_BYTES,
    ) -> Answer:
        """`call`, for answers whose headers matter or whose body is empty (201, 204)."""
        outcome = OutcomeUnknown if publishes else StepFailed
        request = _Request(method, path, json_body, content, headers, params)
        answer = self._exchange(request, timeout_seconds, max_bytes, outcome)
        if self.watch is not None:
            self.watch(answer, publishes)
        if not 200 <= answer.status < 300:
            raise self.classify(answer, self._status_error(answer, outcome))
        return answer

    def read_object(self, answer: Answer, *, publishes: bool = False) -> dict:
        """The JSON object of an answer. Raises OutcomeUnknown or StepFailed, as `call` does."""
        outcome = OutcomeUnknown if publishes else StepFailed
        try:
            return answer.json_object()
        except ValueError as error:
            raise outcome(
                f"{self.platform} answered with something unreadable{_what_it_may_be(answer)}.",
                detail=f"{answer.status}, {_start_of(answer)}",
            ) from error

    def _exchange(
        self,
        request: "_Request",
        timeout_seconds: float,
        max_bytes: int,
        outcome: type[PlatformError],
    ) -> Answer:
        started = time.monotonic()
        try:
            tls = httpx.URL(self.base_url).scheme == "https"
            transport = DeadlineTransport(started + timeout_seconds, tls=tls, guard=self.guard)
            with httpx.Client(
                transport=transport, base_url=self.base_url, trust_env=False
            ) as client:
                answer = _read(client, request, self.headers, max_bytes)
        except (httpx.RequestError, httpx.InvalidURL) as error:
            self._log(request, type(error).__name__, started)
            raise self._transport_error(error, outcome) from error
        self._log(request, answer.status, started)
        return self._without_secrets(answer, request)

    def _without_secrets(self, answer: Answer, request: "_Request") -> Answer:
        """What is kept of an answer goes into rows, logs and sentences."""
        if self.grants and 200 <= answer.status < 300:
            return answer
        ours = {self.secret} | secrets_in({**self.headers, **(request.headers or {})})
        return replace(answer, body=masked(answer.body, ours))

    def _transport_error(self, error: Exception, outcome: type[PlatformError]) -> PlatformError:
        detail = f"{type(error).__name__}: {error}"
        if isinstance(error, AddressRefused):
            sentence = f"The address of this {self.platform} server is not a public one."
            return Rejected(f"{sentence} Connect the account with another address.", detail=detail)
        if _is_about_certificate(error):
            return NotSent(
                f"{self.platform}’s certificate is not valid, so nothing was sent. Check the "
                "server’s address and certificate, and this machine’s date.",
                detail=detail,
            )
        if isinstance(error, NEVER_LEFT):
            return NotSent(
                f"{self.platform} could not be reached. Nothing was sent.", detail=detail
            )
        return outcome(f"{self.platform} did not answer properly.", detail=detail)

    def _status_error(self, answer: Answer, outcome: type[PlatformError]) -> PlatformError:
        """What a status that is no success means (`reliability.md` §5)."""
        status, said = answer.status, self.explain(answer)
        detail = f"{status}, {said or _start_of(answer)}"
        if status == 429:
            sentence = f"{self.platform} asks us to wait."
            return RateLimited(sentence, retry_at=retry_at(answer), detail=detail)
        if status in (401, 403):
            why = (said or "refused").rstrip(".")
            sentence = f"{self.platform} no longer accepts this account’s sign-in ({why})."
            return ReconnectNeeded(f"{sentence} Connect the account again.", detail=detail)
        if status != 408 and 400 <= status < 500:
            reason = said or f"error {status}"
            return Rejected(f"{self.platform} refused this: {reason}", detail=detail)
        if 300 <= status < 400:
            return outcome(
                f"{self.platform} sends us on to another address, which is not followed. Connect "
                "the account with the final address.",
                detail=detail,
            )
        return outcome(f"{self.platform} answered with error {status}.", detail=detail)

    def _log(self, request: "_Request", result: object, started: float) -> None:
        """Method, path and result; no headers, no query, no bodies: tokens live there."""
        logger.info(
            "%s %s %s → %s in %.0f ms",
            self.platform,
            request.method,
            self._shown(request.path),
            result,
            (time.monotonic() - started) * 1000,
        )

    def _shown(self, path: str) -> str:
        bare = path.partition("?")[0]
        return bare.replace(self.secret, "…") if self.secret else bare


@dataclass(frozen=True)
class _Request:
    method: str
    path: str
    json_body: dict | None
    content: Iterable[bytes] | None
    headers: Mapping[str, str] | None
    params: Mapping[str, str] | None


def _read(
    client: httpx.Client, request: _Request, headers: Mapping[str, str], max_bytes: int
) -> Answer:
    with client.stream(
        request.method,
        request.path,
        json=request.json_body,
        content=request.content,
        params=request.params,
        headers={**headers, **(request.headers or {}), "Accept-Encoding": "identity"},
    ) as response:
        body = bytearray()
        for chunk in response.iter_raw():  # never unpacked: a packed answer may be a bomb
            body += chunk
            if len(body) > max_bytes:
                raise AnswerTooLarge(f"more than {max_bytes:,} bytes")
        return Answer(response.status_code, response.headers, bytes(body))


def retry_at(answer: Answer, *, now: datetime | None = None) -> datetime | None:
    """When the platform wants to be asked again (UTC): seconds or a date; None if it says nothing.

    A wait of more than a day is cut to a day: an absurd header must not put a post to sleep.
    """
    value = answer.headers.get("Retry-After", "").strip()
    moment = now or datetime.now(UTC)
    if re.fullmatch(r"[0-9]+(\.[0-9]+)?", value):
        return moment + min(timedelta(seconds=float(value[:9])), LONGEST_WAIT)
    try:
        asked = parsedate_to_datetime(value)
    except ValueError:
        return None
    if asked.tzinfo is None:
        asked = asked.replace(tzinfo=UTC)
    return min(asked, moment + LONGEST_WAIT)


def _is_about_certificate(error: BaseException) -> bool:
    """Whether the TLS handshake failed because of who the peer is; httpcore hides it as a cause."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return True
        cause = cause.__cause__ or cause.__context__
    return False


def _what_it_may_be(answer: Answer) -> str:
    """A web page where data should be: a maintenance notice, a sign-in wall, the wrong address."""
    if answer.body[:500].lstrip().lower().startswith((b"<!doctype", b"<html", b"<h", b"<body")):
        return ", a web page: it may be down, or its address is wrong"
    return ""


def _start_of(answer: Answer) -> str:
    return answer.body[:200].decode("utf-8", "replace")
