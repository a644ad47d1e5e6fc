"""What the coach says, as JSON."""

from rest_framework import serializers

from coaching.models import AICoachInsight
from teams.api.strict import StrictModelSerializer


class InsightSerializer(StrictModelSerializer):
    """One reading of one post by the coach, with the figures it used."""

    class Meta:
        model = AICoachInsight
        fields = [
            "id", "media", "schedule", "checkpoint", "input_snapshot", "summary", "what_worked",
            "what_to_change", "next_actions", "written_by", "is_simulated", "created_at",
        ]  # fmt: skip
        read_only_fields = fields


class RecommendedFormatSerializer(serializers.Serializer):
    """One format worth trying."""

    format = serializers.CharField()
    description = serializers.CharField()


class CoachSummarySerializer(serializers.Serializer):
    """Seed 000 §5, key by key."""

    media_id = serializers.UUIDField()
    pre_social_score = serializers.FloatField(allow_null=True)
    post_social_score_24h = serializers.FloatField(allow_null=True)
    performance_summary = serializers.CharField()
    what_worked = serializers.ListField(child=serializers.CharField())
    what_to_improve = serializers.ListField(child=serializers.CharField())
    recommended_next_formats = RecommendedFormatSerializer(many=True)
