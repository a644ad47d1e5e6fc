"""A place of its own for a demo: database, files, secrets and Sandbox, gone afterwards."""

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from config.processes import STOP_SECONDS, manage

INSIDE = "REELAY_DEMO_SCRATCH"


def free_port() -> int:
    """A port of this machine that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def scratch_environment() -> Iterator[dict[str, str]]:
    """The environment of a child process in which nothing of the real installation is touched."""
    folder = tempfile.mkdtemp(prefix="reelay-demo-")
    try:
        yield {
            **os.environ,
            INSIDE: folder,
            "REELAY_ENV": "local",
            "REELAY_VAR": folder,
            "DATABASE_URL": f"sqlite:///{folder}/demo.sqlite3",
            "CACHE_URL": "",
            "S3_BUCKET": "",
            "MEDIA_ROOT": f"{folder}/media",
            "MEDIA_OUTBOX": f"{folder}/media_outbox",
            "SANDBOX_URL": f"http://127.0.0.1:{free_port()}",
            "LOG_LEVEL": "WARNING",
        }
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def running_sandbox(url: str, folder: Path) -> Iterator[None]:
    """The Sandbox network as a process, until the block ends. Raises RuntimeError if it dies."""
    port = url.rpartition(":")[2]
    command = manage("sandbox", "--port", port, "--ledger", str(folder / "sandbox.sqlite3"))
    # its greeting must not stand before the JSON
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, start_new_session=True)
    try:
        _wait_until_it_answers(url, process)
        yield
    finally:
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_until_it_answers(url: str, process: subprocess.Popen, seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while process.poll() is None and time.monotonic() < deadline:
        try:
            httpx.get(f"{url}/healthz", timeout=2, trust_env=False).raise_for_status()
        except httpx.HTTPError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("The Sandbox network did not start.")
