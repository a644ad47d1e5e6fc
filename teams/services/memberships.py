"""Who belongs where, and which team a person is working in."""

from uuid import UUID

from django.http import HttpRequest

from teams.models import Team, TeamMember, User

SESSION_KEY = "team_id"


def current_membership(request: HttpRequest) -> TeamMember | None:
    """The membership that a session works under: the chosen team, else the first one."""
    if not request.user.is_authenticated:
        return None
    mine = TeamMember.objects.filter(user=request.user).select_related("team")
    chosen = request.session.get(SESSION_KEY)
    return (chosen and mine.filter(team_id=chosen).first()) or mine.first()


def switch_team(request: HttpRequest, team_id: UUID) -> bool:
    """Work in another team of one's own from now on; False when it is not one's own."""
    if not TeamMember.objects.filter(user=request.user.pk, team_id=team_id).exists():
        return False
    request.session[SESSION_KEY] = str(team_id)
    return True


def create_team(name: str, *, owner: User, timezone: str = "UTC", **fields) -> Team:
    """A new team with its owner as first member."""
    team = Team.objects.create(name=name, owner=owner, timezone=timezone, **fields)
    TeamMember.objects.create(team=team, user=owner, role=TeamMember.Role.OWNER)
    return team
