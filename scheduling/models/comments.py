"""What the team says to each other about a post, before it is out."""

from django.conf import settings
from django.db import models

from scheduling.models.posts import PostingSchedule
from teams.models import TeamOwned


class PostComment(TeamOwned):
    """A remark on a post. It changes nothing about the approval; resolved ones are folded away."""

    schedule = models.ForeignKey(
        PostingSchedule, on_delete=models.CASCADE, related_name="review_comments"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    text = models.TextField()
    said_at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        db_table = "post_comments"
        ordering = ["said_at"]
        indexes = [models.Index(fields=["schedule", "said_at"], name="remark_by_post")]

    def __str__(self) -> str:
        return f"{self.user or 'Somebody'}: {self.text}"[:80]
