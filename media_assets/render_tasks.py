"""Background work of rendering, on the cluster `media`."""

import time

from django.utils import timezone

from media_assets.services.variants import render_due

LONGEST_SECONDS = 600.0  # then the rest waits for the next nudge or minute


def render_due_variants_task() -> int:
    """Render what is due, one after the other, for ten minutes; how many were taken."""
    started, taken = time.monotonic(), 0
    while time.monotonic() - started < LONGEST_SECONDS:
        if not render_due(timezone.now(), limit=1):
            break
        taken += 1
    return taken
