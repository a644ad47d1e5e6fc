"""What somebody asked to be done with all data of a team or of a person, and the receipt of it."""

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q

from teams.models.base import TeamOwnedQuerySet, UuidModel


class DataRequestQuerySet(TeamOwnedQuerySet):
    """Requests, in the words of the worker."""

    def open(self) -> "DataRequestQuerySet":
        """Requests that wait or are at work."""
        return self.filter(status__in=DataRequest.OPEN)

    def due(self, now) -> "DataRequestQuerySet":
        """Requests whose time has come, and those whose worker died."""
        return self.open().filter(due_at__lte=now).order_by("due_at", "pk")


class DataRequest(UuidModel):
    """An export or an erasure. The row outlives what it is about, so it holds no personal data.

    While `running`, `due_at` is the end of the lease. `fence` rises at every move.
    """

    class Kind(models.TextChoices):
        EXPORT_TEAM = "export_team", "Export of the team"
        EXPORT_PERSON = "export_person", "Export of my own data"
        ERASE_TEAM = "erase_team", "Erasure of the team"
        ERASE_PERSON = "erase_person", "Erasure of my account"

    class Status(models.TextChoices):
        WAITING = "waiting", "Waiting"
        RUNNING = "running", "At work"
        DONE = "done", "Done"
        FAILED = "failed", "Could not be done"
        CANCELED = "canceled", "Canceled"

    OPEN = (Status.WAITING, Status.RUNNING)

    kind = models.CharField(max_length=15, choices=Kind.choices)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.WAITING)
    team = models.ForeignKey(
        "teams.Team",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Empty for a person’s request, and once the team is erased.",
    )
    subject_id = models.UUIDField(help_text="The key of the team or person; nobody’s afterwards.")
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Empty: the operator, by a command.",
    )
    due_at = models.DateTimeField(null=True, blank=True)
    progress_pct = models.PositiveSmallIntegerField(default=0, validators=[MaxValueValidator(100)])
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(blank=True, help_text="Why it waits, or could not be done.")
    lease_owner = models.CharField(max_length=120, blank=True)
    fence = models.PositiveBigIntegerField(default=0)
    receipt = models.JSONField(default=dict, blank=True, help_text="What was done: counts only.")
    file_path = models.CharField(max_length=200, blank=True, help_text="Storage path of the ZIP.")
    file_size_bytes = models.BigIntegerField(null=True, blank=True)
    file_sha256 = models.CharField(max_length=64, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True, help_text="The ZIP goes then.")
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = DataRequestQuerySet.as_manager()

    class Meta:
        db_table = "data_requests"
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject_id"],
                condition=Q(status__in=["waiting", "running"]),
                name="one_open_data_request",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["waiting", "running"]) | Q(due_at__isnull=False),
                name="open_data_request_is_due",
            ),
            models.CheckConstraint(
                condition=Q(progress_pct__lte=100), name="data_request_progress_0_100"
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=Q(status__in=["waiting", "running"]),
                name="data_request_due",
            ),
            models.Index(fields=["requested_by", "-created_at"], name="data_request_by_person"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.get_status_display().lower()}"

    @property
    def is_open(self) -> bool:
        return self.status in self.OPEN

    @property
    def is_erasure(self) -> bool:
        return self.kind in (self.Kind.ERASE_TEAM, self.Kind.ERASE_PERSON)

    @property
    def is_about_team(self) -> bool:
        return self.kind in (self.Kind.EXPORT_TEAM, self.Kind.ERASE_TEAM)

    @property
    def can_be_canceled(self) -> bool:
        """Until it begins for the first time."""
        return self.status == self.Status.WAITING and self.started_at is None

    @property
    def waits_for_its_day(self) -> bool:
        """In its days of grace: nothing moves, so nothing needs to be looked at."""
        return self.can_be_canceled and self.kind == self.Kind.ERASE_TEAM

    @property
    def has_file(self) -> bool:
        return bool(self.file_path)

    @property
    def notice_label(self) -> str:
        """How a notice calls it; the row itself names nobody."""
        return str(self.team) if self.team_id else "your data"
