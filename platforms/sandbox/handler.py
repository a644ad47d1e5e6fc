"""One call to the Sandbox: read it, let it take effect, answer it as well or as badly as told."""

import hashlib
import json
import logging
import socket
import threading
from contextlib import suppress
from http.server import BaseHTTPRequestHandler
from typing import Protocol
from urllib.parse import parse_qsl, urlsplit

from platforms.sandbox import pages
from platforms.sandbox.api import (
    Answer,
    Refusal,
    Request,
    answer,
    authorised,
    original_of,
    parse_object,
    route_of,
)
from platforms.sandbox.control_api import control
from platforms.sandbox.faults import FAULTS, Fault, Reply
from platforms.sandbox.growth import drawn
from platforms.sandbox.ledger import Behaviour, Ledger

MAX_BODY_BYTES = 1_000_000
CHUNK_BYTES = 65_536
ENDLESS_BYTES = 200_000_000
HTML_ERROR = b"<!doctype html><title>Welcome</title><h1>Please enable JavaScript</h1>"

logger = logging.getLogger("sandbox")

REFUSALS = {
    Reply.ERROR_500: Refusal(500, "internal", "Something went wrong on our side."),
    Reply.ERROR_503: Refusal(503, "unavailable", "Please come back later."),
    Reply.TIMEOUT_408: Refusal(408, "timeout", "The request took too long."),
    Reply.RATE_LIMITED: Refusal(429, "rate_limited", "Too many calls. Slow down."),
    Reply.UNAUTHORIZED: Refusal(401, "invalid_token", "The access token is expired."),
    Reply.FORBIDDEN: Refusal(403, "missing_permission", "The permission to post was withdrawn."),
    Reply.REJECTED: Refusal(400, "content_refused", "This content breaks the community rules."),
}


class Stage(Protocol):
    """What a handler needs of its server."""

    ledger: Ledger
    stopping: threading.Event
    server_address: tuple


class SandboxHandler(BaseHTTPRequestHandler):
    """Reads one call, lets it take effect, and answers it as well or as badly as told."""

    server: Stage  # type: ignore[assignment]
    protocol_version = "HTTP/1.1"
    server_version = "Sandbox/1"

    def do_GET(self) -> None:
        self._handle()

    do_POST = do_PUT = do_PATCH = do_DELETE = do_GET  # noqa: N815

    def log_message(self, format: str, *args: object) -> None:
        logger.debug(format, *args)

    @property
    def base_url(self) -> str:
        """The address under which the caller reaches us."""
        host, port = self.server.server_address[:2]
        return f"http://{self.headers.get('Host') or f'{host!s}:{port}'}"

    def _handle(self) -> None:
        url = urlsplit(self.path)
        path = tuple(part for part in url.path.split("/") if part)
        try:
            if path[:1] == ("v1",):
                self._handle_api(path[1:], dict(parse_qsl(url.query)))
            elif path[:1] == ("control",):
                body = parse_object(self._body())
                self._send(
                    *control(
                        self.server.ledger, self.command, path[1:], body, base_url=self.base_url
                    )
                )
            else:
                self._handle_page(path)
        except Refusal as refusal:
            self._refuse(refusal)

    # pages

    def _handle_page(self, path: tuple[str, ...]) -> None:
        ledger = self.server.ledger
        if path == ("healthz",):
            return self._send(200, {"ok": True, "simulation": True})
        page: str | None = None
        if not path:
            page = pages.index_page(ledger)
        elif len(path) == 2 and path[0] == "p":
            page = pages.post_page(ledger, path[1])
        status = 200 if page else 404
        return self._send_bytes(
            status, (page or pages.missing_page()).encode(), "text/html; charset=utf-8"
        )

    # calls

    def _handle_api(self, path: tuple[str, ...], query: dict[str, str]) -> None:
        request = self._read_request(path, query)
        route = route_of(self.command, path)
        behaviour = self.server.ledger.behaviour()
        fault = self._fault_of(route, behaviour) if route else FAULTS["ok"]
        if fault.reply is Reply.LATE:
            self.server.stopping.wait(behaviour.late_seconds)
        result = self._perform(request, fault, behaviour)
        self._reply(fault, result, behaviour)

    def _fault_of(self, route: str, behaviour: Behaviour) -> Fault:
        call = self.server.ledger.next_call(route)
        draw = drawn("listing failure", behaviour.seed, call).random()
        if route == "listing" and draw < behaviour.listing_failure_rate:
            return FAULTS["error_500_before"]
        return FAULTS[behaviour.plan_of(route).name_for(call)]

    def _perform(self, request: Request, fault: Fault, behaviour: Behaviour) -> Answer:
        ledger = self.server.ledger
        try:
            if fault.reply is Reply.PROCESSING_REJECTED:
                authorised(ledger, request)
                return 202, {"state": "processing", "job": ledger.open_job("")}
            if fault.reply is Reply.DUPLICATE:
                return original_of(ledger, request)
            if not fault.performs:
                authorised(ledger, request)
                return 200, {}
            delay = behaviour.processing_seconds if fault.reply is Reply.PROCESSING else 0.0
            return answer(ledger, request, delay=delay)
        except Refusal as refusal:
            return refusal.status, {"error": {"code": refusal.code, "message": refusal.message}}

    def _read_request(self, path: tuple[str, ...], query: dict[str, str]) -> Request:
        token = self.headers.get("Authorization", "").removeprefix("Bearer ").strip()
        is_upload = route_of(self.command, path) == "upload"
        return Request(
            method=self.command,
            path=path,
            query=query,
            token=token,
            body={} if is_upload else parse_object(self._body()),
            base_url=self.base_url,
            upload=self._read_upload() if is_upload else {},
        )

    def _length(self) -> int:
        length = self.headers.get("Content-Length", "0")
        if not length.isascii() or not length.isdigit():
            self.close_connection = True  # where the body ends, nobody knows
            raise Refusal(400, "invalid_length", "Content-Length is not a number.")
        return int(length)

    def _body(self) -> bytes:
        length = self._length()
        if length > MAX_BODY_BYTES:
            self.close_connection = True
            raise Refusal(413, "body_too_large", "The body is too large.")
        return self.rfile.read(length)

    def _read_upload(self) -> dict:
        """Read the file a piece at a time; its bytes are checked and then forgotten."""
        digest, size, left = hashlib.sha256(), 0, self._length()
        while left and (chunk := self.rfile.read(min(CHUNK_BYTES, left))):
            digest.update(chunk)
            size += len(chunk)
            left -= len(chunk)
        return {
            "size": size,
            "announced_size": self._length(),
            "sha256": digest.hexdigest(),
            "announced_sha256": self.headers.get("X-Content-SHA256", ""),
            "mime": self.headers.get("Content-Type", ""),
            "facts": parse_object(self.headers.get("X-Media-Facts", "").encode()),
        }

    # answers, good and bad

    def _reply(self, fault: Fault, result: Answer, behaviour: Behaviour) -> None:
        status, payload = result
        if fault.reply in REFUSALS:
            return self._refuse(REFUSALS[fault.reply], behaviour.retry_after_seconds)
        match fault.reply:
            case Reply.DROP | Reply.LATE:
                return self._drop()
            case Reply.SLOW:
                self.server.stopping.wait(behaviour.slow_seconds)
            case Reply.DRIP:
                return self._drip(payload, behaviour.drip_seconds)
            case Reply.TRUNCATED:
                return self._truncate(status, payload)
            case Reply.HTML:
                return self._send_bytes(200, HTML_ERROR, "text/html")
            case Reply.WRONG_SHAPE:
                return self._send_bytes(200, b'["fine"]', "application/json")
            case Reply.ENDLESS:
                return self._send_endless()
            case Reply.REDIRECT:
                return self._redirect()
        return self._send(status, payload)

    def _send(self, status: int, payload: dict, headers: dict[str, str] | None = None) -> None:
        self._send_bytes(status, json.dumps(payload).encode(), "application/json", headers)

    def _send_bytes(
        self, status: int, body: bytes, mime: str, headers: dict[str, str] | None = None
    ) -> None:
        self._head(status, mime, len(body), headers)
        self.wfile.write(body)

    def _head(
        self, status: int, mime: str, length: int, headers: dict[str, str] | None = None
    ) -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Type", mime)
        self.send_header("Content-Length", str(length))
        self.send_header("X-Simulation", "true")
        self.end_headers()

    def _refuse(self, refusal: Refusal, retry_after_seconds: int = 0) -> None:
        headers = {"Retry-After": str(retry_after_seconds)} if refusal.status == 429 else None
        payload = {"error": {"code": refusal.code, "message": refusal.message}}
        self._send(refusal.status, payload, headers)

    def _drop(self) -> None:
        self.close_connection = True
        with suppress(OSError):  # the caller may have left already
            self.connection.shutdown(socket.SHUT_RDWR)

    def _truncate(self, status: int, payload: dict) -> None:
        body = json.dumps(payload).encode()
        self._head(status, "application/json", len(body))
        self.wfile.write(body[: len(body) // 2])
        self.wfile.flush()
        self._drop()

    def _drip(self, payload: dict, pause: float) -> None:
        self.close_connection = True
        body = json.dumps(payload).encode()
        self._head(201, "application/json", len(body))
        for byte in body:
            self.wfile.write(bytes([byte]))
            if self.server.stopping.wait(pause):
                return

    def _send_endless(self) -> None:
        self.close_connection = True
        self._head(200, "application/json", ENDLESS_BYTES)
        for _ in range(ENDLESS_BYTES // CHUNK_BYTES):
            self.wfile.write(b" " * CHUNK_BYTES)

    def _redirect(self) -> None:
        self._send_bytes(302, b"", "text/plain", {"Location": "http://169.254.169.254/latest/"})
