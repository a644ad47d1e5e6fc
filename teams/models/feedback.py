"""What people say about what the product told them."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from teams.models.base import TeamOwned


class Feedback(TeamOwned):
    """One person's word on one thing: “this is wrong”, and why."""

    class Subject(models.TextChoices):
        SCRIPT = "script"
        REEL = "reel"
        POST = "post"
        AGENT = "agent"
        ANALYSIS = "analysis"

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    subject_type = models.CharField(max_length=20, choices=Subject.choices)
    subject_id = models.CharField(max_length=64)
    part = models.CharField(
        max_length=60, blank=True, help_text="Which part of it, such as “hook”; empty: all of it."
    )
    rating = models.PositiveSmallIntegerField(null=True, blank=True, help_text="1 to 5.")
    comment = models.TextField(blank=True)

    class Meta:
        db_table = "feedback"
        ordering = ["-created_at"]
        verbose_name_plural = "feedback"
        constraints = [
            models.CheckConstraint(
                condition=Q(rating__isnull=True) | Q(rating__gte=1, rating__lte=5),
                name="feedback_rating_1_5",
            )
        ]
        indexes = [models.Index(fields=["subject_type", "subject_id"], name="feedback_by_subject")]

    def __str__(self) -> str:
        return self.comment[:60] or f"{self.rating} of 5"
