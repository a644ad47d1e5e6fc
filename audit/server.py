"""The product as it runs: gunicorn on a free port, its memory watched, its log kept."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil

from config.demo.scratch import free_port

ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 40


@dataclass
class Server:
    """A running server. `peak_mb` is the most memory that all its processes held together."""

    url: str
    log: Path
    process: subprocess.Popen
    peak_mb: float = 0.0

    def watch(self) -> None:
        """Look at its memory until it ends."""
        while self.process.poll() is None:
            self.peak_mb = max(self.peak_mb, megabytes_of(self.process.pid))
            time.sleep(0.2)


def megabytes_of(pid: int) -> float:
    """Memory of a process and its children, in megabytes; 0 when it is gone."""
    try:
        root = psutil.Process(pid)
        family = [root, *root.children(recursive=True)]
        return sum(one.memory_info().rss for one in family) / 1e6
    except psutil.Error:
        return 0.0


@contextmanager
def running(folder: Path, changes: Mapping[str, str] | None = None) -> Iterator[Server]:
    """The web process with the environment of this part and `changes`, until the block ends."""
    port = free_port()
    log = folder / f"web-{port}.log"
    command = [sys.executable, "-m", "gunicorn", "config.wsgi", "--workers", "2", "--threads", "4"]
    command += ["--bind", f"127.0.0.1:{port}", "--timeout", "60"]
    environment = {**os.environ, "ALLOWED_HOSTS": "127.0.0.1", **(changes or {})}
    with log.open("wb") as out:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=out, stderr=out)
    server = Server(f"http://127.0.0.1:{port}", log, process)
    try:
        wait_until_it_answers(server)
        threading.Thread(target=server.watch, daemon=True).start()
        yield server
    finally:
        process.terminate()
        process.wait(30)


def wait_until_it_answers(server: Server) -> None:
    """Raises RuntimeError with the end of its log when it does not start."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and server.process.poll() is None:
        try:
            httpx.get(f"{server.url}/healthz", timeout=2, trust_env=False)
        except httpx.HTTPError:
            time.sleep(0.2)
        else:
            return
    raise RuntimeError(f"the server did not start: {server.log.read_text()[-2000:]}")
