"""Posts that are out, with when they were last read and whether the figures are a simulation."""

from django.db.models import (
    BooleanField,
    Case,
    Exists,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)

from metrics.models import PostingMetrics
from metrics.reports.filters import Filters
from scheduling.models import PostingSchedule
from teams.models import Team


def posted(team: Team, filters: Filters) -> QuerySet:
    """The team's posts that went out in the period; `read_at` and `simulated` beside each.

    A post that was read is simulated when its readings are; else when its account is now.
    """
    readings = PostingMetrics.objects.filter(schedule=OuterRef("pk"))
    newest = readings.order_by().values("schedule").annotate(at=Max("check_time")).values("at")
    rows = PostingSchedule.objects.in_team(team).filter(
        filters.on("published_at"), status=PostingSchedule.Status.POSTED
    )
    return rows.annotate(
        read_at=Subquery(newest),
        simulated=Case(
            When(Exists(readings.filter(is_simulated=True)), then=Value(True)),
            When(Q(read_at__isnull=True, connection__route="sandbox"), then=Value(True)),
            default=Value(False),
            output_field=BooleanField(),
        ),
    ).order_by()
