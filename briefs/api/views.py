"""What to make next."""

from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import Http404
from drf_spectacular.utils import OpenApiParameter, PolymorphicProxySerializer, extend_schema
from rest_framework.decorators import action
from rest_framework.mixins import CreateModelMixin, UpdateModelMixin
from rest_framework.response import Response

from briefs.api.serializers import (
    BriefPageSerializer,
    BriefPromptSerializer,
    BriefSerializer,
    DerivativePlanSerializer,
    SeedBriefSerializer,
)
from briefs.models import CreativeBrief, DerivativeMediaPlan
from briefs.services import write_brief_from_prompt
from teams.api.filters import TeamFilterSet
from teams.api.viewsets import ReadTeamApi, TeamApi
from teams.services.events import record_event

SOURCE_KEYS = ("kalodata_product_id", "schedule_id", "media_id")


class BriefFilter(TeamFilterSet):
    class Meta(TeamFilterSet.Meta):
        model = CreativeBrief
        fields = {
            "source_type": ["exact"],
            "source_schedule": ["exact"],
            "ready_for_use": ["exact"],
            "created_at": ["gte", "lte"],
        }


class PlanFilter(TeamFilterSet):
    class Meta(TeamFilterSet.Meta):
        model = DerivativeMediaPlan
        fields = {
            "brief": ["exact"],
            "source_media": ["exact"],
            "format_type": ["exact"],
            "status": ["exact", "in"],
            "target_platform": ["exact"],
        }


class RecordedChanges(CreateModelMixin, UpdateModelMixin, TeamApi):
    """Rows that a person writes by hand: each change leaves an event."""

    noun = ""

    @transaction.atomic
    def perform_create(self, serializer) -> None:
        row = serializer.save(team=self.team)
        record_event(row.team, f"{self.noun}_written", row, str(row), by=self.person)

    @transaction.atomic
    def perform_update(self, serializer) -> None:
        row = serializer.save()
        changed = sorted(serializer.validated_data)
        record_event(row.team, f"{self.noun}_edited", row, ", ".join(changed), by=self.person)


class BriefApi(RecordedChanges, ReadTeamApi):
    """Creative briefs."""

    queryset = CreativeBrief.objects.all()
    serializer_class = BriefSerializer
    filterset_class = BriefFilter
    search_fields = ("angle_name", "target_audience", "core_promise")
    ordering_fields = ("created_at", "angle_name")
    http_method_names = ["get", "post", "patch", "head", "options"]
    noun = "brief"

    @extend_schema(
        parameters=[
            OpenApiParameter(
                "source",
                str,
                description=(
                    "One brief instead of the list: the newest for this Kalodata product id, "
                    "post id, media id or source type."
                ),
            )
        ],
        responses=PolymorphicProxySerializer(
            "BriefOrPageOfBriefs",
            serializers=[SeedBriefSerializer, BriefPageSerializer],
            resource_type_field_name=None,
            many=False,
        ),
    )
    def list(self, request, *args, **kwargs) -> Response:
        """The briefs; with `source`, the newest brief of that source in the seed's shape."""
        source = request.query_params.get("source")
        if source is None:
            return super().list(request, *args, **kwargs)
        if "\x00" in source:  # PostgreSQL compares no such text
            raise Http404
        brief = of_source(self.get_queryset(), source).order_by("-created_at").first()
        if brief is None:
            raise Http404
        return Response(SeedBriefSerializer(brief).data)

    def perform_create(self, serializer) -> None:
        serializer.validated_data["written_by"] = "person"
        super().perform_create(serializer)

    @extend_schema(request=BriefPromptSerializer, responses={201: BriefSerializer})
    @action(
        detail=False,
        methods=["post"],
        url_path="from-prompt",
        serializer_class=BriefPromptSerializer,
    )
    def from_prompt(self, request) -> Response:
        """Write a brief from a sentence: by the text model when there is one, else by rules."""
        given = self.read_input()
        platform = given.get("platform", "")
        brief = write_brief_from_prompt(
            self.team, given["prompt"], by=self.person, platform=platform
        )
        return self.show_created(brief, BriefSerializer)


def of_source(briefs: QuerySet[CreativeBrief], source: str) -> QuerySet[CreativeBrief]:
    """The briefs written for one product, post, media asset, or kind of source."""
    if source in CreativeBrief.SourceType.values:
        return briefs.filter(source_type=source)
    match = Q()
    for key in SOURCE_KEYS:
        match |= Q(**{f"source_reference__{key}": source})
    if _is_uuid(source):
        match |= Q(source_schedule_id=source) | Q(source_schedule__media_id=source)
    return briefs.filter(match)


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


class DerivativePlanApi(RecordedChanges, ReadTeamApi):
    """Plans to make another piece out of what is there."""

    queryset = DerivativeMediaPlan.objects.all()
    serializer_class = DerivativePlanSerializer
    filterset_class = PlanFilter
    search_fields = ("instructions",)
    ordering_fields = ("created_at", "status")
    http_method_names = ["get", "post", "patch", "head", "options"]
    noun = "plan"
