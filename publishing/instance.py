"""Which installation this is: a file beside the database, which a copied database lacks."""

import contextlib
import os
import secrets
import uuid
from uuid import UUID

from django.conf import settings


def read_instance() -> UUID | None:
    """The id in REELAY_VAR/instance; None when there is no file, or no id in it."""
    try:
        return UUID(settings.INSTANCE_FILE.read_text().strip())
    except (FileNotFoundError, ValueError):
        return None


def write_instance(instance_id: UUID) -> None:
    """Replace the file in one step, mode 0600."""
    fresh = _fresh_file(instance_id)
    fresh.replace(settings.INSTANCE_FILE)


def first_instance() -> UUID:
    """The file's id; made up when there is no file. Of two that start together the first wins."""
    if not settings.INSTANCE_FILE.exists():
        fresh = _fresh_file(uuid.uuid4())
        with contextlib.suppress(FileExistsError):
            settings.INSTANCE_FILE.hardlink_to(fresh)
        fresh.unlink()
    return UUID(settings.INSTANCE_FILE.read_text().strip())


def _fresh_file(instance_id: UUID):
    path = settings.INSTANCE_FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    fresh.touch(mode=0o600)
    with fresh.open("w") as file:
        file.write(f"{instance_id}\n")
        file.flush()
        os.fsync(file.fileno())
    return fresh
