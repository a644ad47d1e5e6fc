"""A network that repeats whatever it is told, secrets included, in every shape of an error."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

SHAPES = ("text", "object", "list", "page")


def body_of(shape: str, said: str) -> bytes:
    """An answer's body with `said` where some network puts its words."""
    error = {"message": said, "code": 1, "error_user_msg": said, "reason": said}
    bodies = {
        "text": {"error": said, "error_description": said, "message": said, "detail": said},
        "object": {"error": error, "description": said, "title": said, "code": 1},
        "list": {"errors": [error], "detail": said, "message": said},
    }
    if shape == "page":
        return f"<html><p>{said}</p></html>".encode()
    return json.dumps(bodies[shape]).encode()


class Echo:
    """Answers every request with `status` and its own words in the body."""

    def __init__(self) -> None:
        self.status, self.shape = 400, SHAPES[0]
        echo = self

        class Handler(BaseHTTPRequestHandler):
            def answer(self) -> None:
                length = int(self.headers.get("Content-Length") or 0)
                sent = self.rfile.read(min(length, 2000)).decode("latin-1")
                told = " ".join(f"{name}: {value}" for name, value in self.headers.items())
                body = body_of(echo.shape, f"You said {self.path} {told} {sent}")
                self.send_response(echo.status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = answer  # noqa: N815 (its names)

            def log_message(self, *args) -> None:
                """Nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}"


@contextmanager
def echoing() -> Iterator[Echo]:
    """A running echo, until the block ends."""
    echo = Echo()
    threading.Thread(target=echo.server.serve_forever, daemon=True).start()
    try:
        yield echo
    finally:
        echo.server.shutdown()


class Everywhere(dict):
    """PLATFORM_BASE_URLS that leads every network to one address."""

    def __init__(self, url: str):
        super().__init__()
        self.url = url

    def get(self, key, default=None) -> str:
        return self.url
