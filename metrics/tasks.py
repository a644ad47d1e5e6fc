"""What wakes the poller."""

from django.utils import timezone

from metrics.services.checkpoints import collect_due
from metrics.services.fitting import fit_due_models
from metrics.services.weekly_notices import tell_weeks

A_RUN = 50  # a task ends well before its time-out; the rest is due again in a minute


def collect_due_checkpoints_task() -> int:
    """Every minute: take the readings that are due."""
    return collect_due(timezone.now(), limit=A_RUN, owner="task")


def fit_due_models_task() -> int:
    """Every hour: fit the score's weights where enough new results came."""
    return fit_due_models(timezone.now())


def tell_weeks_task() -> int:
    """Every quarter of an hour: the week in figures, to those whose hour has come."""
    return tell_weeks(timezone.now())
