"""What people decided about posts."""

from django.conf import settings
from django.db import models

from scheduling.models.links import ReviewLink
from scheduling.models.posts import PostingSchedule
from teams.models import TeamOwned


class Approval(TeamOwned):
    """One decision of one person on one post, as the post stood then. Never changed.

    `voter` names the person even after the account is gone, so that one person stays one.
    """

    class Decision(models.TextChoices):
        APPROVED = "approved", "Approved"
        CHANGES_REQUESTED = "changes_requested", "Asked for changes"
        REJECTED = "rejected", "Rejected"
        WITHDRAWN = "withdrawn", "Took it back"

    schedule = models.ForeignKey(
        PostingSchedule, on_delete=models.CASCADE, related_name="approvals"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    link = models.ForeignKey(
        ReviewLink,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="approvals",
        help_text="The client’s link, where it was no member.",
    )
    client_name = models.CharField(max_length=80, blank=True, help_text="As the client gave it.")
    voter = models.CharField(max_length=60, help_text="Who, as `user:<id>` or `link:<id>`.")
    as_manager = models.BooleanField(default=False, help_text="Was an admin or owner then.")
    decision = models.CharField(max_length=20, choices=Decision.choices)
    payload_hash = models.CharField(max_length=64, help_text="What was decided on.")
    version = models.PositiveIntegerField(help_text="The version of the words.")
    note = models.TextField(blank=True)
    decided_at = models.DateTimeField()

    class Meta:
        db_table = "approvals"
        ordering = ["decided_at"]
        indexes = [models.Index(fields=["schedule", "decided_at"], name="approval_by_post")]

    def __str__(self) -> str:
        return f"{self.get_decision_display()} by {self.who}"

    @property
    def is_client(self) -> bool:
        """Whether it came through a review link, also one that is deleted."""
        return bool(self.client_name)

    @property
    def who(self) -> str:
        """The person's name, for people."""
        if self.is_client:
            return f"{self.client_name} (client)"
        return str(self.user or "somebody who left")
