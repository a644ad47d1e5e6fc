"""Addresses under which calendar programs read the plan."""

from django.conf import settings
from django.db import models

from platforms.models import Connection
from teams.models import TeamOwned


class CalendarFeed(TeamOwned):
    """A secret address with the posts of a team, or of one account, as an iCalendar file.

    Only the hash of the secret is kept (`token_hash`, sha256 in hex). A revoked feed stays as a
    row that says who could read when.
    """

    class Shows(models.TextChoices):
        TIMES = "times", "Network and time only"
        APPROVED = "approved", "Captions of approved posts"
        ALL = "all", "Captions of all posts"

    name = models.CharField(max_length=80, help_text="Who reads it, or where.")
    connection = models.ForeignKey(
        Connection, null=True, blank=True, on_delete=models.CASCADE, related_name="feeds"
    )
    shows = models.CharField(max_length=8, choices=Shows.choices, default=Shows.APPROVED)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    renewed_at = models.DateTimeField(null=True, blank=True, editable=False)
    revoked_at = models.DateTimeField(null=True, blank=True, editable=False)
    last_read_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        db_table = "calendar_feeds"
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["team", "revoked_at"], name="calendar_feed_by_team")]

    def __str__(self) -> str:
        return self.name
