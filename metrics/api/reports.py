"""The four reports as JSON: the rows of the pages, by the same selectors."""

from datetime import date

from django.core.paginator import Paginator
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response

from metrics.reports import best_times, failures, performance, upcoming
from metrics.reports.filters import FilterForm, Filters, coming, recent
from scheduling.models import PostingSchedule
from teams.api.viewsets import TeamApi

PERIOD = [
    OpenApiParameter("first", date, description="First day, by the team's calendar."),
    OpenApiParameter("last", date, description="Last day, included."),
    OpenApiParameter("platform", str, description="Only one network."),
    OpenApiParameter("account", str, description="Only one account, by id."),
]
MEASURE = OpenApiParameter("measure", str, enum=list(best_times.MEASURES))
PAGE = OpenApiParameter("page", int, description="20 posts a page.")


class PlatformRowSerializer(serializers.Serializer):
    """One network. Averages are null where no post reports the figure; rates are 0 to 1."""

    platform = serializers.CharField()
    simulated = serializers.BooleanField()
    total_posts = serializers.IntegerField()
    measured_posts = serializers.IntegerField()
    avg_views = serializers.FloatField(allow_null=True)
    views_posts = serializers.IntegerField()
    avg_impressions = serializers.FloatField(allow_null=True)
    impressions_posts = serializers.IntegerField()
    avg_engagement_rate = serializers.FloatField(allow_null=True)
    engagement_rate_posts = serializers.IntegerField()
    avg_ctr = serializers.FloatField(allow_null=True)
    ctr_posts = serializers.IntegerField()
    total_clicks = serializers.IntegerField(allow_null=True)
    clicks_posts = serializers.IntegerField()
    read_from = serializers.DateTimeField(allow_null=True)
    read_to = serializers.DateTimeField(allow_null=True)


class TimesCellSerializer(serializers.Serializer):
    """One hour of the week, by the team's clocks. Monday is 0."""

    platform = serializers.CharField()
    simulated = serializers.BooleanField()
    day_of_week = serializers.IntegerField()
    hour = serializers.IntegerField()
    posts = serializers.IntegerField()
    measured = serializers.IntegerField()
    average = serializers.FloatField(allow_null=True)
    is_enough = serializers.BooleanField(help_text="Three measured posts or more.")
    read_from = serializers.DateTimeField(allow_null=True)
    read_to = serializers.DateTimeField(allow_null=True)


class DayOfPlatformSerializer(serializers.Serializer):
    """One network on one day."""

    platform = serializers.CharField()
    scheduled_posts = serializers.IntegerField()
    posted = serializers.IntegerField()
    cleared = serializers.IntegerField(help_text="Go out by themselves.")
    waiting = serializers.IntegerField(help_text="Wait for a person.")
    simulated = serializers.IntegerField()
    time_slots = serializers.ListField(child=serializers.DateTimeField())


class CalendarDaySerializer(serializers.Serializer):
    """One day; no networks: nothing is planned."""

    date = serializers.DateField()
    scheduled_posts = serializers.IntegerField()
    platforms = DayOfPlatformSerializer(many=True)


class FailureSerializer(serializers.Serializer):
    """One failed post. `POST /api/posts/<id>/retry` sends it again when it cannot be out."""

    id = serializers.UUIDField()
    platform = serializers.CharField(source="post.platform")
    connection = serializers.UUIDField(source="post.connection_id")
    title = serializers.CharField()
    scheduled_for = serializers.DateTimeField()
    reason = serializers.CharField()
    error_message = serializers.CharField()
    what_to_do = serializers.CharField(source="advice")
    retry_count = serializers.IntegerField(source="post.retry_count")
    can_retry = serializers.BooleanField()


def envelope(name: str, row: type[serializers.Serializer], **more) -> type[serializers.Serializer]:
    """The answer around the rows of one report."""
    fields = {
        "first": serializers.DateField(),
        "last": serializers.DateField(),
        "timezone": serializers.CharField(),
        "rows": row(many=True),
        **more,
    }
    return type(f"{name}ReportSerializer", (serializers.Serializer,), fields)


PlatformReport = envelope("Platform", PlatformRowSerializer)
TimesReport = envelope("Times", TimesCellSerializer, measure=serializers.CharField())
CalendarReport = envelope("Calendar", CalendarDaySerializer)
FailureReport = envelope("Failure", FailureSerializer, count=serializers.IntegerField())


class ReportsApi(TeamApi):
    """Performance, best times, the calendar, and what failed."""

    queryset = PostingSchedule.objects.all()
    serializer_class = PlatformRowSerializer
    pagination_class = None
    filter_backends = []

    def ask(self, days: tuple[date, date]) -> Filters:
        """The filters of the address; 400 when one is not valid."""
        form = FilterForm(self.request.query_params, team=self.team, default=days)
        if not form.is_valid():
            raise ValidationError(
                {name: [str(one) for one in said] for name, said in form.errors.items()}
            )
        return form.filters(self.team.zone)

    @property
    def today(self) -> date:
        return timezone.localdate(timezone=self.team.zone)

    def report(self, filters: Filters, rows, serializer: type, **more) -> Response:
        shown = {"first": filters.first, "last": filters.last, "timezone": filters.zone.key}
        return Response(serializer({**shown, "rows": rows, **more}).data)

    @extend_schema(parameters=PERIOD, responses=PlatformReport)
    def performance(self, request) -> Response:
        """How the posts of each network did; the last 30 days unless asked otherwise."""
        filters = self.ask(recent(self.today, performance.DAYS))
        rows = performance.read_performance(self.team, filters)
        return self.report(filters, rows, PlatformReport)

    @extend_schema(parameters=[*PERIOD, MEASURE], responses=TimesReport)
    def best_times(self, request) -> Response:
        """How posts did at each hour of the week; the last 90 days unless asked otherwise."""
        filters = self.ask(recent(self.today, best_times.DAYS))
        measure = request.query_params.get("measure", next(iter(best_times.MEASURES)))
        if measure not in best_times.MEASURES:
            raise ValidationError({"measure": [f"One of {', '.join(best_times.MEASURES)}."]})
        cells = best_times.read_cells(self.team, filters, measure)
        return self.report(filters, cells, TimesReport, measure=measure)

    @extend_schema(parameters=PERIOD, responses=CalendarReport)
    def calendar(self, request) -> Response:
        """What goes out on each day; today and the next seven unless asked otherwise."""
        filters = self.ask(coming(self.today, upcoming.DAYS))
        return self.report(filters, upcoming.read_days(self.team, filters), CalendarReport)

    @extend_schema(parameters=[*PERIOD, PAGE], responses=FailureReport)
    def failures(self, request) -> Response:
        """Failed posts with reasons, the latest first; the last 30 days unless asked otherwise."""
        filters = self.ask(recent(self.today, failures.DAYS))
        posts = failures.list_failures(self.team, filters)
        page = Paginator(posts, failures.PAGE_SIZE).get_page(request.query_params.get("page"))
        rows = failures.as_failures(page.object_list)
        return self.report(filters, rows, FailureReport, count=page.paginator.count)
