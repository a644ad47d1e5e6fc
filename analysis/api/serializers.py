"""Analyses and frames as JSON."""

from django.conf import settings
from django.urls import reverse
from rest_framework import serializers

from analysis.models import FrameSample, MediaAnalysis, ScoringModel, TranscriptVersion
from analysis.speech.cues import MAX_TEXT, Cue
from analysis.speech.languages import CODE, MOST_AT_ONCE
from teams.api.strict import StrictModelSerializer, StrictSerializer


def stored_file_url(path: str) -> str:
    """Where a signed-in member reads a stored picture; empty without one."""
    return settings.BASE_URL + reverse("media_assets:stored-file", args=[path]) if path else ""


class MediaAnalysisSerializer(StrictModelSerializer):
    """One run of the analysis over one asset."""

    best_frame_image = serializers.SerializerMethodField(help_text="Address of the best frame.")

    class Meta:
        model = MediaAnalysis
        fields = [
            "id", "media", "is_current", "transcript", "transcript_language",
            "transcript_segments", "transcript_status", "on_screen_text", "topics",
            "sentiment_overall", "frames_sampled", "best_frame_index", "best_frame_url",
            "best_frame_image", "virality_features", "pre_social_score", "score_components",
            "score_detail",
            "pre_social_explanation", "ai_caption_suggestions", "ai_hashtag_suggestions",
            "ai_title_suggestions", "ai_first_comments",
            "is_partial", "notes", "analyzer_version", "scorer_version", "models_used",
            "cost_usd", "duration_ms", "created_at",
        ]  # fmt: skip
        read_only_fields = fields

    def get_best_frame_image(self, analysis: MediaAnalysis) -> str:
        return stored_file_url(analysis.best_frame_url)


class FrameSampleSerializer(StrictModelSerializer):
    """One frame that was looked at."""

    image = serializers.SerializerMethodField(help_text="Address of the small picture.")

    class Meta:
        model = FrameSample
        fields = ["id", "analysis", "index", "time_sec", "image", "score", "faces", "features"]
        read_only_fields = fields

    def get_image(self, frame: FrameSample) -> str:
        return stored_file_url(frame.image_path)


class ScoringModelSerializer(StrictModelSerializer):
    """One version of the score's weights."""

    class Meta:
        model = ScoringModel
        fields = [
            "id", "platform", "media_type", "is_simulated", "version", "kind", "status",
            "parameters", "checkpoint", "posts", "rank_correlation", "rank_correlation_low",
            "rank_correlation_high", "prior_rank_correlation", "gain_low", "bands", "reason",
            "fitted_at", "created_at",
        ]  # fmt: skip
        read_only_fields = fields


class TranscriptVersionSerializer(StrictModelSerializer):
    """What is said in one language, as one version."""

    class Meta:
        model = TranscriptVersion
        fields = [
            "id", "media", "language", "is_original", "version", "is_current", "origin", "cues",
            "made_by", "edited_by", "source", "created_at",
        ]  # fmt: skip
        read_only_fields = fields


class AnalyseSerializer(StrictSerializer):
    """How much of an analysis is done again."""

    afresh = serializers.BooleanField(
        default=False, help_text="Everything, also what has not changed."
    )


class CueSerializer(StrictSerializer):
    """One line with its times in seconds."""

    start = serializers.FloatField(min_value=0)
    end = serializers.FloatField(min_value=0)
    text = serializers.CharField(max_length=MAX_TEXT)

    def to_internal_value(self, data) -> Cue:
        return Cue(**super().to_internal_value(data))


class TranscriptEditSerializer(StrictSerializer):
    """New lines of a language, and the version that they were made from."""

    language = serializers.RegexField(rf"{CODE.pattern[:-1]}$|^unknown$", max_length=16)
    version = serializers.IntegerField(min_value=0, help_text="0 where there is none yet.")
    cues = CueSerializer(many=True)


class TranslateSerializer(StrictSerializer):
    """Languages to translate into, by code."""

    languages = serializers.ListField(
        child=serializers.RegexField(CODE.pattern, max_length=16),
        min_length=1,
        max_length=MOST_AT_ONCE,
    )
    replace_edited = serializers.BooleanField(
        default=False, help_text="Also where a person has edited the translation."
    )


class TranscriptConflictSerializer(serializers.Serializer):
    """Somebody saved another version meanwhile: both texts, and the number to name."""

    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    yours = serializers.JSONField()
    theirs = serializers.JSONField()
    version = serializers.IntegerField()
