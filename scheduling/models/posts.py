"""Posts and when they go out."""

from textwrap import shorten

from django.conf import settings
from django.db import models
from django.db.models import Q

from analysis.models import MediaAnalysis
from media_assets.models import MediaAsset, MediaVariant
from platforms.models import Connection, PlatformName
from scheduling.models.campaigns import Campaign
from scheduling.models.groups import CrossPostGroup
from teams.models import TeamOwnedQuerySet, TeamRow


class PostingScheduleQuerySet(TeamOwnedQuerySet):
    """Posts, in the words of the publisher."""

    def due(self, now) -> "PostingScheduleQuerySet":
        """Rows that a machine must look at: anything that is not final and whose time came."""
        return self.filter(status__in=PostingSchedule.OPEN, due_at__lte=now).order_by("due_at")

    def live(self) -> "PostingScheduleQuerySet":
        """Rows that hold their slot: everything but failed and canceled ones."""
        return self.exclude(status__in=["failed", "canceled"])

    def ready(self) -> "PostingScheduleQuerySet":
        """Pending rows that may go out: their review allows it, and there is a file that fits."""
        return self.filter(
            status="pending",
            review_status__in=["not_required", "approved"],
            file_state__in=PostingSchedule.FILE_READY,
        )


class PostingSchedule(TeamRow):
    """One post on one account: the words, the time, and what became of it.

    `scheduled_at` is the plan and is never moved by the publisher. `due_at` is when a machine
    must look again; while `publishing` it is the end of the lease. `fence` rises at every move.
    """

    class Status(models.TextChoices):
        DRAFT = "draft"
        PENDING = "pending"
        PUBLISHING = "publishing"
        POSTED = "posted"
        FAILED = "failed"
        CANCELED = "canceled"
        UNCONFIRMED = "unconfirmed"

    class ReviewStatus(models.TextChoices):
        NOT_REQUIRED = "not_required"
        AWAITING = "awaiting"
        APPROVED = "approved"
        CHANGES_REQUESTED = "changes_requested"
        REJECTED = "rejected"

    class ContentType(models.TextChoices):
        GENERATED = "generated"
        MANUAL = "manual"
        REPURPOSED = "repurposed"

    class Priority(models.IntegerChoices):
        """Of two due posts the more urgent one goes first."""

        LOW = 1
        NORMAL = 2
        HIGH = 3

    class FailureReason(models.TextChoices):
        """Why a row is `failed`; empty for all others."""

        MISSED = "missed", "Missed: it was too late when the machine came back"
        PREFLIGHT = "preflight", "Not allowed to go out as it stands"
        REFUSED = "refused", "Refused by the platform"
        RETRIES = "retries", "Refused again and again"
        PERSON = "person", "Given up by a person"

    class FileState(models.TextChoices):
        """Whether there is a file that the network takes (`services/files.py`)."""

        AS_IS = "as_is", "The original goes out as it is"
        CHECKING = "checking", "Being looked at"
        PROPOSED = "proposed", "Waits for a yes to what would be lost"
        PREPARING = "preparing", "Being prepared"
        PREPARED = "prepared", "A prepared copy goes out"
        UNFIT = "unfit", "Cannot be made to fit"

    FILE_READY = (FileState.AS_IS, FileState.PREPARED)
    OPEN = (Status.PENDING, Status.PUBLISHING, Status.UNCONFIRMED)

    media = models.ForeignKey(MediaAsset, on_delete=models.PROTECT, related_name="schedules")
    analysis = models.ForeignKey(
        MediaAnalysis, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    connection = models.ForeignKey(Connection, on_delete=models.PROTECT, related_name="schedules")
    platform = models.CharField(max_length=30, choices=PlatformName.choices)
    cross_post_group = models.ForeignKey(
        CrossPostGroup, null=True, blank=True, on_delete=models.SET_NULL, related_name="schedules"
    )
    campaign = models.ForeignKey(
        Campaign, null=True, blank=True, on_delete=models.SET_NULL, related_name="schedules"
    )
    repeat = models.PositiveSmallIntegerField(
        default=1, help_text="The how-manieth time this asset goes to this account."
    )
    # the words and files that are sent
    content_type = models.CharField(
        max_length=12, choices=ContentType.choices, default=ContentType.GENERATED
    )
    title = models.CharField(max_length=300, blank=True)
    body = models.TextField(blank=True, help_text="The caption, with its hashtags not included.")
    hashtags = models.JSONField(default=list, blank=True)
    first_comment = models.TextField(
        blank=True, help_text="Sent below the post as soon as it is out, once."
    )
    thumbnail_path = models.CharField(max_length=500, blank=True)
    media_urls = models.JSONField(default=list, blank=True)
    file_state = models.CharField(max_length=10, choices=FileState.choices, default=FileState.AS_IS)
    file_note = models.TextField(blank=True, help_text="What is done to the file, or why nothing.")
    file_choices = models.JSONField(
        default=dict,
        blank=True,
        help_text="A person's: aspect, start_sec, agreed (a recipe's hash).",
    )
    variant = models.ForeignKey(
        MediaVariant,
        null=True,
        blank=True,
        on_delete=models.RESTRICT,
        related_name="schedules",
        help_text="The prepared copy that is sent instead of the original.",
    )
    link_url = models.URLField(max_length=1000, blank=True)
    platform_specific = models.JSONField(default=dict, blank=True)
    # when
    scheduled_at = models.DateTimeField()
    timezone = models.CharField(max_length=64, default="UTC", help_text="Zone of the plan.")
    slot_reason = models.CharField(max_length=300, blank=True, help_text="Why this time.")
    placed_by_person = models.BooleanField(default=False, help_text="The planner leaves it.")
    is_locked = models.BooleanField(default=False)
    priority = models.PositiveSmallIntegerField(choices=Priority.choices, default=Priority.NORMAL)
    # state
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.DRAFT)
    review_status = models.CharField(
        max_length=20, choices=ReviewStatus.choices, default=ReviewStatus.NOT_REQUIRED
    )
    failure_reason = models.CharField(
        max_length=12, choices=FailureReason.choices, blank=True, default=""
    )
    due_at = models.DateTimeField(null=True, blank=True)
    fence = models.PositiveBigIntegerField(default=0)
    lease_owner = models.CharField(max_length=120, blank=True)
    version = models.PositiveIntegerField(default=1, help_text="Rises with every edit.")
    payload_hash = models.CharField(
        max_length=64, blank=True, help_text="What was approved; compared before sending."
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Who changed last what is sent.",
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    review_note = models.TextField(blank=True)
    # outcome
    published_at = models.DateTimeField(null=True, blank=True)
    external_post_id = models.CharField(max_length=255, null=True, blank=True)
    external_post_url = models.URLField(max_length=1000, null=True, blank=True)
    evidence = models.CharField(
        max_length=300, blank=True, help_text="How we know, when a person confirmed it."
    )
    error_message = models.TextField(blank=True, help_text="One sentence for a person.")
    error_json = models.JSONField(default=dict, blank=True)
    retry_count = models.PositiveSmallIntegerField(default=0)
    last_retry_at = models.DateTimeField(null=True, blank=True)
    needs_person = models.BooleanField(
        default=False, help_text="The outcome is unknown and only a person can find out."
    )
    # the latest reading, for lists; the history is in posting_metrics
    impressions = models.BigIntegerField(null=True, blank=True)
    reach = models.BigIntegerField(null=True, blank=True)
    views = models.BigIntegerField(null=True, blank=True)
    engagements = models.BigIntegerField(null=True, blank=True)
    clicks = models.BigIntegerField(null=True, blank=True)
    shares = models.BigIntegerField(null=True, blank=True)
    comments_count = models.BigIntegerField(null=True, blank=True)
    likes = models.BigIntegerField(null=True, blank=True)
    saves = models.BigIntegerField(null=True, blank=True)
    engagement_rate = models.FloatField(null=True, blank=True)
    click_through_rate = models.FloatField(null=True, blank=True)
    post_social_score = models.FloatField(null=True, blank=True)
    # experiments and references of the seeds
    variant_group = models.CharField(max_length=60, blank=True)
    is_control = models.BooleanField(default=False)
    business_unit = models.CharField(max_length=120, blank=True)
    vertical_id = models.UUIDField(null=True, blank=True)
    client_id = models.UUIDField(null=True, blank=True)
    workflow_run_id = models.UUIDField(null=True, blank=True)
    reel_id = models.UUIDField(null=True, blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = PostingScheduleQuerySet.as_manager()

    class Meta:
        db_table = "posting_schedule"
        ordering = ["scheduled_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["connection", "scheduled_at"],
                condition=~Q(status__in=["failed", "canceled"]),
                name="one_live_post_per_slot",
            ),
            models.UniqueConstraint(
                fields=["media", "connection", "repeat"],
                condition=~Q(status="canceled"),
                name="asset_once_per_account",
            ),
            models.UniqueConstraint(
                fields=["connection", "external_post_id"],
                condition=Q(external_post_id__isnull=False),
                name="one_row_per_remote_post",
            ),
            models.UniqueConstraint(
                fields=["connection"],
                condition=Q(status="publishing"),
                name="one_publishing_per_account",
            ),
            models.CheckConstraint(
                condition=~Q(status="posted") | Q(external_post_id__isnull=False) | ~Q(evidence=""),
                name="posted_has_proof",
            ),
            models.CheckConstraint(
                condition=~Q(status="publishing") | ~Q(lease_owner=""), name="publishing_has_owner"
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["pending", "publishing", "unconfirmed"])
                | Q(due_at__isnull=False),
                name="open_post_is_due",
            ),
            models.CheckConstraint(
                condition=~Q(file_state="prepared") | Q(variant__isnull=False),
                name="prepared_post_has_variant",
            ),
            models.CheckConstraint(
                condition=~Q(status="failed") | ~Q(failure_reason=""), name="failed_says_why"
            ),
            models.CheckConstraint(
                condition=Q(post_social_score__isnull=True)
                | Q(post_social_score__gte=0, post_social_score__lte=100),
                name="schedule_score_0_100",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=Q(status__in=["pending", "publishing", "unconfirmed"]),
                name="schedule_due",
            ),
            models.Index(fields=["team", "scheduled_at"], name="schedule_by_team"),
            models.Index(fields=["team", "status", "scheduled_at"], name="schedule_by_status"),
            models.Index(fields=["connection", "scheduled_at"], name="schedule_by_account"),
            models.Index(fields=["media", "-scheduled_at"], name="schedule_by_media"),
            models.Index(fields=["team", "-published_at"], name="schedule_by_published"),
            models.Index(
                fields=["team", "scheduled_at"],
                condition=Q(review_status="awaiting"),
                name="schedule_awaiting",
            ),
            models.Index(
                fields=["campaign", "scheduled_at"],
                condition=Q(campaign__isnull=False),
                name="schedule_by_campaign",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_platform_display()} {self.scheduled_at:%Y-%m-%d %H:%M}"

    @property
    def notice_label(self) -> str:
        """How a notice calls it: its first words, and where they go."""
        words = shorten(self.title or self.body, width=60, placeholder="…")
        return f"“{words}” · {self.connection}" if words else str(self.connection)

    @property
    def is_overdue_for_review(self) -> bool:
        return self.review_status == self.ReviewStatus.AWAITING and self.status in self.OPEN
