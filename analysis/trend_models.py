"""What is talked about outside, and what sold: trends, where they come from, and exemplars."""

from django.db import models

from platforms.models import PlatformName
from teams.models import TeamOwned, TeamOwnedQuerySet, TeamRow


class TrendOrigin(models.TextChoices):
    """Where a trend was seen. Seed 003 §2.5, and what a person typed or imported."""

    GOOGLE_TRENDS = "google_trends", "Google Trends"
    PLATFORM_TRENDING = "platform_trending", "Trending on a network"
    HASHTAG_FEED = "hashtag_feed", "Hashtag feed"
    NEWS = "news", "News"
    MANUAL = "manual", "Typed in"
    CSV = "csv", "CSV file"


COLLECTED = (TrendOrigin.GOOGLE_TRENDS, TrendOrigin.PLATFORM_TRENDING, TrendOrigin.HASHTAG_FEED,
             TrendOrigin.NEWS)  # fmt: skip


class TrendSourceQuerySet(TeamOwnedQuerySet):
    def due(self, now) -> "TrendSourceQuerySet":
        """Sources that are switched on and to be read at `now`."""
        return self.filter(is_active=True, due_at__lte=now).order_by("due_at")


class TrendSource(TeamRow):
    """A feed (RSS or Atom) that this team wants read. Off until somebody switches it on."""

    kind = models.CharField(max_length=20, choices=[(one.value, one.label) for one in COLLECTED])
    name = models.CharField(max_length=80)
    url = models.URLField(max_length=500, help_text="Address of an RSS or Atom feed, https.")
    platform_hint = models.CharField(max_length=30, choices=PlatformName.choices, blank=True)
    is_active = models.BooleanField(default=False)
    due_at = models.DateTimeField(help_text="When to read it next; the lease while it is read.")
    last_collected_at = models.DateTimeField(null=True, blank=True)
    last_count = models.PositiveIntegerField(null=True, blank=True)
    last_error = models.TextField(blank=True)

    objects = TrendSourceQuerySet.as_manager()

    class Meta:
        db_table = "trend_sources"
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["team", "url"], name="one_source_per_address")
        ]

    def __str__(self) -> str:
        return self.name


class TrendSignal(TeamOwned):
    """One topic that is talked about. Seen again it is the same row; its weight fades with time."""

    source = models.CharField(max_length=20, choices=TrendOrigin.choices)
    topic = models.CharField(max_length=200, db_index=True)
    topic_key = models.CharField(max_length=200, help_text="The topic, folded, for merging.")
    platform_hint = models.CharField(max_length=30, choices=PlatformName.choices, blank=True)
    score = models.FloatField(help_text="Significance when it was last seen, 0 to 1.")
    collected_at = models.DateTimeField(help_text="When it was last seen.")
    times_seen = models.PositiveIntegerField(default=1)
    feed = models.ForeignKey(TrendSource, null=True, blank=True, on_delete=models.SET_NULL,
                             related_name="signals")  # fmt: skip
    metadata_json = models.JSONField(
        default=dict, blank=True, help_text="{region, related_tags, velocity, traffic, link}"
    )

    class Meta:
        db_table = "trend_signals"
        ordering = ["-collected_at", "topic"]
        constraints = [
            models.UniqueConstraint(
                fields=["team", "source", "platform_hint", "topic_key"], name="one_row_per_trend"
            ),
            models.CheckConstraint(
                condition=models.Q(score__gte=0, score__lte=1), name="trend_score_0_1"
            ),
        ]

    def __str__(self) -> str:
        return self.topic


class ExemplarPattern(TeamOwned):
    """A top performer of the market, from a Kalodata export: what it opened with, and its figures.

    A figure that the export does not have stays empty.
    """

    source = models.CharField(max_length=20, default="kalodata")
    key = models.CharField(max_length=64, help_text="Its address, else its words, hashed.")
    title = models.CharField(max_length=300, blank=True)
    hook = models.CharField(max_length=300)
    format = models.CharField(max_length=60, blank=True)
    angle = models.CharField(max_length=120, blank=True)
    product = models.CharField(max_length=300, blank=True)
    category = models.CharField(max_length=120, blank=True)
    duration_sec = models.FloatField(null=True, blank=True)
    price_low = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    price_high = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    revenue = models.DecimalField(max_digits=16, decimal_places=2, null=True, blank=True)
    views = models.BigIntegerField(null=True, blank=True)
    items_sold = models.BigIntegerField(null=True, blank=True)
    engagement_rate = models.FloatField(null=True, blank=True, help_text="0.12 is 12 %.")
    url = models.CharField(max_length=500, blank=True)
    imported_at = models.DateTimeField()

    class Meta:
        db_table = "exemplar_patterns"
        ordering = ["-revenue", "-views", "title"]
        constraints = [
            models.UniqueConstraint(fields=["team", "source", "key"], name="one_row_per_exemplar")
        ]

    def __str__(self) -> str:
        return self.hook[:60]
