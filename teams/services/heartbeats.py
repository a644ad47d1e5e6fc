"""Signs of life of the processes, and who has gone quiet."""

import os
import socket
from datetime import datetime, timedelta

from teams.models import Heartbeat

# A process that is silent for longer is taken for dead (`reliability.md` §8).
SILENCE_LIMIT = timedelta(minutes=3)


def beat(name: str, *, now: datetime, **detail) -> None:
    """Say that process `name` was alive at `now`; `detail` is shown by doctor and the pages."""
    Heartbeat.objects.update_or_create(
        name=name,
        defaults={
            "alive_at": now,
            "host": socket.gethostname(),
            "pid": os.getpid(),
            "detail_json": detail,
        },
    )


def silence_of(name: str, *, now: datetime) -> timedelta | None:
    """How long `name` has been silent; None when it was never seen."""
    alive_at = Heartbeat.objects.filter(name=name).values_list("alive_at", flat=True).first()
    return now - alive_at if alive_at else None


def is_alive(name: str, *, now: datetime, limit: timedelta = SILENCE_LIMIT) -> bool:
    """Whether `name` was heard of within `limit`."""
    silence = silence_of(name, now=now)
    return silence is not None and silence <= limit
