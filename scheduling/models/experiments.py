"""Variants of one asset, tried against each other."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from media_assets.models import MediaAsset
from scheduling.models.posts import PostingSchedule
from teams.models import TeamOwned


class Experiment(TeamOwned):
    """Variants of a caption, a cover or an hour, for one asset. Its posts carry `variant_group`.

    A block is one account in one round: every variant goes there once, each on the same weekday
    at the same time (but where the time is what varies), `gap_days` apart.
    """

    class Kind(models.TextChoices):
        CAPTION = "caption", "Caption"
        THUMBNAIL = "thumbnail", "Cover"
        TIME = "time", "Time of day"

    class Measure(models.TextChoices):
        ENGAGEMENT_RATE = "engagement_rate", "Engagement rate"
        VIEWS = "views", "Views"
        SCORE = "post_social_score", "Score against your own posts"

    class Checkpoint(models.TextChoices):
        """The age at which the posts are compared; as the readings are named."""

        H24 = "24h", "+24 h"
        H72 = "72h", "+72 h"
        D7 = "7d", "+7 d"

    class Status(models.TextChoices):
        RUNNING = "running"
        STOPPED = "stopped"

    name = models.CharField(max_length=120)
    media = models.ForeignKey(MediaAsset, on_delete=models.PROTECT, related_name="experiments")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    measure = models.CharField(
        max_length=20, choices=Measure.choices, default=Measure.ENGAGEMENT_RATE
    )
    checkpoint = models.CharField(max_length=8, choices=Checkpoint.choices, default=Checkpoint.H24)
    variant_group = models.CharField(max_length=60, unique=True)
    rounds = models.PositiveSmallIntegerField()
    gap_days = models.PositiveSmallIntegerField(help_text="Between the posts of one block.")
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.RUNNING)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    stopped_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "experiments"
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["team", "-created_at"], name="experiment_by_team")]

    def __str__(self) -> str:
        return self.name


class ExperimentArm(TeamOwned):
    """One variant. `values` holds what differs: `body`, `thumbnail_path` or `time` (HH:MM)."""

    experiment = models.ForeignKey(Experiment, on_delete=models.CASCADE, related_name="arms")
    position = models.PositiveSmallIntegerField(help_text="0 is the control.")
    name = models.CharField(max_length=60)
    is_control = models.BooleanField(default=False)
    values = models.JSONField(default=dict)

    class Meta:
        db_table = "experiment_arms"
        ordering = ["experiment", "position"]
        constraints = [
            models.UniqueConstraint(fields=["experiment", "position"], name="one_arm_per_position"),
            models.UniqueConstraint(
                fields=["experiment"], condition=Q(is_control=True), name="one_control"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ExperimentPost(TeamOwned):
    """Which variant a post is, in which block, and the how-manieth post of the block."""

    experiment = models.ForeignKey(Experiment, on_delete=models.CASCADE, related_name="posts")
    arm = models.ForeignKey(ExperimentArm, on_delete=models.CASCADE, related_name="posts")
    schedule = models.OneToOneField(
        PostingSchedule, on_delete=models.CASCADE, related_name="experiment_post"
    )
    block = models.PositiveSmallIntegerField()
    position = models.PositiveSmallIntegerField()

    class Meta:
        db_table = "experiment_posts"
        ordering = ["experiment", "block", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["experiment", "block", "arm"], name="each_variant_once_a_block"
            )
        ]

    def __str__(self) -> str:
        return f"{self.arm} in block {self.block + 1}"
