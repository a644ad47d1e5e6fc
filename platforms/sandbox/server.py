"""The Sandbox over HTTP, on sockets that it may treat badly.

`start` is the process, `serve_in_thread` the same inside another one. A call is committed to the
ledger before a byte of its answer leaves, so a kill -9 at any point leaves the truth behind.
"""

import logging
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import ThreadingHTTPServer
from pathlib import Path

from platforms.sandbox.handler import SandboxHandler
from platforms.sandbox.ledger import Ledger

DEFAULT_PORT = 8077

logger = logging.getLogger("sandbox")


class SandboxServer(ThreadingHTTPServer):
    """The listening socket and the ledger behind it."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], ledger: Ledger):
        self.ledger = ledger
        self.stopping = threading.Event()
        super().__init__(address, SandboxHandler)

    def handle_error(self, request, client_address) -> None:
        if isinstance(sys.exception(), OSError):
            logger.debug("a caller went away")
        else:
            logger.exception("a call could not be handled")


@dataclass(frozen=True)
class RunningSandbox:
    """A Sandbox that serves in a thread of this process."""

    base_url: str
    server: SandboxServer
    thread: threading.Thread

    def stop(self) -> None:
        """Stop serving; what was accepted stays in the ledger's file."""
        self.server.stopping.set()
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()
        self.server.ledger.close()


def serve_in_thread(ledger: Path, *, host: str = "127.0.0.1", port: int = 0) -> RunningSandbox:
    """Serve beside the caller's own work; port 0 takes a free one. Call `stop` on the result."""
    server = SandboxServer((host, port), Ledger(ledger))
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    return RunningSandbox(f"http://{host}:{server.server_address[1]}", server, thread)


@contextmanager
def sandbox_in_thread(ledger: Path, *, port: int = 0) -> Iterator[RunningSandbox]:
    """`serve_in_thread` as a context."""
    running = serve_in_thread(ledger, port=port)
    try:
        yield running
    finally:
        running.stop()


def start(*, ledger: Path, port: int = DEFAULT_PORT, host: str = "127.0.0.1") -> None:
    """Serve until SIGTERM or SIGINT. Says on stdout where it listens."""
    running = serve_in_thread(ledger, host=host, port=port)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    print(f"Sandbox (simulation) at {running.base_url}", flush=True)  # noqa: T201
    while not stop.wait(1.0):
        pass
    running.stop()
