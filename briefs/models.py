"""What to make next: briefs, and plans to re-use what is there."""

from django.db import models

from media_assets.models import MediaAsset
from scheduling.models import PostingSchedule
from teams.models import TeamOwned


class CreativeBrief(TeamOwned):
    """An angle worth filming, with hooks, an outline and directions."""

    class SourceType(models.TextChoices):
        KALODATA_PRODUCT = "kalodata_product"
        OWN_TOP_POST = "own_top_post"
        PROMPT_ONLY = "prompt_only"

    source_type = models.CharField(max_length=20, choices=SourceType.choices)
    source_reference = models.JSONField(
        default=dict, blank=True, help_text="{schedule_id, media_id} or {kalodata_product_id} …"
    )
    source_schedule = models.ForeignKey(
        PostingSchedule, null=True, blank=True, on_delete=models.SET_NULL, related_name="briefs"
    )
    angle_name = models.TextField()
    target_audience = models.TextField(blank=True)
    core_promise = models.TextField(blank=True)
    hook_ideas = models.JSONField(default=list, blank=True)
    script_outline = models.JSONField(default=dict, blank=True, help_text="{intro, body, cta}")
    visual_directions = models.JSONField(default=dict, blank=True, help_text="{broll, face_cam}")
    posting_guidance = models.JSONField(default=dict, blank=True)
    ready_for_use = models.BooleanField(default=False)
    written_by = models.CharField(max_length=80, blank=True, help_text="rules, or the model.")
    is_simulated = models.BooleanField(default=False, help_text="Rests on simulated figures.")
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        db_table = "creative_briefs"
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["source_schedule", "source_type"],
                condition=models.Q(source_schedule__isnull=False),
                name="one_brief_per_post",
            )
        ]
        indexes = [models.Index(fields=["team", "-created_at"], name="brief_by_team")]

    def __str__(self) -> str:
        return self.angle_name[:80]


class DerivativeMediaPlan(TeamOwned):
    """A plan to make another piece out of an asset or a brief."""

    class FormatType(models.TextChoices):
        BROLL_TEXT = "broll_text", "B-roll with text"
        FACE_CAM = "face_cam", "Face to camera"
        FACES_VIDEO = "faces_video", "Two faces"
        EXPLAINER = "explainer", "Explainer"
        CAROUSEL = "carousel", "Carousel"

    class Status(models.TextChoices):
        PLANNED = "planned"
        IN_PRODUCTION = "in_production"
        COMPLETED = "completed"

    brief = models.ForeignKey(
        CreativeBrief, null=True, blank=True, on_delete=models.CASCADE, related_name="plans"
    )
    source_media = models.ForeignKey(
        MediaAsset, null=True, blank=True, on_delete=models.CASCADE, related_name="plans"
    )
    format_type = models.CharField(max_length=12, choices=FormatType.choices)
    instructions = models.TextField()
    target_platform = models.CharField(max_length=30, blank=True)
    estimated_length_sec = models.PositiveIntegerField(null=True, blank=True)
    status = models.CharField(max_length=14, choices=Status.choices, default=Status.PLANNED)
    reason = models.TextField(blank=True, help_text="The figures that led to it.")
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        db_table = "derivative_media_plans"
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["brief", "source_media", "format_type"], name="one_plan_per_format"
            ),
            # NULLs are distinct to a unique constraint, and SQLite cannot be told otherwise
            models.UniqueConstraint(
                fields=["source_media", "format_type"],
                condition=models.Q(brief__isnull=True),
                name="one_plan_per_format_of_media",
            ),
            models.UniqueConstraint(
                fields=["brief", "format_type"],
                condition=models.Q(source_media__isnull=True),
                name="one_plan_per_format_of_brief",
            ),
        ]
        indexes = [models.Index(fields=["team", "status", "-created_at"], name="plan_by_status")]

    def __str__(self) -> str:
        return f"{self.get_format_type_display()} for {self.target_platform or 'any platform'}"
