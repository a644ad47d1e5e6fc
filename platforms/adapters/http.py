"""The one way out to a platform: plain HTTP/1.1, no retry, a deadline that holds.

httpx's time-outs are per read, so a peer that drips a byte now and then defeats them. Here every
read and write of the connection gets only what is left of one total deadline. What goes wrong is
turned into the errors of `platforms/exceptions.py` by the table of `reliability.md` §5.
"""

import json
import logging
import re
import ssl
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import httpcore
import httpx

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
WRITE_SLICE = 16_384  # the deadline is looked at between slices
LONGEST_WAIT = timedelta(days=1)  # a Retry-After beyond this is not believed
NEVER_LEFT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.UnsupportedProtocol,
    httpx.InvalidURL,
)

logger = logging.getLogger("platforms.http")


class DeadlineStream(httpcore.NetworkStream):
    """A connection whose every read and write ends when the deadline does."""

    def __init__(self, inner: httpcore.NetworkStream, ends_at: float):
        self._inner, self._ends_at = inner, ends_at

    def _left(self, error: type[Exception]) -> float:
        left = self._ends_at - time.monotonic()
        if left <= 0:
            raise error("the deadline has passed")
        return left

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, self._left(httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        for start in range(0, len(buffer), WRITE_SLICE):
            left = self._left(httpcore.WriteTimeout)
            self._inner.write(buffer[start : start + WRITE_SLICE], left)

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        left = self._left(httpcore.ConnectTimeout)
        return DeadlineStream(
            self._inner.start_tls(ssl_context, server_hostname, left), self._ends_at
        )

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


class DeadlineBackend(httpcore.NetworkBackend):
    """Opens connections that end at `ends_at` (monotonic seconds).

    Resolving a name is the system's business and has time-outs of its own.
    """

    def __init__(self, ends_at: float):
        self._ends_at = ends_at

    def connect_tcp(self, host: str, port: int, *args: Any, **kwargs: Any) -> DeadlineStream:
        left = self._ends_at - time.monotonic()
        if left <= 0:
            raise httpcore.ConnectTimeout("the deadline has passed")
        stream = httpcore.SyncBackend().connect_tcp(host, port, timeout=left)
        return DeadlineStream(stream, self._ends_at)


class DeadlineTransport(httpx.BaseTransport):
    """httpx over one new connection that is closed after its answer."""

    def __init__(self, ends_at: float, *, tls: bool):
        self._pool = httpcore.ConnectionPool(
            ssl_context=_tls_context() if tls else None,
            max_connections=1,
            max_keepalive_connections=0,
            http1=True,
            http2=False,
            retries=0,
            network_backend=DeadlineBackend(ends_at),
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        assert isinstance(request.stream, httpx.SyncByteStream)
        wire = httpcore.Request(
            method=request.method,
            url=str(request.url),
            headers=request.headers.raw,
            content=request.stream,
        )
        with _named_by_httpx():
            answer = self._pool.handle_request(wire)
        assert isinstance(answer.stream, Iterable)
        return httpx.Response(
            answer.status, headers=answer.headers, stream=_AnswerStream(answer.stream)
        )

    def close(self) -> None:
        self._pool.close()


class _AnswerStream(httpx.SyncByteStream):
    def __init__(self, inner: Iterable[bytes]):
        self._inner = inner

    def __iter__(self) -> Iterator[bytes]:
        with _named_by_httpx():
            yield from self._inner

    def close(self) -> None:
        if close := getattr(self._inner, "close", None):
            close()


class _named_by_httpx:  # noqa: N801  (a context manager, used as a verb)
    """httpcore's errors leave as the httpx errors of the same name."""

    def __enter__(self) -> None: ...

    def __exit__(self, kind: type | None, error: BaseException | None, trace: object) -> None:
        name = type(error).__name__
        if type(error).__module__.startswith("httpcore") and hasattr(httpx, name):
            raise getattr(httpx, name)(str(error)) from error


@cache
def _tls_context() -> ssl.SSLContext:
    return httpx.create_ssl_context(trust_env=False)


@dataclass(frozen=True)
class Answer:
    """A complete answer."""

    status: int
    headers: httpx.Headers
    body: bytes

    def json_object(self) -> dict:
        """The body as a JSON object. Raises ValueError when it is anything else."""
        try:
            value = json.loads(self.body)
        except RecursionError as error:
            raise ValueError("the body is nested too deeply") from error
        if not isinstance(value, dict):
            raise ValueError("the body is JSON, but no object")
        return value


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

    `explain` reads the platform's sentence from an error answer.
    """

    platform: str  # its label, for sentences
    base_url: str
    headers: Mapping[str, str] = field(repr=False)  # with the token; never logged
    explain: Callable[[Answer], str] = sentence_of

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
        outcome = OutcomeUnknown if publishes else StepFailed
        request = _Request(method, path, json_body, content, headers, params)
        answer = self._exchange(request, timeout_seconds, max_bytes, outcome)
        self._raise_for_status(answer, outcome)
        try:
            return answer.json_object()
        except ValueError as error:
            raise outcome(
                f"{self.platform} answered with something unreadable.",
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
        tls = urlsplit(self.base_url).scheme == "https"
        transport = DeadlineTransport(started + timeout_seconds, tls=tls)
        try:
            with httpx.Client(
                transport=transport, base_url=self.base_url, trust_env=False
            ) as client:
                answer = _read(client, request, self.headers, max_bytes)
        except (httpx.RequestError, httpx.InvalidURL) as error:
            self._log(request, type(error).__name__, started)
            raise self._transport_error(error, outcome) from error
        self._log(request, answer.status, started)
        return answer

    def _transport_error(self, error: Exception, outcome: type[PlatformError]) -> PlatformError:
        detail = f"{type(error).__name__}: {error}"
        if isinstance(error, NEVER_LEFT):
            return NotSent(
                f"{self.platform} could not be reached. Nothing was sent.", detail=detail
            )
        return outcome(f"{self.platform} did not answer properly.", detail=detail)

    def _raise_for_status(self, answer: Answer, outcome: type[PlatformError]) -> None:
        status = answer.status
        if 200 <= status < 300:
            return
        said = self.explain(answer)
        detail = f"{status}, {said or _start_of(answer)}"
        if status == 429:
            raise RateLimited(
                f"{self.platform} asks us to wait.", retry_at=retry_at(answer), detail=detail
            )
        if status in (401, 403):
            raise ReconnectNeeded(
                f"{self.platform} no longer accepts this account’s sign-in "
                f"({(said or 'refused').rstrip('.')}). Connect the account again.",
                detail=detail,
            )
        if status != 408 and 400 <= status < 500:
            raise Rejected(
                f"{self.platform} refused this: {said or f'error {status}'}", detail=detail
            )
        raise outcome(f"{self.platform} answered with error {status}.", detail=detail)

    def _log(self, request: "_Request", result: object, started: float) -> None:
        """Method, path and result; no headers, no query, no bodies: tokens live there."""
        logger.info(
            "%s %s %s → %s in %.0f ms",
            self.platform,
            request.method,
            request.path,
            result,
            (time.monotonic() - started) * 1000,
        )


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


def _start_of(answer: Answer) -> str:
    return answer.body[:200].decode("utf-8", "replace")
