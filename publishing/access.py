"""The only way from a request to a try."""

from django.core.exceptions import ValidationError
from django.http import Http404

from publishing.models import PublishAttempt
from teams.models import Team


def attempt_for(team: Team | None, pk) -> PublishAttempt:
    """The team's try; Http404 alike for foreign, unknown and malformed ids."""
    try:
        return PublishAttempt.objects.in_team(team).select_related("schedule").get(pk=pk)
    except (PublishAttempt.DoesNotExist, ValidationError, ValueError) as error:
        raise Http404("No such attempt.") from error
