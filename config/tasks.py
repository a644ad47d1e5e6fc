"""Tasks that belong to no domain: signs of life, and forgetting."""

from datetime import timedelta

from django.utils import timezone
from django_q.models import Failure

from config.schedules import MEDIA, WORK
from teams.services.heartbeats import beat
from teams.services.idempotency import forget_old_keys

FAILURES_KEPT = timedelta(days=30)


def beat_work_task() -> None:
    """The work cluster carries tasks out."""
    beat(f"cluster:{WORK}", now=timezone.now())


def beat_media_task() -> None:
    """The media cluster carries tasks out."""
    beat(f"cluster:{MEDIA}", now=timezone.now())


def prune_failures_task() -> int:
    """Forget failed tasks that are older than FAILURES_KEPT; the events stay in the event log."""
    deleted, _ = Failure.objects.filter(stopped__lt=timezone.now() - FAILURES_KEPT).delete()
    return deleted


def forget_idempotency_keys_task() -> int:
    """Forget the answers of idempotency keys that are too old to be repeated."""
    return forget_old_keys(timezone.now())
