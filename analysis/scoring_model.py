"""Versions of the score's weights, with how well each foretold results."""

from django.db import models
from django.db.models import Q

from platforms.models import PlatformName
from teams.models import TeamOwned


class ScoringModel(TeamOwned):
    """One version of the weights for one kind of media, and on which posts it was judged.

    Version 1 is the prior. A fitted version is `active` only when it beat the prior on posts that
    it did not see; otherwise it is kept as `rejected`. Without an active row the prior is used.
    """

    class Kind(models.TextChoices):
        PRIOR = "prior"
        FITTED = "fitted"

    class Status(models.TextChoices):
        ACTIVE = "active", "In use"
        REJECTED = "rejected", "Not adopted"
        RETIRED = "retired", "Replaced"

    platform = models.CharField(
        max_length=30, choices=PlatformName.choices, blank=True, help_text="Empty: all networks."
    )
    media_type = models.CharField(max_length=10, help_text="video, image or audio")
    is_simulated = models.BooleanField(default=False, help_text="From Sandbox readings only.")
    version = models.PositiveIntegerField()
    kind = models.CharField(max_length=8, choices=Kind.choices)
    status = models.CharField(max_length=8, choices=Status.choices)
    parameters = models.JSONField(default=dict, help_text="{weights, calibration}")
    checkpoint = models.CharField(max_length=8, help_text="The age at which posts are compared.")
    posts = models.PositiveIntegerField(help_text="Measured files that it was judged on.")
    rank_correlation = models.FloatField(null=True, blank=True, help_text="On held-back posts.")
    rank_correlation_low = models.FloatField(null=True, blank=True)
    rank_correlation_high = models.FloatField(null=True, blank=True)
    prior_rank_correlation = models.FloatField(null=True, blank=True)
    gain_low = models.FloatField(null=True, blank=True, help_text="95 % of samples gain more.")
    bands = models.JSONField(default=list, blank=True, help_text="[{low, high, n, mean}]")
    reason = models.TextField(blank=True)
    fitted_at = models.DateTimeField()

    class Meta:
        db_table = "scoring_models"
        ordering = ["platform", "media_type", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["team", "platform", "media_type", "is_simulated", "version"],
                name="one_scoring_version",
            ),
            models.UniqueConstraint(
                fields=["team", "platform", "media_type", "is_simulated"],
                condition=Q(status="active"),
                name="one_active_scoring_model",
            ),
        ]

    def __str__(self) -> str:
        where = self.get_platform_display() if self.platform else "All networks"
        return f"{where}, {self.media_type}, version {self.version}"
