"""Planning rules, closed days and slots."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from platforms.models import Connection
from scheduling.api.plan_records import PlanRowSerializer, RemovableRowApi
from scheduling.models import BlackoutDates, CalendarSlot, PlanningRules
from scheduling.services.plan_records import store_row
from scheduling.services.timetables import rules_of
from teams.api.fields import TeamRelatedField
from teams.api.filters import TeamFilterSet
from teams.api.viewsets import TeamApi
from teams.models.teams import check_time_zone


class PlanningRulesSerializer(PlanRowSerializer):
    """What the team asks of the planner. Clock times are in the team's zone."""

    class Meta:
        model = PlanningRules
        fields = ["quiet_from", "quiet_until", "use_good_hours", "twins_apart_days",
                  "rotate_topics", "evergreen_after_days", "updated_at"]  # fmt: skip
        read_only_fields = ["updated_at"]


class BlackoutDatesSerializer(PlanRowSerializer):
    """Days, both included, on which nothing is planned."""

    connection = TeamRelatedField(
        queryset=Connection.objects.all(), required=False, allow_null=True,
        help_text="One account; left out: all of them.",
    )  # fmt: skip

    class Meta:
        model = BlackoutDates
        fields = ["id", "connection", "first_day", "last_day", "reason", "created_at"]
        read_only_fields = ["id", "created_at"]


class CalendarSlotSerializer(PlanRowSerializer):
    """A wall-clock time of one account, once or again and again."""

    connection = TeamRelatedField(queryset=Connection.objects.all())
    timezone = serializers.CharField(
        max_length=64, required=False, validators=[check_time_zone],
        help_text="The clock that the time is read on; the team’s when left out.",
    )  # fmt: skip

    class Meta:
        model = CalendarSlot
        fields = ["id", "connection", "date", "time_slot", "timezone", "schedule", "slot_type",
                  "is_locked", "recurring_pattern", "recurring_until", "created_at"]  # fmt: skip
        read_only_fields = ["id", "schedule", "created_at"]


class BlackoutDatesFilter(TeamFilterSet):
    class Meta(TeamFilterSet.Meta):
        model = BlackoutDates
        fields = {"connection": ["exact", "isnull"], "first_day": ["gte", "lte"],
                  "last_day": ["gte", "lte"]}  # fmt: skip


class CalendarSlotFilter(TeamFilterSet):
    class Meta(TeamFilterSet.Meta):
        model = CalendarSlot
        fields = {"connection": ["exact"], "slot_type": ["exact"], "is_locked": ["exact"],
                  "date": ["gte", "lte"]}  # fmt: skip


class PlanningRulesApi(TeamApi):
    """The team's planning rules: one set."""

    queryset = PlanningRules.objects.all()
    serializer_class = PlanningRulesSerializer
    pagination_class = None
    filter_backends = []  # type: ignore[assignment]

    @extend_schema(responses=PlanningRulesSerializer)
    def retrieve(self, request) -> Response:
        """The rules, or the defaults where the team set none."""
        return Response(PlanningRulesSerializer(rules_of(self.team)).data)

    @extend_schema(request=PlanningRulesSerializer, responses=PlanningRulesSerializer)
    def partial_update(self, request) -> Response:
        """Change the rules that are sent."""
        row = rules_of(self.team)
        serializer = self.get_serializer(row, data=request.data, partial=True)
        serializer.is_valid(raise_exception=True)
        store_row(row, by=self.person, **serializer.validated_data)
        return Response(PlanningRulesSerializer(row).data)


class BlackoutDatesApi(RemovableRowApi):
    """Closed days."""

    queryset = BlackoutDates.objects.all()
    serializer_class = row_serializer = BlackoutDatesSerializer
    filterset_class = BlackoutDatesFilter
    search_fields = ("reason",)
    ordering_fields = ("first_day", "last_day", "created_at")

    def new_row(self) -> BlackoutDates:
        return BlackoutDates(team=self.team)


class CalendarSlotApi(RemovableRowApi):
    """Slots. A locked one is never filled by a machine; a prime one gets the best scores."""

    queryset = CalendarSlot.objects.all()
    serializer_class = row_serializer = CalendarSlotSerializer
    filterset_class = CalendarSlotFilter
    search_fields = ("connection__platform_username",)
    ordering_fields = ("date", "time_slot", "created_at")

    def new_row(self) -> CalendarSlot:
        return CalendarSlot(team=self.team, timezone=self.team.timezone)
