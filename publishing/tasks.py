"""What wakes the publisher. A task may run twice, late or never: the rows decide."""

import os
import socket
import threading
from datetime import timedelta
from functools import partial

from django.db import transaction
from django.utils import timezone
from django_q.tasks import async_task

from publishing.services.publish import publish_schedule
from publishing.services.remote_audit import audit_due
from publishing.tick import tick
from scheduling.models import PostingSchedule

PUBLISH_ONE = "publishing.tasks.publish_schedule_task"

# A task is killed after 90 seconds and a call may take 60: after 20 no other post is begun.
BEGIN_WITHIN = timedelta(seconds=20)
LOOKS_A_TASK = 20


def worker_name() -> str:
    """Who we are on a claimed row: host, process and thread."""
    return f"{socket.gethostname()}:{os.getpid()}:{threading.get_ident()}"[:120]


def publish_due_schedules_task() -> str:
    """Every minute, and when nudged: one short round of the publisher."""
    counts = tick(timezone.now(), worker_name(), limit=LOOKS_A_TASK, within=BEGIN_WITHIN)
    return ", ".join(f"{name} {count}" for name, count in counts.items())


def audit_remote_due_task() -> int:
    """Compare the accounts whose night it is with what we think is on them."""
    return audit_due(timezone.now())


def publish_schedule_task(schedule_id: str) -> str:
    """Publish one post if it is due; returns its status."""
    return publish_schedule(schedule_id, now=timezone.now(), owner=worker_name())


def nudge_publisher(schedule: PostingSchedule) -> None:
    """Publish soon, once this transaction is committed; losing the nudge only delays."""
    transaction.on_commit(partial(async_task, PUBLISH_ONE, str(schedule.pk)), robust=True)
