"""Who is alive: the heartbeats, read with what each process is busy with."""

from datetime import datetime, timedelta

from django.utils import timezone

from media_assets.models import ProcessingJob
from teams.services.heartbeats import silence_of

EXPECTED = ("clock", "cluster:reelay", "cluster:media", "watcher")


def media_cluster_is_busy(now: datetime) -> bool:
    """Whether a job holds a lease: its only worker then has no time for a heartbeat task."""
    return ProcessingJob.objects.filter(
        status=ProcessingJob.Status.PROCESSING, due_at__gt=now
    ).exists()


def silence_of_process(name: str, now: datetime | None = None) -> timedelta | None:
    """How long a process has been silent; zero while it holds a lease that it renews."""
    now = now or timezone.now()
    if name == "cluster:media" and media_cluster_is_busy(now):
        return timedelta(0)
    return silence_of(name, now=now)
