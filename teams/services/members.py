"""Who is in a team, and as what."""

from django.db import transaction

from teams.models import Team, TeamMember, User
from teams.services.events import record_event

OWNER = TeamMember.Role.OWNER


class MemberProblem(Exception):
    """The change is refused; the text is a sentence for a person."""


@transaction.atomic
def change_role(member: TeamMember, role: str, *, by: User) -> None:
    """Give `member` another role. Raises MemberProblem when it would leave no owner."""
    if member.role == role:
        return
    _keep_an_owner(member)
    origin = member.role
    if not TeamMember.objects.filter(pk=member.pk, role=origin).update(role=role):
        raise MemberProblem("This member was changed a moment ago. Look again.")
    member.role = role
    record_event(member.team, "member_role", member, str(member), by=by, origin=origin, to=role)


@transaction.atomic
def remove_member(member: TeamMember, *, by: User) -> None:
    """Take `member` out of the team; their keys stop with it. Raises MemberProblem."""
    _keep_an_owner(member)
    record_event(member.team, "member_removed", member, str(member), by=by, role=member.role)
    member.delete()


def may_change(member: TeamMember, actor: TeamMember, role: str | None = None) -> bool:
    """Owners change everybody; admins neither touch owners nor make any."""
    if actor.role == OWNER:
        return True
    return actor.may_manage and member.role != OWNER and role != OWNER


def _keep_an_owner(member: TeamMember) -> None:
    team = Team.objects.select_for_update().get(pk=member.team_id)  # one change at a time
    others = team.memberships.filter(role=OWNER).exclude(pk=member.pk)
    if member.role == OWNER and not others.exists():
        raise MemberProblem("A team needs an owner. Make somebody else the owner first.")
