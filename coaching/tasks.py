"""What wakes the coach."""

from django.utils import timezone

from coaching.services import coach_due

A_RUN = 5  # a text model may take its time; the rest is due again in five minutes


def coach_due_posts_task() -> int:
    """Every five minutes: coach the posts that have a fresh reading at +24h or +7d."""
    return coach_due(timezone.now(), limit=A_RUN)
