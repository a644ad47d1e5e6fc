"""The only way from a request to a reading."""

from django.core.exceptions import ValidationError
from django.http import Http404

from metrics.models import MetricsCheckpoint
from teams.models import Team


def checkpoint_for(team: Team | None, pk) -> MetricsCheckpoint:
    """The team's checkpoint; Http404 alike for foreign, unknown and malformed ids."""
    rows = MetricsCheckpoint.objects.in_team(team).select_related("schedule__connection", "team")
    try:
        return rows.get(pk=pk)
    except (MetricsCheckpoint.DoesNotExist, ValidationError, ValueError) as error:
        raise Http404("No such reading.") from error
