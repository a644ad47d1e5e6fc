"""`manage.py up`: real processes, a dropped file, a killed worker, a clean stop."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import httpx
import psutil
import pytest

from config.demo.scratch import free_port
from media_assets.samples import make_samples

ROOT = Path(__file__).resolve().parents[2]

pytestmark = [pytest.mark.slow, pytest.mark.sqlite_only, pytest.mark.timeout(240)]


class Running:
    """One `up` in a folder of its own."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.outbox = folder / "outbox"
        self.port = free_port()
        environment = {
            **os.environ,
            "REELAY_VAR": str(folder),
            "DATABASE_URL": f"sqlite:///{folder}/up.sqlite3",
            "MEDIA_ROOT": str(folder / "media"),
            "MEDIA_OUTBOX": str(self.outbox),
            "SANDBOX_URL": f"http://127.0.0.1:{free_port()}",
            "WATCH_SETTLE_SECONDS": "0.5",
        }
        self.log = (folder / "log").open("w+")
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "up", "--bind", f"127.0.0.1:{self.port}"],
            cwd=ROOT,
            env=environment,
            stdout=self.log,
            stderr=subprocess.STDOUT,
        )

    def output(self) -> str:
        return (self.folder / "log").read_text()

    def wait_for(self, question, seconds: float = 90):
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                break
            if answer := question():
                return answer
            time.sleep(0.3)
        raise AssertionError(f"not seen in {seconds} s:\n{self.output()[-4000:]}")

    def answers(self, path: str) -> bool:
        try:
            return httpx.get(f"http://127.0.0.1:{self.port}{path}", timeout=5).status_code == 200
        except httpx.HTTPError:
            return False

    def rows(self, query: str) -> list[tuple]:
        with sqlite3.connect(self.folder / "up.sqlite3", timeout=20) as database:
            return database.execute(query).fetchall()

    def children(self, word: str) -> list[psutil.Process]:
        mine = psutil.Process(self.process.pid).children()
        living = [child for child in mine if child.status() != psutil.STATUS_ZOMBIE]
        return [child for child in living if word in child.cmdline()]


@pytest.fixture
def up(tmp_path):
    running = Running(tmp_path)
    running.wait_for(lambda: running.answers("/healthz"))
    yield running
    if running.process.poll() is None:
        running.process.send_signal(signal.SIGINT)
        running.process.wait(30)
    running.log.close()


def drop_a_picture(up: Running) -> None:
    picture = next(s for s in make_samples(up.folder / "samples") if s.path.suffix == ".jpg")
    up.outbox.mkdir(exist_ok=True)
    picture.path.rename(up.outbox / picture.path.name)


def kill_and_await_the_next(up: Running, word: str) -> None:
    before = up.children(word)
    before[0].kill()
    gone = before[0].pid
    up.wait_for(
        lambda: len(now := up.children(word)) == len(before) and gone not in [c.pid for c in now]
    )


def test_a_dropped_file_is_posted_a_killed_process_replaced_and_all_stopped(up):
    assert up.output().count("password  ") == 1
    drop_a_picture(up)
    query = "SELECT external_post_url FROM posting_schedule WHERE status = 'posted'"
    url = up.wait_for(lambda: up.rows(query))[0][0]
    assert httpx.get(url, timeout=5).status_code == 200
    for word in ("qcluster", "clock"):
        kill_and_await_the_next(up, word)
    everyone = psutil.Process(up.process.pid).children(recursive=True)
    up.process.send_signal(signal.SIGINT)
    assert up.process.wait(40) == 0
    _, alive = psutil.wait_procs(everyone, timeout=5)
    assert alive == []
