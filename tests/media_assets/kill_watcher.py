"""Run by `test_watcher_survives_kills.py` in a process and a database of its own.

For every point: a watcher in a forked process kills itself with SIGKILL there, a second one goes
on. Prints what is there afterwards, as JSON.
"""

import json
import os
import shutil
import signal
import sys
import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connections  # noqa: E402
from django.utils import timezone  # noqa: E402

from media_assets.models import MediaAsset, ProcessingJob  # noqa: E402
from media_assets.samples import make_samples  # noqa: E402
from media_assets.services import ingest, orphans, outbox, watcher  # noqa: E402
from tests.factories import make_team  # noqa: E402

POINTS = {
    "taken": (outbox.Outbox, "take"),
    "hashed": (ingest, "sha256_of"),
    "identified": (ingest, "identify"),
    "stored": (ingest, "put_in_storage"),
    "rows half written": (ingest, "record_event"),
    "rows written": (ingest, "write_rows"),
    "put aside": (outbox.Outbox, "put_aside"),
    "rejection noted": (watcher, "record_event"),
    "rejected": (outbox.Outbox, "reject"),
}


def die_after(function: Callable) -> Callable:
    """The function, and then the end of the process."""

    def deadly(*args, **kwargs):
        function(*args, **kwargs)
        os.kill(os.getpid(), signal.SIGKILL)

    return deadly


def watch_once(kill_at: str | None) -> int:
    """One round in a forked process; the number of the signal that ended it, 0 for none."""
    connections.close_all()
    if child := os.fork():
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if kill_at:
        owner, name = POINTS[kill_at]
        patch.object(owner, name, die_after(getattr(owner, name))).start()
    watcher.run_once(watcher.make_watcher(), threading.Event())
    connections.close_all()
    os._exit(0)


def files_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file() and path.suffix)


def try_point(point: str, number: int, sample: Path) -> dict:
    """Kill a watcher at `point`, let another one finish, and look."""
    team = make_team(name=f"Team {number}")
    box = Path(settings.MEDIA_OUTBOX)
    shutil.rmtree(box, ignore_errors=True)
    (box / str(team.pk)).mkdir(parents=True)
    shutil.copy(sample, box / str(team.pk) / "clip.jpg")
    (box / str(team.pk) / "notes.mp4").write_text("Buy milk.")
    signals = [watch_once(point), watch_once(None)]
    orphans.sweep_orphans(timezone.now() + timedelta(days=2))
    assets = MediaAsset.objects.in_team(team)
    return {
        "signals": signals,
        "assets": [asset.filename for asset in assets],
        "jobs": ProcessingJob.objects.in_team(team).count(),
        "stored": files_in(Path(settings.MEDIA_ROOT) / "teams" / str(team.pk)),
        "ingested": files_in(box / "ingested"),
        "rejected": files_in(box / "rejected"),
        "taking": files_in(box / ".taking"),
        "outbox": files_in(box / str(team.pk)),
    }


call_command("migrate", verbosity=0)
picture = next(s.path for s in make_samples(Path(sys.argv[1])) if s.path.suffix == ".jpg")
print(json.dumps({point: try_point(point, n, picture) for n, point in enumerate(POINTS)}))
