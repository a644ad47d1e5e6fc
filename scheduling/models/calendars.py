"""What is to be made and posted in a period (seed 003 §2.3, §2.4)."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from media_assets.models import MediaAsset
from scheduling.models.campaigns import Campaign, Project, labels_of
from teams.models import TeamOwned


class ContentCalendar(TeamOwned):
    """One version of the plan of a period; a new version is a row of its own."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    project = models.ForeignKey(
        Project, null=True, blank=True, on_delete=models.SET_NULL, related_name="calendars"
    )
    name = models.CharField(max_length=120)
    period_start = models.DateField()
    period_end = models.DateField()
    version = models.PositiveIntegerField(default=1)
    earlier = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="later_versions"
    )
    strategy_summary = models.TextField(blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        db_table = "content_calendars"
        ordering = ["-period_start", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["team", "name", "version"], name="calendar_version_once"
            ),
            models.CheckConstraint(
                condition=Q(period_end__gte=F("period_start")), name="calendar_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, version {self.version}"


class CalendarItem(TeamOwned):
    """One piece that is wanted on a day: from an idea to a post.

    `script_id` and `ai_twin_id` name rows of the studio.
    """

    class ContentPillar(models.TextChoices):
        EDUCATION = "education"
        INSPIRATION = "inspiration"
        ANNOUNCEMENT = "announcement"
        PROMOTION = "promotion"
        TREND_REACTION = "trend_reaction", "Trend reaction"

    class Status(models.TextChoices):
        PLANNED = "planned"
        IN_PROGRESS = "in_progress", "In progress"
        RENDER_READY = "render_ready", "Ready"
        PUBLISHED = "published"
        SKIPPED = "skipped"

    calendar = models.ForeignKey(ContentCalendar, on_delete=models.CASCADE, related_name="items")
    campaign = models.ForeignKey(
        Campaign, null=True, blank=True, on_delete=models.SET_NULL, related_name="items"
    )
    title = models.CharField(max_length=200, blank=True)
    notes = models.TextField(blank=True)
    planned_date = models.DateField()
    planned_platforms = models.JSONField(default=list, blank=True)
    content_pillar = models.CharField(max_length=15, choices=ContentPillar.choices)
    line = models.UUIDField(
        default=uuid.uuid4, editable=False, help_text="The same piece in every version."
    )
    ai_twin_id = models.UUIDField(null=True, blank=True)
    script_id = models.UUIDField(null=True, blank=True)
    media = models.ForeignKey(
        MediaAsset, null=True, blank=True, on_delete=models.SET_NULL, related_name="calendar_items"
    )
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.PLANNED)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        db_table = "calendar_items"
        ordering = ["planned_date", "created_at"]
        indexes = [
            models.Index(fields=["team", "planned_date"], name="calendar_item_by_date"),
            models.Index(fields=["media"], name="calendar_item_by_media"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["calendar", "line"], name="calendar_line_once")
        ]

    def __str__(self) -> str:
        return self.title or f"{self.get_content_pillar_display()}, {self.planned_date}"

    @property
    def networks(self) -> list[str]:
        """The names of its networks for people; empty: any."""
        return labels_of(self.planned_platforms)
