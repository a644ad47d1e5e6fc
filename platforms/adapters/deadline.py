"""httpx over one connection whose every read and write ends with a total deadline.

httpx's time-outs are per read, so a peer that drips a byte now and then defeats them. Here each
step gets only what is left of one deadline (seconds of the monotonic clock).
"""

import ssl
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import cache
from typing import Any, Protocol

import httpcore
import httpx

WRITE_SLICE = 16_384  # the deadline is looked at between slices


class Guard(Protocol):
    """Decides where a connection may go (`address_guard.py`)."""

    def checked(self, host: str, port: int) -> list[str]:
        """The addresses to connect to in the place of `host`. Raises httpx.ConnectError."""


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
    """Opens connections that end at `ends_at` (monotonic seconds), where `guard` allows it.

    Resolving a name is the system's business and has time-outs of its own.
    """

    def __init__(self, ends_at: float, guard: Guard | None = None):
        self._ends_at, self._guard = ends_at, guard

    def connect_tcp(self, host: str, port: int, *args: Any, **kwargs: Any) -> DeadlineStream:
        *others, last = self._guard.checked(host, port) if self._guard else [host]
        for address in others:
            with suppress(httpcore.ConnectError, httpcore.ConnectTimeout):
                return self._connect(address, port)
        return self._connect(last, port)

    def _connect(self, host: str, port: int) -> DeadlineStream:
        left = self._ends_at - time.monotonic()
        if left <= 0:
            raise httpcore.ConnectTimeout("the deadline has passed")
        stream = httpcore.SyncBackend().connect_tcp(host, port, timeout=left)
        return DeadlineStream(stream, self._ends_at)


class DeadlineTransport(httpx.BaseTransport):
    """httpx over one new connection that is closed after its answer."""

    def __init__(self, ends_at: float, *, tls: bool, guard: Guard | None = None):
        self._pool = httpcore.ConnectionPool(
            ssl_context=_tls_context() if tls else None,
            max_connections=1,
            max_keepalive_connections=0,
            http1=True,
            http2=False,
            retries=0,
            network_backend=DeadlineBackend(ends_at, guard),
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        assert isinstance(request.stream, httpx.SyncByteStream)
        url = httpcore.URL(  # in parts: read a second time, it might name another host
            scheme=request.url.raw_scheme,
            host=request.url.raw_host,
            port=request.url.port,
            target=request.url.raw_path,
        )
        wire = httpcore.Request(
            method=request.method,
            url=url,
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
