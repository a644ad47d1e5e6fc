"""What every stand-in of a platform shares: real HTTP in a thread, and faults by name.

A double subclasses `Double`, lists its `routes` and answers them with methods that take a `Call`
and return a `Reply`. Scripted faults (`platforms/sandbox/faults.py`) are met per route name
(“publish”, “upload”, “listing”, “metrics” …), before or after the method has taken effect.
"""

import json
import re
import sys
import threading
import traceback
from collections import defaultdict, deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property
from http.server import ThreadingHTTPServer
from typing import Any, ClassVar, NamedTuple
from urllib.parse import parse_qsl, urlsplit

from platforms.sandbox import faults
from platforms.sandbox.handler import SandboxHandler

OK = faults.FAULTS["ok"]
RETRY_AFTER = {"Retry-After": "30"}


class Reply(NamedTuple):
    """An answer; a payload of bytes goes out as it is, anything else as JSON."""

    status: int
    payload: Any
    headers: Mapping[str, str] = {}


class Refused(Exception):
    """Raised by a route's method: the platform says no."""

    def __init__(self, reply: Reply):
        super().__init__(reply)
        self.reply = reply


@dataclass(frozen=True)
class Call:
    """One request, read to its end."""

    method: str
    path: str
    query: dict[str, str]
    headers: Mapping[str, str]
    body: bytes = field(repr=False)
    parts: tuple[str, ...] = ()  # the groups of the route's pattern
    fault: faults.Fault = OK

    @cached_property
    def json(self) -> dict:
        return json.loads(self.body or b"{}")

    @cached_property
    def form(self) -> dict[str, str]:
        return dict(parse_qsl(self.body.decode(), keep_blank_values=True))


class Double:
    """One platform on 127.0.0.1. Subclasses give `routes`, their methods and `refusals`."""

    # (method, pattern of the path, name of the route for faults, name of our method)
    routes: ClassVar[tuple[tuple[str, str, str, str], ...]] = ()
    slow_seconds, late_seconds, drip_seconds = 0.2, 20.0, 0.1

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.rate_headers: dict[str, str] = {}  # what is left of an allowance; with every answer
        self.lock = threading.RLock()
        self.own_comments: list[dict] = []  # {post, id, text}, as the subclass takes them
        self.listing_lag = timedelta(0)
        self._passed = timedelta(0)
        self._script: dict[str, deque[str]] = defaultdict(deque)
        self._server = _Server(self)
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.02,), daemon=True
        )
        self._thread.start()

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def now(self) -> datetime:
        """The platform's clock."""
        return datetime.now(UTC) + self._passed

    def refusal(self, reply: faults.Reply) -> Reply:
        """The platform's own way to say ERROR_500, RATE_LIMITED, UNAUTHORIZED, REJECTED …"""
        status, message = REFUSALS[reply]
        headers = RETRY_AFTER if status == 429 else {}
        return Reply(status, {"error": {"message": message}}, headers)

    # the contract's view of a platform

    def misbehave(self, *names: str, route: str = "publish") -> None:
        """The next calls of a route meet these faults, in order."""
        if unknown := set(names) - set(faults.FAULTS):
            raise ValueError(f"unknown faults: {unknown}")
        self._script[route].extend(names)

    def commented(self) -> list[str]:
        """The texts of all first comments that the platform took."""
        return [comment["text"] for comment in self.own_comments]

    def add_comment(self, post: str, text: str) -> dict:
        """Take a comment down, always a new one."""
        made = {"post": post, "id": f"9{len(self.own_comments) + 1:05}", "text": text}
        self.own_comments.append({**made, "at": self.now()})
        return self.own_comments[-1]

    def own_below(self, post: str) -> list[dict]:
        return [comment for comment in self.own_comments if comment["post"] == post]

    def lag_listing(self, seconds: float) -> None:
        """Posts younger than this are not listed (for the subclass's listing to look at)."""
        self.listing_lag = timedelta(seconds=seconds)

    def pass_time(self, seconds: float) -> None:
        """Let the platform's clock go on."""
        self._passed += timedelta(seconds=seconds)

    def stop(self) -> None:
        """Be gone: nothing listens any more. May be called twice."""
        if not self._server.stopping.is_set():
            self._server.stopping.set()
            self._server.shutdown()
            self._thread.join()
            self._server.server_close()

    # one call

    def route_of(self, method: str, path: str) -> tuple[str, str, tuple[str, ...]] | None:
        """Route name, method name and the pattern's groups; None when nobody serves the path."""
        for verb, pattern, route, name in self.routes:
            if verb == method and (match := re.fullmatch(pattern, path)):
                return route, name, match.groups()
        return None

    def next_fault(self, route: str) -> faults.Fault:
        with self.lock:
            script = self._script[route]
            return faults.FAULTS[script.popleft()] if script else OK


REFUSALS = {
    faults.Reply.ERROR_500: (500, "Something went wrong on our side."),
    faults.Reply.ERROR_503: (503, "Please come back later."),
    faults.Reply.TIMEOUT_408: (408, "The request took too long."),
    faults.Reply.RATE_LIMITED: (429, "Too many calls. Slow down."),
    faults.Reply.UNAUTHORIZED: (401, "The access token is expired."),
    faults.Reply.FORBIDDEN: (403, "The permission to post was withdrawn."),
    faults.Reply.REJECTED: (400, "This content breaks the community rules."),
}


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, double: Double):
        self.double = double
        self.stopping = threading.Event()
        super().__init__(("127.0.0.1", 0), _Handler)

    def handle_error(self, request, client_address) -> None:
        """A caller that went away is no news; a bug in a double is, and is printed."""
        if not isinstance(sys.exception(), OSError):
            traceback.print_exc()


class _Handler(SandboxHandler):
    """The Sandbox's ways to answer badly, for a double's calls."""

    server: _Server  # type: ignore[assignment]

    def _handle(self) -> None:
        double, url = self.server.double, urlsplit(self.path)
        found = double.route_of(self.command, url.path)
        body = self._read_body()
        if found is None:
            return self._answer(Reply(404, {"error": {"message": f"no {url.path}"}}))
        route, name, parts = found
        fault = double.next_fault(route)
        query = dict(parse_qsl(url.query, keep_blank_values=True))
        call = Call(self.command, url.path, query, self.headers, body, parts, fault)
        with double.lock:
            double.calls.append(call)
        if fault.reply is faults.Reply.LATE and self.server.stopping.wait(double.late_seconds):
            return self._drop()
        return self._misbehave(fault, self._perform(name, call))

    def _perform(self, name: str, call: Call) -> Reply:
        """Let the call take effect, unless its fault says otherwise (some do so in the method)."""
        by_method = (faults.Reply.PROCESSING_REJECTED, faults.Reply.DUPLICATE)
        if not call.fault.performs and call.fault.reply not in by_method:
            return Reply(200, {})
        try:
            with self.server.double.lock:
                return getattr(self.server.double, name)(call)
        except Refused as refused:
            return refused.reply

    def _misbehave(self, fault: faults.Fault, reply: Reply) -> None:
        double = self.server.double
        if fault.reply in REFUSALS:
            return self._answer(double.refusal(fault.reply))
        match fault.reply:
            case faults.Reply.DROP | faults.Reply.LATE:
                return self._drop()
            case faults.Reply.SLOW:
                self.server.stopping.wait(double.slow_seconds)
            case faults.Reply.DRIP:
                return self._drip(reply.payload, double.drip_seconds)
            case faults.Reply.TRUNCATED:
                return self._truncate(reply.status, reply.payload)
            case faults.Reply.HTML:
                return self._send_bytes(200, b"<!doctype html><h1>Welcome</h1>", "text/html")
            case faults.Reply.WRONG_SHAPE:
                return self._send_bytes(200, b'["fine"]', "application/json")
            case faults.Reply.ENDLESS:
                return self._send_endless()
            case faults.Reply.REDIRECT:
                return self._redirect()
        return self._answer(reply)

    def _answer(self, reply: Reply) -> None:
        left = self.server.double.rate_headers
        if isinstance(reply.payload, bytes):
            mime = reply.headers.get("Content-Type", "application/octet-stream")
            others = {k: v for k, v in reply.headers.items() if k != "Content-Type"}
            return self._send_bytes(reply.status, reply.payload, mime, {**others, **left})
        return self._send(reply.status, reply.payload, {**reply.headers, **left})

    def _read_body(self) -> bytes:
        """The whole body, however it was framed (a file sent in chunks of unknown total too)."""
        if self.headers.get("Transfer-Encoding", "").lower() != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length") or 0))
        body = bytearray()
        while size := int(self.rfile.readline().split(b";")[0], 16):
            body += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return bytes(body)
