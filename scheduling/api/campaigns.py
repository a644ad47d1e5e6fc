"""Projects, campaigns, content calendars and their items."""

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response

from media_assets.models import MediaAsset
from platforms.models import PlatformName
from scheduling.access import plan_row_for
from scheduling.api.plan_records import PlanRowApi, PlanRowSerializer, RemovableRowApi
from scheduling.calendar_status import compare_items
from scheduling.campaign_selectors import items_of, progress_of
from scheduling.models import CalendarItem, Campaign, ContentCalendar, Project
from scheduling.services.content_calendars import (
    move_campaign,
    move_item,
    move_project,
    new_version,
    restore_version,
    store_item,
)
from teams.api.fields import JsonObjectField, TeamRelatedField
from teams.api.filters import TeamFilterSet
from teams.api.strict import NothingSerializer, StrictSerializer


class MoveSerializer(StrictSerializer):
    """Where to."""

    status = serializers.CharField(max_length=20)


class PlatformsField(serializers.ListField):
    """Names of networks."""

    child = serializers.ChoiceField(PlatformName.choices)

    def __init__(self, **kwargs):
        super().__init__(max_length=30, required=False, **kwargs)


class ProjectSerializer(PlanRowSerializer):
    """A piece of work with aims: `objectives_json` is {kpis, audience, tone}."""

    objectives_json = JsonObjectField(required=False)

    class Meta:
        model = Project
        fields = ["id", "user", "name", "description", "objectives_json", "start_date", "end_date",
                  "status", "created_at", "updated_at"]  # fmt: skip
        read_only_fields = ["id", "user", "status", "created_at", "updated_at"]


class ProgressSerializer(serializers.Serializer):
    """How a campaign stands, from the newest reading of each post."""

    planned = serializers.IntegerField()
    posted = serializers.IntegerField()
    failed = serializers.IntegerField()
    measured = serializers.IntegerField()
    views = serializers.IntegerField(allow_null=True)
    engagements = serializers.IntegerField(allow_null=True)
    engagement_rate = serializers.FloatField(allow_null=True)
    is_simulated = serializers.BooleanField()


class CampaignSerializer(PlanRowSerializer):
    """Posts with one purpose. `targets_json`: {posts, views, engagement_rate}."""

    project = TeamRelatedField(queryset=Project.objects.all())
    target_platforms = PlatformsField()
    budget_json = JsonObjectField(required=False)
    targets_json = JsonObjectField(required=False)

    class Meta:
        model = Campaign
        fields = ["id", "project", "name", "description", "target_platforms", "budget_json",
                  "targets_json", "start_date", "end_date", "status", "created_at",
                  "updated_at"]  # fmt: skip
        read_only_fields = ["id", "status", "created_at", "updated_at"]


class ContentCalendarSerializer(PlanRowSerializer):
    """One version of the plan of a period."""

    project = TeamRelatedField(queryset=Project.objects.all(), required=False, allow_null=True)

    class Meta:
        model = ContentCalendar
        fields = ["id", "user", "project", "name", "period_start", "period_end", "version",
                  "earlier", "strategy_summary", "created_at", "updated_at"]  # fmt: skip
        read_only_fields = ["id", "user", "version", "earlier", "created_at", "updated_at"]


class CalendarItemSerializer(PlanRowSerializer):
    """One piece that is wanted on a day. Its status follows media and posts by itself."""

    calendar = TeamRelatedField(queryset=ContentCalendar.objects.all())
    campaign = TeamRelatedField(queryset=Campaign.objects.all(), required=False, allow_null=True)
    media = TeamRelatedField(queryset=MediaAsset.objects.all(), required=False, allow_null=True)
    planned_platforms = PlatformsField()

    class Meta:
        model = CalendarItem
        fields = ["id", "calendar", "campaign", "title", "notes", "planned_date",
                  "planned_platforms", "content_pillar", "ai_twin_id", "script_id", "media",
                  "assignee", "status", "line", "created_at", "updated_at"]  # fmt: skip
        read_only_fields = ["id", "assignee", "status", "line", "created_at", "updated_at"]

    def validate(self, attrs: dict) -> dict:
        calendar = attrs.get("calendar") or self.instance.calendar  # type: ignore[union-attr]
        day = attrs.get("planned_date") or self.instance.planned_date  # type: ignore[union-attr]
        if not calendar.period_start <= day <= calendar.period_end:
            raise ValidationError({"planned_date": ["It lies outside the calendar's period."]})
        return attrs


class ProjectFilter(TeamFilterSet):
    class Meta(TeamFilterSet.Meta):
        model = Project
        fields = {"status": ["exact", "in"], "start_date": ["gte", "lte"]}


class CampaignFilter(TeamFilterSet):
    class Meta(TeamFilterSet.Meta):
        model = Campaign
        fields = {"project": ["exact"], "status": ["exact", "in"], "start_date": ["gte", "lte"],
                  "end_date": ["gte", "lte"]}  # fmt: skip


class ContentCalendarFilter(TeamFilterSet):
    class Meta(TeamFilterSet.Meta):
        model = ContentCalendar
        fields = {"project": ["exact"], "name": ["exact"], "version": ["exact"],
                  "period_start": ["gte", "lte"]}  # fmt: skip


class CalendarItemFilter(TeamFilterSet):
    class Meta(TeamFilterSet.Meta):
        model = CalendarItem
        fields = {"calendar": ["exact"], "campaign": ["exact"], "media": ["exact"],
                  "status": ["exact", "in"], "content_pillar": ["exact"],
                  "planned_date": ["gte", "lte"]}  # fmt: skip


class ProjectApi(PlanRowApi):
    """Projects."""

    queryset = Project.objects.all()
    serializer_class = row_serializer = ProjectSerializer
    filterset_class = ProjectFilter
    search_fields = ("name", "description")
    ordering_fields = ("start_date", "name", "created_at")

    def new_row(self) -> Project:
        return Project(team=self.team, user=self.person)

    @extend_schema(request=MoveSerializer, responses=ProjectSerializer)
    @action(detail=True, methods=["post"], serializer_class=MoveSerializer)
    def move(self, request, pk=None) -> Response:
        """Pause (`paused`), complete (`completed`) or take up (`active`)."""
        row = self.get_object()
        move_project(row, self.read_input()["status"], by=self.person)
        return self.show(row, ProjectSerializer)


class CampaignApi(PlanRowApi):
    """Campaigns. A planned one runs from its first day on by itself, and ends after its last."""

    queryset = Campaign.objects.all()
    serializer_class = row_serializer = CampaignSerializer
    filterset_class = CampaignFilter
    search_fields = ("name", "description")
    ordering_fields = ("start_date", "end_date", "name", "created_at")

    def new_row(self) -> Campaign:
        return Campaign(team=self.team)

    @extend_schema(request=MoveSerializer, responses=CampaignSerializer)
    @action(detail=True, methods=["post"], serializer_class=MoveSerializer)
    def move(self, request, pk=None) -> Response:
        """Start (`running`), end (`completed`), cancel (`cancelled`) or plan again (`planned`)."""
        row = self.get_object()
        move_campaign(row, self.read_input()["status"], by=self.person)
        return self.show(row, CampaignSerializer)

    @extend_schema(responses=ProgressSerializer)
    @action(detail=True, methods=["get"], filterset_class=None)
    def progress(self, request, pk=None) -> Response:
        """What is planned, posted and reached."""
        row = self.get_object()
        return Response(ProgressSerializer(progress_of([row])[row.pk]).data)


class ItemChangeSerializer(serializers.Serializer):
    """One piece that two versions differ in."""

    kind = serializers.ChoiceField(["added", "removed", "changed"])
    fields_changed = serializers.ListField(child=serializers.CharField(), source="fields")
    before = CalendarItemSerializer(allow_null=True)
    after = CalendarItemSerializer(allow_null=True)


class ContentCalendarApi(PlanRowApi):
    """Content calendars, one row a version."""

    queryset = ContentCalendar.objects.all()
    serializer_class = row_serializer = ContentCalendarSerializer
    filterset_class = ContentCalendarFilter
    search_fields = ("name", "strategy_summary")
    ordering_fields = ("period_start", "version", "name", "created_at")

    def new_row(self) -> ContentCalendar:
        return ContentCalendar(team=self.team, user=self.person)

    @extend_schema(request=None, responses={201: ContentCalendarSerializer})
    @action(detail=True, methods=["post"], serializer_class=NothingSerializer)
    def versions(self, request, pk=None) -> Response:
        """A copy with all items as the newest version."""
        self.read_input()
        copy = new_version(self.get_object(), by=self.person)
        return self.show(copy, ContentCalendarSerializer, status.HTTP_201_CREATED)

    @extend_schema(request=None, responses={201: ContentCalendarSerializer})
    @action(detail=True, methods=["post"], serializer_class=NothingSerializer)
    def restore(self, request, pk=None) -> Response:
        """This version as the newest one; nothing in between is lost."""
        self.read_input()
        copy = restore_version(self.get_object(), by=self.person)
        return self.show(copy, ContentCalendarSerializer, status.HTTP_201_CREATED)

    @extend_schema(
        parameters=[OpenApiParameter("with", str, required=True, description="The earlier one.")],
        responses=ItemChangeSerializer(many=True),
    )
    @action(detail=True, methods=["get"], filterset_class=None, pagination_class=None)
    def compare(self, request, pk=None) -> Response:
        """How the items of this version differ from those of another."""
        after = self.get_object()
        before = plan_row_for(ContentCalendar, self.team, request.query_params.get("with"))
        changes = compare_items(items_of(before), items_of(after))
        context = self.get_serializer_context()
        return Response(ItemChangeSerializer(changes, many=True, context=context).data)


class CalendarItemApi(RemovableRowApi):
    """Pieces that are wanted."""

    queryset = CalendarItem.objects.select_related("calendar", "media")
    serializer_class = row_serializer = CalendarItemSerializer
    filterset_class = CalendarItemFilter
    search_fields = ("title", "notes")
    ordering_fields = ("planned_date", "created_at")

    def new_row(self) -> CalendarItem:
        return CalendarItem(team=self.team)

    def store(self, row, **values):
        return store_item(row, by=self.person, **values)

    @extend_schema(request=MoveSerializer, responses=CalendarItemSerializer)
    @action(detail=True, methods=["post"], serializer_class=MoveSerializer)
    def move(self, request, pk=None) -> Response:
        """Skip it (`skipped`), take it up again (`planned`), or say that it is being made."""
        row = self.get_object()
        move_item(row, self.read_input()["status"], by=self.person)
        return self.show(row, CalendarItemSerializer)
