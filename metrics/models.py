"""How posts did: checkpoints, readings, comments, and what is usual for the account."""

from django.db import models
from django.db.models import Q

from media_assets.models import MediaAsset
from platforms.models import Connection, PlatformPattern
from scheduling.models import PostingSchedule
from teams.models import TeamOwned, TeamOwnedQuerySet, TeamRow


class CheckpointName(models.TextChoices):
    """The ages at which a post is measured."""

    M15 = "15m", "+15 min"
    H1 = "1h", "+1 h"
    H4 = "4h", "+4 h"
    H24 = "24h", "+24 h"
    H72 = "72h", "+72 h"
    D7 = "7d", "+7 d"


class MetricsCheckpointQuerySet(TeamOwnedQuerySet):
    def due(self, now) -> "MetricsCheckpointQuerySet":
        """Checkpoints to take at `now`, and those whose lease ran out."""
        return self.filter(status__in=["pending", "taking"], due_at__lte=now).order_by("due_at")


class MetricsCheckpoint(TeamRow):
    """One planned reading of one post. Downtime delays it; it is never filled with another."""

    class Status(models.TextChoices):
        PENDING = "pending"
        TAKING = "taking"
        TAKEN = "taken"
        MISSED = "missed"

    schedule = models.ForeignKey(
        PostingSchedule, on_delete=models.CASCADE, related_name="checkpoints"
    )
    checkpoint = models.CharField(max_length=8, choices=CheckpointName.choices)
    planned_at = models.DateTimeField(help_text="Publication plus the age of the checkpoint.")
    due_at = models.DateTimeField(help_text="When to look; the lease's end while taking.")
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.PENDING)
    attempts = models.PositiveSmallIntegerField(default=0)
    fence = models.PositiveBigIntegerField(default=0)
    error_message = models.TextField(blank=True)
    taken_at = models.DateTimeField(null=True, blank=True)

    objects = MetricsCheckpointQuerySet.as_manager()

    class Meta:
        db_table = "metrics_checkpoints"
        ordering = ["planned_at"]
        constraints = [
            models.UniqueConstraint(fields=["schedule", "checkpoint"], name="one_checkpoint_each")
        ]
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=Q(status__in=["pending", "taking"]),
                name="checkpoint_due",
            ),
            models.Index(fields=["team", "-planned_at"], name="checkpoint_by_team"),
        ]

    def __str__(self) -> str:
        return f"{self.get_checkpoint_display()} of {self.schedule_id}"


class PostingMetrics(TeamOwned):
    """One reading. A counter that the platform does not report stays empty, never zero."""

    schedule = models.ForeignKey(PostingSchedule, on_delete=models.CASCADE, related_name="metrics")
    checkpoint = models.CharField(max_length=8, choices=CheckpointName.choices)
    check_time = models.DateTimeField(help_text="When it was really read.")
    age_sec = models.PositiveBigIntegerField(help_text="True age of the post at the reading.")
    hours_since_publish = models.PositiveIntegerField()
    is_simulated = models.BooleanField(default=False)
    views = models.BigIntegerField(null=True, blank=True)
    impressions = models.BigIntegerField(null=True, blank=True)
    reach = models.BigIntegerField(null=True, blank=True)
    engagements = models.BigIntegerField(null=True, blank=True)
    likes = models.BigIntegerField(null=True, blank=True)
    comments_count = models.BigIntegerField(null=True, blank=True)
    shares = models.BigIntegerField(null=True, blank=True)
    saves = models.BigIntegerField(null=True, blank=True)
    clicks = models.BigIntegerField(null=True, blank=True)
    ctr = models.FloatField(null=True, blank=True)
    watch_time_sec = models.BigIntegerField(null=True, blank=True)
    profile_visits = models.IntegerField(null=True, blank=True)
    follower_delta = models.IntegerField(null=True, blank=True)
    followers_gained = models.IntegerField(null=True, blank=True)
    followers_lost = models.IntegerField(null=True, blank=True)
    post_social_score = models.FloatField(null=True, blank=True)
    score_detail = models.JSONField(default=dict, blank=True)
    raw_payload = models.JSONField(default=dict, blank=True)
    notes = models.TextField(blank=True)

    class Meta:
        db_table = "posting_metrics"
        ordering = ["check_time"]
        verbose_name_plural = "posting metrics"
        constraints = [
            models.UniqueConstraint(
                fields=["schedule", "checkpoint"], name="one_reading_per_checkpoint"
            ),
            models.CheckConstraint(
                condition=Q(post_social_score__isnull=True)
                | Q(post_social_score__gte=0, post_social_score__lte=100),
                name="post_score_0_100",
            ),
        ]
        indexes = [
            models.Index(fields=["schedule", "check_time"], name="metrics_by_schedule"),
            models.Index(fields=["team", "-check_time"], name="metrics_by_team"),
        ]

    def __str__(self) -> str:
        return f"{self.get_checkpoint_display()} of {self.schedule_id}"


class Comment(TeamOwned):
    """A comment under one of our posts."""

    class SentimentLabel(models.TextChoices):
        VERY_NEGATIVE = "very_negative"
        NEGATIVE = "negative"
        NEUTRAL = "neutral"
        POSITIVE = "positive"
        VERY_POSITIVE = "very_positive"

    schedule = models.ForeignKey(PostingSchedule, on_delete=models.CASCADE, related_name="comments")
    platform_comment_id = models.CharField(max_length=255)
    author_handle = models.CharField(max_length=255, blank=True)
    text = models.TextField()
    like_count = models.PositiveIntegerField(null=True, blank=True)
    sentiment_score = models.FloatField(null=True, blank=True, help_text="-1 to 1.")
    sentiment_label = models.CharField(
        max_length=14, choices=SentimentLabel.choices, blank=True, default=""
    )
    topic_tags = models.JSONField(default=list, blank=True)
    is_simulated = models.BooleanField(default=False)
    posted_at = models.DateTimeField(null=True, blank=True, help_text="As the platform says.")

    class Meta:
        db_table = "comments"
        ordering = ["-posted_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["schedule", "platform_comment_id"], name="one_row_per_comment"
            ),
            models.CheckConstraint(
                condition=Q(sentiment_score__isnull=True)
                | Q(sentiment_score__gte=-1, sentiment_score__lte=1),
                name="comment_sentiment_between_minus_one_and_one",
            ),
        ]
        indexes = [models.Index(fields=["team", "-posted_at"], name="comment_by_team")]

    def __str__(self) -> str:
        return self.text[:60]


class AccountBaseline(TeamOwned):
    """What is usual for one account at one age of a post: a median and quartiles per counter."""

    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="baselines")
    checkpoint = models.CharField(max_length=8, choices=CheckpointName.choices)
    sample_size = models.PositiveIntegerField(default=0)
    quantiles = models.JSONField(
        default=dict, blank=True, help_text="{counter: {p25, p50, p75, n}}"
    )
    computed_at = models.DateTimeField()

    class Meta:
        db_table = "account_baselines"
        ordering = ["connection", "checkpoint"]
        constraints = [
            models.UniqueConstraint(
                fields=["connection", "checkpoint"], name="one_baseline_per_age"
            )
        ]

    def __str__(self) -> str:
        return f"{self.connection} {self.get_checkpoint_display()}"


class PatternFeedback(TeamOwned):
    """What one post says about a pattern that was known when it went out (seed 001)."""

    pattern = models.ForeignKey(PlatformPattern, on_delete=models.CASCADE, related_name="feedback")
    content = models.ForeignKey(MediaAsset, null=True, on_delete=models.SET_NULL, related_name="+")
    schedule = models.ForeignKey(
        PostingSchedule, on_delete=models.CASCADE, related_name="pattern_feedback"
    )
    pattern_applied = models.BooleanField(help_text="Whether the post kept to the pattern.")
    impressions = models.BigIntegerField(null=True, blank=True)
    engagements = models.BigIntegerField(null=True, blank=True)
    clicks = models.BigIntegerField(null=True, blank=True)
    shares = models.BigIntegerField(null=True, blank=True)
    engagement_rate = models.FloatField(null=True, blank=True)
    posted_at = models.DateTimeField()
    day_of_week = models.PositiveSmallIntegerField(help_text="Monday is 0, in the team's zone.")
    hour_of_day = models.PositiveSmallIntegerField()

    class Meta:
        db_table = "pattern_feedback"
        ordering = ["-posted_at"]
        verbose_name_plural = "pattern feedback"
        constraints = [
            models.UniqueConstraint(fields=["pattern", "schedule"], name="one_feedback_per_post")
        ]

    def __str__(self) -> str:
        return f"{self.pattern}, {self.posted_at:%Y-%m-%d}"
