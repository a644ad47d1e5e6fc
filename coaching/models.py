"""What the coach says about a post, with the figures that it used."""

from django.db import models
from django.db.models import Q

from media_assets.models import MediaAsset
from scheduling.models import PostingSchedule
from teams.models import TeamOwned


class AICoachInsight(TeamOwned):
    """One reading of one post by the coach."""

    media = models.ForeignKey(MediaAsset, on_delete=models.CASCADE, related_name="insights")
    schedule = models.ForeignKey(
        PostingSchedule, null=True, blank=True, on_delete=models.CASCADE, related_name="insights"
    )
    checkpoint = models.CharField(max_length=12, help_text="24h, 7d, or on_demand.")
    input_snapshot = models.JSONField(default=dict, help_text="Every figure that was used.")
    summary = models.TextField()
    what_worked = models.TextField(blank=True, help_text="One finding a line.")
    what_to_change = models.TextField(blank=True, help_text="One finding a line.")
    next_actions = models.JSONField(default=list, blank=True)
    written_by = models.CharField(max_length=80, blank=True, help_text="rules, or the model.")
    is_simulated = models.BooleanField(default=False, help_text="Rests on simulated figures.")

    class Meta:
        db_table = "ai_coach_insights"
        ordering = ["-created_at"]
        verbose_name = "AI coach insight"
        constraints = [
            models.UniqueConstraint(
                fields=["schedule", "checkpoint"],
                condition=Q(schedule__isnull=False) & ~Q(checkpoint="on_demand"),
                name="one_insight_per_checkpoint",
            )
        ]
        indexes = [
            models.Index(fields=["team", "-created_at"], name="insight_by_team"),
            models.Index(fields=["media", "-created_at"], name="insight_by_media"),
        ]

    def __str__(self) -> str:
        return self.summary[:80]
