"""What was found in a piece of media, and the score given before it is posted."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from analysis.scoring_model import ScoringModel
from analysis.trend_models import ExemplarPattern, TrendOrigin, TrendSignal, TrendSource
from media_assets.models import MediaAsset
from teams.models import TeamOwnedQuerySet, TeamRow

__all__ = [
    "ExemplarPattern",
    "FrameSample",
    "MediaAnalysis",
    "ScoringModel",
    "TrendOrigin",
    "TrendSignal",
    "TrendSource",
]


class MediaAnalysisQuerySet(TeamOwnedQuerySet):
    def current(self) -> "MediaAnalysisQuerySet":
        """The newest analysis of each asset."""
        return self.filter(is_current=True)


class MediaAnalysis(TeamRow):
    """One run of the analysis over one asset. A new run adds a row; the newest is current."""

    media = models.ForeignKey(MediaAsset, on_delete=models.CASCADE, related_name="analyses")
    is_current = models.BooleanField(default=True)
    transcript = models.TextField(blank=True)
    transcript_language = models.CharField(max_length=16, blank=True)
    transcript_segments = models.JSONField(
        default=list, blank=True, help_text="[{start, end, text}] in seconds."
    )
    transcript_status = models.CharField(
        max_length=255, blank=True, help_text="Who transcribed, or why there is no transcript."
    )
    on_screen_text = models.JSONField(
        default=list, blank=True, help_text="[{time_sec, text, confidence}]"
    )
    topics = models.JSONField(default=list, blank=True)
    sentiment_overall = models.FloatField(
        null=True, blank=True, help_text="-1 to 1; empty: no words."
    )
    frames_sampled = models.PositiveIntegerField(default=0)
    best_frame_index = models.PositiveIntegerField(null=True, blank=True)
    best_frame_url = models.CharField(
        max_length=500, blank=True, help_text="Storage path of the full-size thumbnail."
    )
    virality_features = models.JSONField(default=dict, blank=True)
    pre_social_score = models.FloatField(null=True, blank=True)
    score_components = models.JSONField(
        default=list, blank=True, help_text="[{name, weight, value, points, evidence, sentence}]"
    )
    score_detail = models.JSONField(
        default=dict,
        blank=True,
        help_text="{raw, is_fitted, expected, low, high, posts, is_simulated, steps}",
    )
    pre_social_explanation = models.TextField(blank=True)
    ai_caption_suggestions = models.JSONField(
        default=dict, blank=True, help_text="{platform: [caption, …]}"
    )
    ai_hashtag_suggestions = models.JSONField(
        default=dict, blank=True, help_text="{platform: [tag, …]}"
    )
    ai_title_suggestions = models.JSONField(
        default=dict, blank=True, help_text="{platform: [title, …]}"
    )
    ai_first_comments = models.JSONField(
        default=dict, blank=True, help_text="{platform: what to write below one's own post}"
    )
    is_partial = models.BooleanField(default=False, help_text="The file ended early.")
    notes = models.JSONField(
        default=list, blank=True, help_text="What could not be measured, and why."
    )
    steps = models.JSONField(
        default=dict, blank=True, help_text="{step: what did it}, for each finished step."
    )
    analyzer_version = models.CharField(max_length=40)
    scorer_version = models.CharField(max_length=40)
    models_used = models.JSONField(default=dict, blank=True, help_text="{part: model}")
    cost_usd = models.DecimalField(max_digits=10, decimal_places=6, null=True, blank=True)
    duration_ms = models.PositiveIntegerField(null=True, blank=True, help_text="The run took.")

    objects = MediaAnalysisQuerySet.as_manager()

    class Meta:
        db_table = "media_analysis"
        ordering = ["-created_at"]
        verbose_name_plural = "media analyses"
        constraints = [
            models.UniqueConstraint(
                fields=["media"], condition=Q(is_current=True), name="one_current_analysis"
            ),
            models.CheckConstraint(
                condition=Q(pre_social_score__isnull=True)
                | Q(pre_social_score__gte=0, pre_social_score__lte=100),
                name="pre_score_0_100",
            ),
            models.CheckConstraint(
                condition=Q(sentiment_overall__isnull=True)
                | Q(sentiment_overall__gte=-1, sentiment_overall__lte=1),
                name="sentiment_between_minus_one_and_one",
            ),
        ]
        indexes = [models.Index(fields=["team", "-created_at"], name="analysis_by_team")]

    def __str__(self) -> str:
        return f"Analysis of {self.media_id}"


class FrameSample(models.Model):
    """One frame that was looked at, with what was measured on it."""

    id = models.BigAutoField(primary_key=True)
    analysis = models.ForeignKey(MediaAnalysis, on_delete=models.CASCADE, related_name="frames")
    index = models.PositiveIntegerField()
    time_sec = models.FloatField()
    image_path = models.CharField(max_length=500, blank=True, help_text="Storage path, small.")
    full_path = models.CharField(
        max_length=500, blank=True, help_text="Storage path at full size: the best few only."
    )
    score = models.FloatField(help_text="0 to 1: how good a thumbnail it would be.")
    faces = models.JSONField(default=list, blank=True, help_text="[[x, y, w, h]] as shares, 0-1.")
    features = models.JSONField(default=dict, blank=True)

    class Meta:
        db_table = "frame_samples"
        ordering = ["analysis", "index"]
        constraints = [
            models.UniqueConstraint(fields=["analysis", "index"], name="one_row_per_frame")
        ]

    def __str__(self) -> str:
        return f"{self.time_sec:.1f} s"


class TranscriptVersionQuerySet(TeamOwnedQuerySet):
    def current(self) -> "TranscriptVersionQuerySet":
        """The newest version of each language of each asset."""
        return self.filter(is_current=True)


class TranscriptVersion(TeamRow):
    """What is said in an asset, in one language, as one version; earlier ones are kept.

    What a person saved stays current when the asset is analysed again.
    """

    class Origin(models.TextChoices):
        HEARD = "heard"
        EDITED = "edited"
        TRANSLATED = "translated"

    media = models.ForeignKey(MediaAsset, on_delete=models.CASCADE, related_name="transcripts")
    language = models.CharField(max_length=16, help_text="ISO 639 code, or “unknown”.")
    is_original = models.BooleanField(help_text="The language that is spoken, no translation.")
    version = models.PositiveIntegerField(help_text="Counts up per asset and language.")
    is_current = models.BooleanField(default=True)
    origin = models.CharField(max_length=12, choices=Origin.choices)
    cues = models.JSONField(default=list, help_text="[{start, end, text, words?}] in seconds.")
    made_by = models.CharField(max_length=255, blank=True, help_text="The model, or the person.")
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    source = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="translations",
        help_text="The version that was translated.",
    )

    objects = TranscriptVersionQuerySet.as_manager()

    class Meta:
        db_table = "transcript_versions"
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["media", "language", "version"], name="one_row_per_transcript_version"
            ),
            models.UniqueConstraint(
                fields=["media", "language"],
                condition=Q(is_current=True),
                name="one_current_transcript_per_language",
            ),
            models.UniqueConstraint(
                fields=["media"],
                condition=Q(is_current=True, is_original=True),
                name="one_current_original_transcript",
            ),
        ]
        indexes = [models.Index(fields=["team", "-created_at"], name="transcript_by_team")]

    def __str__(self) -> str:
        return f"{self.language}, version {self.version}"
