"""The Sandbox network for tests: `from tests.sandbox import sandbox_server`."""

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from platforms.sandbox.control import SandboxControl
from platforms.sandbox.server import sandbox_in_thread

ROOT = Path(__file__).resolve().parent.parent
# one client for all: making one is far slower than a call
HTTP = httpx.Client(trust_env=False, limits=httpx.Limits(max_keepalive_connections=0))


@pytest.fixture
def sandbox_server(tmp_path, settings) -> Iterator[SandboxControl]:
    """A Sandbox of this test alone, on a free port; the adapter finds it by SANDBOX_URL."""
    with sandbox_in_thread(tmp_path / "sandbox.sqlite3") as running:
        settings.SANDBOX_URL = running.base_url
        yield SandboxControl(running.base_url)


@contextmanager
def sandbox_process(ledger: Path, *, port: int = 0) -> Iterator[tuple[subprocess.Popen, str]]:
    """A Sandbox in a process of its own, and its address; killed at the end if it still runs."""
    process = subprocess.Popen(
        [sys.executable, "-m", "platforms.sandbox", "--port", str(port), "--ledger", str(ledger)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield process, re.search(r"http://\S+", process.stdout.readline()).group()
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
