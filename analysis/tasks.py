"""Background work of the analysis, on the cluster `media`."""

import time

from django.utils import timezone

from analysis.services.analyse import analyse_due

LONGEST_SECONDS = 600.0  # then the rest waits for the next nudge or minute


def analyse_due_assets_task() -> int:
    """Analyse what is due, one file after the other, for ten minutes; how many were taken.

    A file that is begun is finished: the cluster's time-out leaves room for the longest one.
    """
    started, taken = time.monotonic(), 0
    while time.monotonic() - started < LONGEST_SECONDS:
        if not analyse_due(timezone.now(), limit=1):
            break
        taken += 1
    return taken
