"""Seed 002's `/api/ai/rewrite` and `/api/ai/hashtags`."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from analysis.rewriting.options import Length, RewriteOptions, Rewritten, Tone
from analysis.services.rewriting import MAX_CAPTION, rewrite_caption, suggest_hashtags
from analysis.speech.languages import CODE
from media_assets.models import MediaAsset
from platforms.specs import SPECS, UnknownPlatform, canonical_name
from teams.api.fields import TeamRelatedField
from teams.api.strict import StrictSerializer
from teams.api.viewsets import TeamApi
from teams.throttling import AIRateThrottle

PLATFORMS = f"One of {', '.join(SPECS)}, or another common name of it (“twitter”)."
MOST_WISHES = 1000


class AboutCaptionSerializer(StrictSerializer):
    """A caption, where it is posted, and what it is about."""

    caption = serializers.CharField(max_length=MAX_CAPTION, trim_whitespace=False)
    target_platform = serializers.CharField(max_length=40, help_text=PLATFORMS)
    custom_instructions = serializers.CharField(
        required=False, allow_blank=True, max_length=MOST_WISHES, default=""
    )
    media = TeamRelatedField(
        queryset=MediaAsset.objects.all(),
        required=False,
        help_text="What it is about: its transcript and the text on screen may be drawn on.",
    )
    afresh = serializers.BooleanField(
        default=False, help_text="Another answer than the one that is kept for the same question."
    )

    def validate_target_platform(self, name: str) -> str:
        try:
            return canonical_name(name)
        except UnknownPlatform as error:
            raise serializers.ValidationError(str(error)) from error


class RewriteSerializer(AboutCaptionSerializer):
    """Seed 002's options of an AI rewrite; what is left out stays as the caption has it."""

    tone = serializers.ChoiceField([t.value for t in Tone], required=False, default="")
    max_length = serializers.IntegerField(
        required=False,
        min_value=20,
        max_value=100_000,
        help_text="Of caption and hashtags together, as the platform counts.",
    )
    include_hashtags = serializers.BooleanField(
        required=False, allow_null=True, default=None, help_text="Null: those that are there."
    )
    include_emojis = serializers.BooleanField(
        required=False, allow_null=True, default=None, help_text="Null: as your brand guide has it."
    )
    length = serializers.ChoiceField([v.value for v in Length], default=Length.SAME.value)
    language = serializers.RegexField(
        CODE.pattern, required=False, max_length=16, default="", help_text="ISO 639-1."
    )


class HashtagsSerializer(AboutCaptionSerializer):
    """What hashtags are wanted for."""

    caption = serializers.CharField(
        max_length=MAX_CAPTION, allow_blank=True, default="", trim_whitespace=False
    )

    def validate(self, given: dict) -> dict:
        if not given["caption"].strip() and not given.get("media"):
            raise serializers.ValidationError({"caption": ["Send a caption, a media, or both."]})
        return given


class RewrittenSerializer(serializers.Serializer):
    """A suggestion. Nothing is saved."""

    caption = serializers.CharField(help_text="Without its hashtags.")
    hashtags = serializers.ListField(child=serializers.CharField(), help_text="With their #.")
    text = serializers.CharField(help_text="Both, as they are posted there.")
    target_platform = serializers.CharField()
    length = serializers.IntegerField(help_text="Of `text`, as the platform counts.")
    max_length = serializers.IntegerField(help_text="The most that it may count.")
    made_by = serializers.CharField(help_text="The model and its prompt, or “rules …”.")
    is_local = serializers.BooleanField(help_text="Rules made it, since no model did.")
    notes = serializers.ListField(
        child=serializers.CharField(), help_text="What could not be done, and why."
    )


class SuggestedHashtagsSerializer(serializers.Serializer):
    """Hashtags, best first. Nothing is saved."""

    hashtags = serializers.ListField(child=serializers.CharField(), help_text="With their #.")
    target_platform = serializers.CharField()
    made_by = serializers.CharField(help_text="The model and its prompt, or “rules …”.")
    is_local = serializers.BooleanField(help_text="Rules made it, since no model did.")
    notes = serializers.ListField(child=serializers.CharField())


class AskAIApi(TeamApi):
    """Shared by both: few a minute, since each may be paid for."""

    queryset = MediaAsset.objects.all()

    def get_throttles(self):
        return [*super().get_throttles(), AIRateThrottle()]


class RewriteApi(AskAIApi):
    """Write a caption anew."""

    serializer_class = RewriteSerializer

    @extend_schema(request=RewriteSerializer, responses={200: RewrittenSerializer})
    def create(self, request) -> Response:
        """By the text model, within the team's budget; by rules on this machine without one.

        409 when nothing can be suggested, with the reason.
        """
        given = self.read_input()
        caption, asset, afresh = given.pop("caption"), given.pop("media", None), given.pop("afresh")
        options = RewriteOptions(**given)
        made = rewrite_caption(self.team, caption, options, asset=asset, afresh=afresh)
        return Response(RewrittenSerializer(_as_answer(made, options)).data)


class HashtagsApi(AskAIApi):
    """Find hashtags for a caption, for media, or for both."""

    serializer_class = HashtagsSerializer

    @extend_schema(request=HashtagsSerializer, responses={200: SuggestedHashtagsSerializer})
    def create(self, request) -> Response:
        """At most as many as suit the platform, from what the caption and the media are about."""
        given = self.read_input()
        options = RewriteOptions(
            given["target_platform"],
            include_hashtags=True,
            custom_instructions=given["custom_instructions"],
        )
        made = suggest_hashtags(
            self.team,
            given["caption"],
            options,
            asset=given.get("media"),
            afresh=given["afresh"],
        )
        return Response(SuggestedHashtagsSerializer(_as_answer(made, options)).data)


def _as_answer(made: Rewritten, options: RewriteOptions) -> dict:
    text = made.whole(options.spec)
    return {
        "caption": made.caption,
        "hashtags": made.hashtags,
        "text": text,
        "target_platform": options.target_platform,
        "length": options.spec.count_text(text),
        "max_length": options.limit,
        "made_by": made.made_by,
        "is_local": made.is_local,
        "notes": made.notes,
    }
