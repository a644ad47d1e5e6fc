"""The only way from a request to a try, or to a first comment."""

from django.core.exceptions import ValidationError
from django.http import Http404

from publishing.models import FirstComment, PublishAttempt
from teams.models import Team


def attempt_for(team: Team | None, pk) -> PublishAttempt:
    """The team's try; Http404 alike for foreign, unknown and malformed ids."""
    try:
        return PublishAttempt.objects.in_team(team).select_related("schedule").get(pk=pk)
    except (PublishAttempt.DoesNotExist, ValidationError, ValueError) as error:
        raise Http404("No such attempt.") from error


def first_comment_of(team: Team | None, pk) -> FirstComment:
    """The sending of the first comment of the team's post `pk`; Http404 likewise."""
    rows = FirstComment.objects.in_team(team).select_related("team", "schedule__connection")
    try:
        return rows.get(schedule=pk)
    except (FirstComment.DoesNotExist, ValidationError, ValueError) as error:
        raise Http404("No such first comment.") from error
