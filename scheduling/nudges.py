"""Waking the floors above by dotted name; the due query finds the row anyway."""

from functools import partial

from django.db import transaction
from django_q.tasks import async_task

from scheduling.models import PostingSchedule

PUBLISH = "publishing.tasks.publish_due_schedules_task"


def nudge_publisher(schedule: PostingSchedule) -> None:
    """Ask the publisher to look once this transaction is committed; losing it only delays."""
    transaction.on_commit(partial(async_task, PUBLISH), robust=True)
