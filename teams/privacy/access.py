"""The only doors to requests: one's own, or those of a team that one owns; else the same 404."""

from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import Http404

from teams.models import DataRequest, Team, TeamMember, User

NOT_FOUND = "There is nothing here."
TEAM_KINDS = (DataRequest.Kind.EXPORT_TEAM, DataRequest.Kind.ERASE_TEAM)
MOST_SHOWN = 20


def is_owner(user: User, team: Team | None) -> bool:
    """Whether the person owns the team."""
    rows = TeamMember.objects.filter(user=user, role=TeamMember.Role.OWNER)
    return team is not None and rows.filter(team=team).exists()


def requests_for(user: User) -> QuerySet[DataRequest]:
    """What this person may see: their own, and those of teams that they own."""
    owned = TeamMember.objects.filter(user=user, role=TeamMember.Role.OWNER).values("team")
    own = Q(requested_by=user, team=None) | Q(team__in=owned)
    return DataRequest.objects.filter(own).select_related("team", "requested_by")


def requests_in_team(user: User, team: Team | None) -> QuerySet[DataRequest]:
    """What the person may see while working in `team`: its requests, and their own beyond teams."""
    return requests_for(user).filter(Q(team=team) | Q(team=None)).order_by("-created_at", "pk")


def list_of_team(user: User, team: Team) -> list[DataRequest]:
    """The newest requests about a team, for its owners."""
    return list(requests_in_team(user, team).filter(team=team)[:MOST_SHOWN])


def list_of_person(user: User) -> list[DataRequest]:
    """The newest requests of a person beyond teams; receipts of erased teams are among them."""
    return list(requests_in_team(user, None)[:MOST_SHOWN])


def request_for(user: User, pk: UUID | str) -> DataRequest:
    """One request. Raises Http404."""
    return _one(requests_for(user), pk)


def file_for(user: User, pk: UUID | str) -> DataRequest:
    """One whose ZIP this person may fetch: who asked, and nobody else. Raises Http404."""
    return _one(requests_for(user).filter(requested_by=user).exclude(file_path=""), pk)


def _one(rows: QuerySet[DataRequest], pk: UUID | str) -> DataRequest:
    try:
        return rows.get(pk=pk)
    except (DataRequest.DoesNotExist, ValidationError, ValueError) as error:
        raise Http404(NOT_FOUND) from error
