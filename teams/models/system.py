"""What the system writes about itself: events, and who is alive."""

from django.conf import settings
from django.db import models

from teams.models.base import TeamOwnedQuerySet, UuidModel


class EventLog(UuidModel):
    """One thing that happened. Written in the transaction that made it happen; never changed."""

    team = models.ForeignKey("teams.Team", null=True, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    event_type = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=64, blank=True)
    message = models.TextField(blank=True)
    meta_json = models.JSONField(default=dict, blank=True)

    objects = TeamOwnedQuerySet.as_manager()

    class Meta:
        db_table = "event_logs"
        ordering = ["-created_at"]
        indexes = [
            models.Index(fields=["team", "-created_at"], name="event_by_team"),
            models.Index(fields=["subject_type", "subject_id", "-created_at"], name="event_by_row"),
        ]

    def __str__(self) -> str:
        return f"{self.event_type}: {self.message}"[:120]


class Heartbeat(models.Model):
    """The last sign of life of one process (clock, worker cluster, watcher)."""

    name = models.CharField(primary_key=True, max_length=60)
    alive_at = models.DateTimeField()
    host = models.CharField(max_length=120, blank=True)
    pid = models.PositiveIntegerField(null=True)
    detail_json = models.JSONField(default=dict, blank=True)

    class Meta:
        db_table = "heartbeats"
        ordering = ["name"]

    def __str__(self) -> str:
        return f"{self.name} at {self.alive_at:%Y-%m-%d %H:%M:%S}"
