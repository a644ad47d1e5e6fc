"""Who may change and who may approve the posts of a team."""

from scheduling.exceptions import PostProblem
from teams.models import Team, TeamMember, User


def require_editor(team: Team, by: User | None) -> None:
    """Refuse viewers and outsiders. None is the machine itself (planner, publisher)."""
    if by is None:
        return
    membership = TeamMember.objects.filter(team=team, user=by).first()
    if membership is None or not membership.may_edit:
        raise PostProblem("Viewers can look at posts but not change them. Ask an admin for rights.")


def require_reviewer(team: Team, by: User | None) -> TeamMember:
    """The member who decides on a post; refuses whom the policy lets decide nothing.

    Whether a yes counts on one post is asked by `services/votes.py`. It takes a person.
    """
    membership = by and TeamMember.objects.filter(team=team, user=by).first()
    if not membership or not membership.may_edit:
        raise PostProblem("Only members of the team can approve or send back its posts.")
    if team.review_policy == Team.ReviewPolicy.ADMIN and not membership.may_manage:
        raise PostProblem("In this team an admin or the owner approves posts. Ask one of them.")
    return membership


def review_status_for(team: Team) -> str:
    """What the policy says about a post that nobody has looked at yet."""
    return "not_required" if team.review_policy == Team.ReviewPolicy.NONE else "awaiting"
