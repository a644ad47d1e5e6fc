"""Is the product well? One list of probes serves `/readyz`, `doctor` and the dashboard."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.timesince import timesince
from django.views.decorators.http import require_safe

from config.env import VAR_DIR
from config.watchdog import EXPECTED, silence_of_process
from teams.services.heartbeats import SILENCE_LIMIT

NEVER_SEEN = "Start everything with `make run`; a new worker speaks up within a minute."
DISK_FREE_MINIMUM = 1024**3


@dataclass(frozen=True)
class Finding:
    """What one probe found. `advice` says what to do when it is not well."""

    name: str
    ok: bool
    detail: str
    advice: str = ""


def probe_database() -> Finding:
    """The database answers and its tables are up to date."""
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError as error:
        return Finding("database", False, str(error).strip(), "Check DATABASE_URL.")
    if waiting:
        return Finding("database", False, f"{len(waiting)} migrations wait", "Run migrate.")
    return Finding("database", True, connection.vendor)


def probe_storage() -> Finding:
    """A file can be written, read and deleted."""
    try:
        name = default_storage.save("health/probe.txt", ContentFile(b"well"))
        with default_storage.open(name) as stored:
            intact = stored.read() == b"well"
        default_storage.delete(name)
    except Exception as error:  # noqa: BLE001  every storage backend has errors of its own
        return Finding("storage", False, str(error)[:200], "Check MEDIA_ROOT or the S3 settings.")
    return Finding("storage", intact, type(default_storage._wrapped).__name__)  # type: ignore[attr-defined]


def probe_disk() -> Finding:
    """There is room for media and for the journal of the database."""
    free = shutil.disk_usage(VAR_DIR).free
    detail = f"{free / 1024**3:.1f} GB free"
    return Finding("disk", free > DISK_FREE_MINIMUM, detail, "Free some space.")


def probe_process(name: str, now: datetime) -> Finding:
    """A process was heard of lately."""
    silence = silence_of_process(name, now)
    if silence is None:
        return Finding(name, False, "not heard of yet", NEVER_SEEN)
    ok = silence <= SILENCE_LIMIT
    detail = (
        "alive" if silence < timedelta(minutes=1) else f"silent for {timesince(now - silence, now)}"
    )
    return Finding(name, ok, detail, "Restart it; `manage.py up` does so by itself.")


def ready_probes(now: datetime) -> list[Callable[[], Finding]]:
    """What must be well before requests are sent here."""

    def process(name: str) -> Callable[[], Finding]:
        return lambda: probe_process(name, now)

    return [probe_database, probe_storage, *(process(n) for n in EXPECTED)]


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """The web process lives; nothing else is asked."""
    return HttpResponse("ok", content_type="text/plain")


@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """Whether database, storage and workers are well: 200 or 503. Details stay with doctor."""
    findings = [probe() for probe in ready_probes(timezone.now())]
    ok = all(f.ok for f in findings)
    checks = {f.name: "ok" if f.ok else "failed" for f in findings}
    return JsonResponse({"ready": ok, "checks": checks}, status=200 if ok else 503)
