"""Waking the floors above by dotted name; the due query finds the row anyway."""

from functools import partial

from django.db import transaction
from django_q.tasks import async_task

from scheduling.models import PostingSchedule

CHECK_FILES = "scheduling.tasks.check_files_task"
PUBLISH = "publishing.tasks.publish_due_schedules_task"


def nudge_publisher(schedule: PostingSchedule) -> None:
    """Ask the publisher to look once this transaction is committed; losing it only delays."""
    transaction.on_commit(partial(async_task, PUBLISH), robust=True)


def nudge_file_check() -> None:
    """Have the files of newly planned posts looked at soon; the periodic task does so anyway."""
    transaction.on_commit(partial(async_task, CHECK_FILES), robust=True)
