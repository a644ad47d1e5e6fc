"""Background work of the analysis, on the cluster `media`."""

import time

from django.utils import timezone

from analysis.services.analyse import analyse_due
from analysis.services.translation import translate_due
from analysis.services.trends import collect_due

LONGEST_SECONDS = 600.0  # then the rest waits for the next nudge or minute


def analyse_due_assets_task() -> int:
    """Analyse and translate what is due, one after the other, for ten minutes; how many.

    A file that is begun is finished: the cluster's time-out leaves room for the longest one.
    """
    started, taken = time.monotonic(), 0
    while time.monotonic() - started < LONGEST_SECONDS:
        done = analyse_due(timezone.now(), limit=1) + translate_due(timezone.now(), limit=1)
        if not done:
            break
        taken += done
    return taken


def collect_trends_task() -> int:
    """Every quarter of an hour: read the feeds that teams switched on and that are due."""
    return collect_due(timezone.now())
