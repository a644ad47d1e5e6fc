"""What wakes the planner."""

from functools import partial

from django.db import transaction
from django.utils import timezone
from django_q.tasks import async_task

from scheduling.services.content_calendars import follow_due
from scheduling.services.files import check_files_due, forget_unused
from scheduling.services.plan import plan_due
from teams.models import Team

PLAN = "scheduling.tasks.plan_due_schedules_task"


def plan_due_schedules_task() -> int:
    """Every 15 minutes and after each analysis: fill the empty slots of every team."""
    return plan_due(timezone.now())


def check_files_task() -> int:
    """Every minute: look at the files of posts that were planned, and have copies prepared."""
    return check_files_due(timezone.now())


def follow_calendars_task() -> int:
    """Every minute: calendar items and campaigns follow what is made, posted and past."""
    return follow_due(timezone.now())


def forget_unused_files_task() -> int:
    """Once a day: delete prepared copies that no post sends any more."""
    return forget_unused(timezone.now())


def nudge_planner(team: Team) -> None:
    """Plan soon; only a nudge, the periodic task finds the same work."""
    transaction.on_commit(partial(async_task, PLAN), robust=True)
