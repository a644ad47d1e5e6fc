"""What posts are for: projects, and the campaigns in them (seed 003 §2.1, §2.2)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from platforms.models import PlatformName
from teams.models import TeamOwned


def labels_of(platforms: list[str]) -> list[str]:
    """The names of networks as people read them."""
    labels = dict(PlatformName.choices)
    return [labels.get(name, name) for name in platforms]


class Project(TeamOwned):
    """A piece of work with aims: `objectives_json` is {kpis, audience, tone}."""

    class Status(models.TextChoices):
        ACTIVE = "active"
        PAUSED = "paused"
        COMPLETED = "completed"

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    name = models.CharField(max_length=120)
    description = models.TextField(blank=True)
    objectives_json = models.JSONField(default=dict, blank=True)
    start_date = models.DateField()
    end_date = models.DateField(null=True, blank=True)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.ACTIVE)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        db_table = "projects"
        ordering = ["-start_date", "name"]
        constraints = [
            models.UniqueConstraint(fields=["team", "name"], name="project_name_once"),
            models.CheckConstraint(
                condition=Q(end_date__isnull=True) | Q(end_date__gte=F("start_date")),
                name="project_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Campaign(TeamOwned):
    """Posts with one purpose between two dates, on the networks in `target_platforms`.

    `budget_json` is {amount, currency, note}, for paid boosts; nothing is spent by us.
    `targets_json` is {posts, views, engagement_rate}: what it is to reach.
    """

    class Status(models.TextChoices):
        PLANNED = "planned"
        RUNNING = "running"
        COMPLETED = "completed"
        CANCELLED = "cancelled"

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="campaigns")
    name = models.CharField(max_length=120)
    description = models.TextField(blank=True)
    target_platforms = models.JSONField(default=list, blank=True)
    budget_json = models.JSONField(default=dict, blank=True)
    targets_json = models.JSONField(default=dict, blank=True)
    start_date = models.DateField()
    end_date = models.DateField()
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.PLANNED)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        db_table = "campaigns"
        ordering = ["-start_date", "name"]
        constraints = [
            models.UniqueConstraint(fields=["project", "name"], name="campaign_name_once"),
            models.CheckConstraint(
                condition=Q(end_date__gte=F("start_date")), name="campaign_ends_after_start"
            ),
        ]
        indexes = [models.Index(fields=["team", "status"], name="campaign_by_status")]

    def __str__(self) -> str:
        return self.name

    @property
    def networks(self) -> list[str]:
        """The names of its networks for people; empty: all of them."""
        return labels_of(self.target_platforms)
