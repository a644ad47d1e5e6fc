"""Answers already given, so that a repeated request gets the same one."""

from django.conf import settings
from django.db import models

from teams.models.base import TeamOwned


class IdempotentRequest(TeamOwned):
    """One `Idempotency-Key` of one caller: what was asked, and what was answered.

    `status_code` is empty while the first request is still at work.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    caller = models.CharField(max_length=60, help_text="session, or the prefix of the API token.")
    key = models.CharField(max_length=255)
    fingerprint = models.CharField(max_length=64, help_text="Method, address and body, hashed.")
    claimed_at = models.DateTimeField()
    status_code = models.PositiveSmallIntegerField(null=True, blank=True)
    answer = models.JSONField(null=True, blank=True)

    class Meta:
        db_table = "idempotent_requests"
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["team", "user", "caller", "key"], name="one_answer_per_key"
            )
        ]
        indexes = [models.Index(fields=["created_at"], name="idempotent_by_age")]

    def __str__(self) -> str:
        return self.key
