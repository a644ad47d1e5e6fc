"""A real Chromium for tests: `from tests.browser import *` is not needed, name the fixtures."""

import os
import shutil
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.signals import request_finished, request_started
from playwright.sync_api import Browser, BrowserContext, Page, Route, sync_playwright

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def find_chromium() -> str | None:
    """`CHROMIUM_PATH`, else a Chromium on the PATH; None where there is none."""
    named = os.environ.get("CHROMIUM_PATH", "")
    if named and Path(named).exists():
        return named
    return shutil.which("chromium") or shutil.which("chromium-browser")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for the whole run."""
    path = find_chromium()
    if path is None:
        pytest.skip("no Chromium on this machine: set CHROMIUM_PATH or install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


class ServedRequests:
    """Counts what the live server's threads are still answering."""

    def __init__(self) -> None:
        self.open = 0
        self._lock = threading.Lock()
        request_started.connect(self._started)
        request_finished.connect(self._finished)

    def _started(self, **_signal) -> None:
        self._add(1)

    def _finished(self, **_signal) -> None:
        self._add(-1)

    def _add(self, number: int) -> None:
        if threading.current_thread() is not threading.main_thread():  # not of a test's own client
            with self._lock:
                self.open += number

    def drain(self, seconds: float = 10) -> None:
        """Wait until all are answered: a table cannot be emptied while one still reads it."""
        end, quiet = time.monotonic() + seconds, 0
        while quiet < 2 and time.monotonic() < end:
            time.sleep(0.02)
            quiet = 0 if self.open else quiet + 1

    def close(self) -> None:
        """Count no more."""
        request_started.disconnect(self._started)
        request_finished.disconnect(self._finished)


class Watched:
    """A page of the browser that remembers what went wrong in it."""

    def __init__(self, context: BrowserContext, base_url: str):
        self.context = context
        self.base_url = base_url
        self.errors: list[str] = []
        self.strays: list[str] = []
        context.route("**/*", self.stay_here)
        self.page: Page = context.new_page()
        self.page.set_default_timeout(10_000)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("console", self.listen)

    def stay_here(self, route: Route) -> None:
        """Let nothing leave the host."""
        url = route.request.url
        if url.startswith((self.base_url, "data:", "blob:")):
            route.continue_()
        else:
            self.strays.append(url)
            route.abort()

    def listen(self, message) -> None:
        if message.type == "error" and "status of 4" not in message.text:
            self.errors.append(message.text)

    def open(self, path: str) -> Page:
        """Go to `path` and wait until the page's own script has run."""
        self.page.goto(f"{self.base_url}{path}")
        self.page.wait_for_selector("html[data-ready]")
        return self.page
