"""The calendar as JSON: the days, gaps and conflicts that the page shows, by the same selector."""

from datetime import date

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.response import Response

from platforms.models import PlatformName
from scheduling.calendar.query import STATUSES, read_query
from scheduling.calendar.selectors import get_board
from scheduling.calendar.spans import VIEWS
from scheduling.models import PostingSchedule
from teams.api.viewsets import TeamApi

MONDAY = 0
ASKED = [
    OpenApiParameter("view", str, enum=list(VIEWS), description="How many days; weeks if empty."),
    OpenApiParameter("date", date, description="The day it opens at; today if empty."),
    OpenApiParameter("platform", str, enum=list(PlatformName.values)),
    OpenApiParameter("account", str, description="A connection's id."),
    OpenApiParameter("status", str, enum=list(STATUSES), many=True),
    OpenApiParameter("campaign", str),
    OpenApiParameter("person", str, description="A user's id."),
]


class CalendarPostSerializer(serializers.Serializer):
    """One post; `state` is the word that the page shows, `fence` what a move must name."""

    id = serializers.UUIDField(source="post.pk")
    connection = serializers.UUIDField(source="post.connection_id")
    account = serializers.CharField(source="post.connection.platform_username")
    platform = serializers.CharField(source="post.platform")
    media = serializers.UUIDField(source="post.media_id")
    title = serializers.CharField(source="post.title")
    body = serializers.CharField(source="post.body")
    scheduled_at = serializers.DateTimeField(source="post.scheduled_at")
    local_time = serializers.DateTimeField(source="at", help_text="On the wall of the team.")
    status = serializers.CharField(source="post.status")
    review_status = serializers.CharField(source="post.review_status")
    state = serializers.CharField()
    is_locked = serializers.BooleanField(source="post.is_locked")
    slot_type = serializers.CharField(source="slot_kind", help_text="Empty: in no slot.")
    conflicts = serializers.ListField(child=serializers.CharField(), source="clashes")
    version = serializers.IntegerField(source="post.version")
    fence = serializers.IntegerField(source="post.fence")


class FreeSlotSerializer(serializers.Serializer):
    """A slot of an account that no post has taken."""

    connection = serializers.UUIDField(source="connection.pk")
    at = serializers.DateTimeField()
    slot_type = serializers.CharField(source="kind")
    is_locked = serializers.BooleanField()
    note = serializers.CharField(help_text="What a change of the clocks does to it.")


class CalendarGapSerializer(serializers.Serializer):
    """Where an account misses a post; `hours` is null where the gap has no end."""

    connection = serializers.UUIDField(source="connection.pk")
    at = serializers.DateTimeField()
    hours = serializers.IntegerField(allow_null=True)


class OverviewDaySerializer(serializers.Serializer):
    """One day of the team: the first posts of it, and how many there are."""

    date = serializers.DateField()
    scheduled_posts = serializers.IntegerField(source="total")
    more = serializers.IntegerField(help_text="Posts of the day that are not listed.")
    posts = CalendarPostSerializer(source="cards", many=True)
    free_slots = FreeSlotSerializer(source="slots", many=True)
    gaps = CalendarGapSerializer(many=True)
    clock_change = serializers.CharField(
        source="change.sentence", default="", help_text="Empty on most days."
    )
    closed = serializers.CharField(help_text="Why nothing is planned; empty on most days.")


@extend_schema_serializer(many=False)
class OverviewSerializer(serializers.Serializer):
    """The days of a view, in the team's zone."""

    view = serializers.CharField(source="query.view")
    first = serializers.DateField(source="query.span.first")
    last = serializers.DateField(source="query.span.last")
    timezone = serializers.CharField()
    posts = serializers.IntegerField(source="total")
    conflicts = serializers.IntegerField(source="clashes")
    gaps = serializers.IntegerField()
    failed = serializers.IntegerField()
    days = OverviewDaySerializer(many=True)


class CalendarApi(TeamApi):
    """`GET /api/calendar`: what the page of the calendar shows."""

    queryset = PostingSchedule.objects.all()
    serializer_class = OverviewSerializer
    filter_backends: list = []
    pagination_class = None

    @extend_schema(parameters=ASKED, responses=OverviewSerializer)
    def list(self, request) -> Response:
        """Posts, free slots, gaps over 24 h and conflicts, day by day. Weeks begin on Monday."""
        now = timezone.now()
        today = now.astimezone(self.team.zone).date()
        query = read_query(request.query_params, today=today, week_start=MONDAY)
        board = get_board(self.team, self.member, query, now=now)
        shown = {**vars(board), "timezone": self.team.timezone}
        return Response(OverviewSerializer(shown).data)
