"""Briefs and derivative plans as JSON."""

from rest_framework import serializers

from briefs.models import CreativeBrief, DerivativeMediaPlan
from media_assets.models import MediaAsset
from platforms.models import PlatformName
from teams.api.fields import JsonObjectField, TeamRelatedField, TextListField
from teams.api.strict import StrictModelSerializer, StrictSerializer


class SeedBriefSerializer(serializers.ModelSerializer):
    """One brief, in exactly the shape that seed 000 §5 shows."""

    hook_ideas = serializers.ListField(child=serializers.CharField())
    script_outline = JsonObjectField(help_text="{intro: […], body: […], cta: […]}")
    visual_directions = JsonObjectField(help_text="{broll: […], face_cam: […]}")
    posting_guidance = JsonObjectField(
        help_text="{platform_priority: […], frequency, time_window_hint}"
    )

    class Meta:
        model = CreativeBrief
        fields = [
            "id", "angle_name", "target_audience", "core_promise", "hook_ideas", "script_outline",
            "visual_directions", "posting_guidance",
        ]  # fmt: skip


class BriefSerializer(StrictModelSerializer):
    """A brief with where it came from."""

    source_reference = JsonObjectField(required=False)
    hook_ideas = TextListField(required=False)
    script_outline = JsonObjectField(required=False)
    visual_directions = JsonObjectField(required=False)
    posting_guidance = JsonObjectField(required=False)

    class Meta:
        model = CreativeBrief
        fields = [
            "id", "source_type", "source_reference", "source_schedule", "angle_name",
            "target_audience", "core_promise", "hook_ideas", "script_outline",
            "visual_directions", "posting_guidance", "ready_for_use", "written_by",
            "is_simulated", "created_at", "updated_at",
        ]  # fmt: skip
        read_only_fields = [
            "id", "source_schedule", "written_by", "is_simulated", "created_at", "updated_at",
        ]  # fmt: skip


class BriefPromptSerializer(StrictSerializer):
    """A sentence to make a brief of."""

    prompt = serializers.CharField(max_length=2000)
    platform = serializers.ChoiceField(choices=PlatformName.choices, required=False)


class BriefPageSerializer(serializers.Serializer):
    """One page of briefs (for the OpenAPI document)."""

    count = serializers.IntegerField()
    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
    results = BriefSerializer(many=True)


class DerivativePlanSerializer(StrictModelSerializer):
    """A plan to make another piece out of an asset or a brief."""

    brief = TeamRelatedField(queryset=CreativeBrief.objects.all(), required=False, allow_null=True)
    source_media = TeamRelatedField(
        queryset=MediaAsset.objects.all(), required=False, allow_null=True
    )

    class Meta:
        model = DerivativeMediaPlan
        fields = [
            "id", "brief", "source_media", "format_type", "instructions", "target_platform",
            "estimated_length_sec", "status", "reason", "created_at", "updated_at",
        ]  # fmt: skip
        read_only_fields = ["id", "reason", "created_at", "updated_at"]
        validators: list = []  # the rule of one plan per format is checked below, inside the team

    def validate(self, attrs: dict) -> dict:
        """One plan for each brief, asset and format."""
        names = ("brief", "source_media", "format_type")
        key = {name: attrs.get(name, getattr(self.instance, name, None)) for name in names}
        twins = DerivativeMediaPlan.objects.in_team(self.context["request"].team).filter(**key)
        if self.without_this_one(twins).exists():
            raise serializers.ValidationError(
                {"format_type": ["There is a plan for this format already."]}
            )
        return attrs
