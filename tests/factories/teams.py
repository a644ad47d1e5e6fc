"""People and teams."""

import itertools

from teams.models import Team, TeamMember, User

numbers = itertools.count(1)


def make_user(**fields) -> User:
    """A person who may sign in with the password “correct horse battery”."""
    fields.setdefault("email", f"person{next(numbers)}@example.com")
    user = User(is_staff=True, **fields)
    user.set_password("correct horse battery")
    user.save()
    return user


def make_team(owner: User | None = None, **fields) -> Team:
    """A team with its owner as first member."""
    owner = owner or make_user()
    fields.setdefault("name", f"Team {next(numbers)}")
    team = Team.objects.create(owner=owner, **fields)
    TeamMember.objects.create(team=team, user=owner, role=TeamMember.Role.OWNER)
    return team
