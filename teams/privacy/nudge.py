"""Waking the worker: only a nudge, the periodic task finds the row anyway."""

from django.db import transaction
from django_q.tasks import async_task

TASK = "teams.tasks.carry_out_data_requests_task"


def nudge() -> None:
    """Wake the media workers once this transaction is through."""
    transaction.on_commit(lambda: async_task(TASK, cluster="media"), robust=True)
