"""kill -9 at any point: the file is still in the folder, or the asset is whole."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
POINTS = (
    *("taken", "hashed", "identified", "stored", "rows half written", "rows written"),
    *("put aside", "rejection noted", "rejected"),
)
# its own SQLite file: nothing here depends on the database of the run
pytestmark = [pytest.mark.slow, pytest.mark.sqlite_only, pytest.mark.xdist_group("kills")]


def environment(folder: Path) -> dict[str, str]:
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "PYTHONPATH": str(ROOT),
        "REELAY_VAR": str(folder),
        "DATABASE_URL": f"sqlite:///{folder}/kills.sqlite3",
        "MEDIA_ROOT": str(folder / "media"),
        "MEDIA_OUTBOX": str(folder / "outbox"),
        "WATCH_SETTLE_SECONDS": "0",
        "LOG_LEVEL": "ERROR",
    }


@pytest.fixture(scope="module")
def after_kills(tmp_path_factory) -> dict:
    folder = tmp_path_factory.mktemp("kills")
    done = subprocess.run(
        [sys.executable, "tests/media_assets/kill_watcher.py", str(folder / "samples")],
        cwd=ROOT,
        env=environment(folder),
        capture_output=True,
        text=True,
        timeout=110,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout)


@pytest.mark.parametrize("point", POINTS)
def test_after_a_kill_the_next_watcher_finishes(after_kills, point):
    seen = after_kills[point]
    assert seen["signals"] == [-signal.SIGKILL, 0]
    assert (seen["assets"], seen["jobs"]) == (["clip.jpg"], 1)
    assert seen["ingested"] == ["clip.jpg"]
    assert seen["rejected"] == ["notes.mp4", "notes.mp4.txt"]
    assert seen["stored"] == ["original.jpg", "poster.webp"]
    assert seen["taking"] == seen["outbox"] == []


def test_the_watcher_stops_cleanly_when_asked(tmp_path):
    env = environment(tmp_path)
    command = [sys.executable, "manage.py"]
    subprocess.run([*command, "migrate", "-v0"], cwd=ROOT, env=env, check=True, timeout=60)
    process = subprocess.Popen(
        [*command, "watch"], cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True
    )
    guard = threading.Timer(60, process.kill)
    guard.start()
    assert "Watching" in process.stdout.readline()
    time.sleep(0.5)
    process.terminate()
    rest = process.stdout.read()
    guard.cancel()
    assert process.wait(20) == 0
    assert "0 ingested" in rest
