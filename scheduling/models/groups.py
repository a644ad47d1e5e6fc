"""Posts that belong together across networks."""

from django.db import models

from media_assets.models import MediaAsset
from teams.models import TeamOwned


class CrossPostGroup(TeamOwned):
    """Posts of one asset that belong together across networks."""

    class TimingStrategy(models.TextChoices):
        SIMULTANEOUS = "simultaneous"
        STAGGERED = "staggered"
        OPTIMIZED = "optimized"

    class Status(models.TextChoices):
        PENDING = "pending"
        IN_PROGRESS = "in_progress"
        COMPLETED = "completed"
        PARTIAL = "partial"

    name = models.CharField(max_length=120, blank=True)
    source_content = models.ForeignKey(
        MediaAsset, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    timing_strategy = models.CharField(
        max_length=12, choices=TimingStrategy.choices, default=TimingStrategy.SIMULTANEOUS
    )
    stagger_minutes = models.PositiveIntegerField(null=True, blank=True)
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.PENDING)

    class Meta:
        db_table = "cross_post_groups"
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["team", "status"], name="cross_post_by_status")]

    def __str__(self) -> str:
        return self.name or str(self.pk)
