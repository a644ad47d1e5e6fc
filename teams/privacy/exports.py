"""Where finished exports lie in storage, and how they go again.

Not below a team's own folder: everybody of a team may read that one.
"""

from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction

from teams.models import DataRequest
from teams.services.events import record_event

FOLDER = "exports"
KEPT_FOR = timedelta(days=7)


def path_of(request_id: UUID) -> str:
    """The storage path of a request's ZIP."""
    return f"{FOLDER}/{request_id}.zip"


def store(request_id: UUID, local: Path) -> str:
    """Put a ZIP into storage in place of what a crash may have left; its storage path."""
    name = path_of(request_id)
    default_storage.delete(name)
    with local.open("rb") as file:
        return default_storage.save(name, File(file, name=name))


def forget(request: DataRequest, *, why: str) -> bool:
    """Remove the ZIP of a finished export; False when it was gone already."""
    if not request.file_path:
        return False
    default_storage.delete(request.file_path)
    with transaction.atomic():
        rows = DataRequest.objects.filter(pk=request.pk, file_path=request.file_path)
        if not rows.update(file_path="", expires_at=None):
            return False
        record_event(request.team, f"{request.kind}_file_removed", request, why)
    return True


def forget_expired(now: datetime) -> int:
    """Remove exports whose time is over, and files that a crash left without a row; how many."""
    old = DataRequest.objects.exclude(file_path="").filter(expires_at__lte=now)
    count = sum(forget(request, why="Its week is over.") for request in old.iterator())
    return count + _forget_strays()


def _forget_strays() -> int:
    named = DataRequest.objects.exclude(file_path="").values_list("file_path", flat=True)
    at_work = DataRequest.objects.open().values_list("pk", flat=True)
    known = {*named, *map(path_of, at_work)}
    strays = [path for path in _stored() if path not in known]
    for path in strays:
        default_storage.delete(path)
    return len(strays)


def _stored() -> list[str]:
    try:
        return [f"{FOLDER}/{name}" for name in default_storage.listdir(FOLDER)[1]]
    except FileNotFoundError:
        return []
