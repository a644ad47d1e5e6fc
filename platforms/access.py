"""A team's connection, or the same 404 as for an id that never was."""

from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import Http404

from platforms.models import Connection
from teams.models import Team


def connection_for(team: Team | None, pk: UUID | str) -> Connection:
    """The connection `pk` of `team`. Foreign, unknown and malformed ids raise the same Http404."""
    try:
        return Connection.objects.in_team(team).get(pk=pk)
    except (Connection.DoesNotExist, ValidationError, ValueError) as error:
        raise Http404("There is no such account.") from error
