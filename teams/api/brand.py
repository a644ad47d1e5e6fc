"""The team's brand guide: one."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from teams.api.strict import StrictModelSerializer
from teams.api.viewsets import TeamApi
from teams.brand_rules import LISTS, SAMPLES, contradictions
from teams.models import BrandGuide
from teams.permissions import TeamManagerPermission
from teams.services.brand import get_guide, save_guide


class EntriesField(serializers.ListField):
    """A list of texts; left out, it stays as it is."""

    child = serializers.CharField(max_length=SAMPLES.longest)

    def __init__(self, **kwargs):
        super().__init__(required=False, max_length=1000, **kwargs)


class BrandGuideSerializer(StrictModelSerializer):
    """How the team wants to sound and look. Hashtags are without their #, colours as #1a73e8."""

    banned_words = EntriesField(help_text="Words and phrases that no suggestion may hold.")
    must_say = EntriesField(help_text="Added to each caption that lacks it, word for word.")
    sample_posts = EntriesField(help_text="Posts of yours that sound right.")
    hashtags_always = EntriesField()
    hashtags_never = EntriesField()
    colours = EntriesField(help_text="Hex, such as #1a73e8.")

    class Meta:
        model = BrandGuide
        fields = ["tone", "emoji_use", *LISTS, "updated_at"]
        read_only_fields = ["updated_at"]

    def validate(self, attrs: dict) -> dict:
        """The lists as they are stored; none may contradict another, sent or stored."""
        for name in LISTS.keys() & attrs.keys():
            try:
                attrs[name] = LISTS[name].clean(attrs[name])
            except ValueError as error:
                raise serializers.ValidationError({name: str(error)}) from error
        merged = {name: attrs.get(name, getattr(self.instance, name)) for name in LISTS}
        if found := contradictions(merged):
            raise serializers.ValidationError(found)
        return attrs


class BrandGuideApi(TeamApi):
    """The team's brand guide: one. Owners and admins change it."""

    queryset = BrandGuide.objects.all()
    serializer_class = BrandGuideSerializer
    permission_classes = [TeamManagerPermission]
    pagination_class = None
    filter_backends = []  # type: ignore[assignment]

    @extend_schema(responses=BrandGuideSerializer)
    def retrieve(self, request) -> Response:
        """The guide, or an empty one where the team wrote none."""
        return Response(BrandGuideSerializer(get_guide(self.team)).data)

    @extend_schema(request=BrandGuideSerializer, responses=BrandGuideSerializer)
    def partial_update(self, request) -> Response:
        """Change what is sent; words that are suggested from now on follow it."""
        guide = get_guide(self.team)
        serializer = self.get_serializer(guide, data=request.data, partial=True)
        serializer.is_valid(raise_exception=True)
        for name, value in serializer.validated_data.items():
            setattr(guide, name, value)
        saved = save_guide(guide, changed=sorted(serializer.validated_data), by=self.person)
        return Response(BrandGuideSerializer(saved).data)
