"""A team with one row of every kind, and the people who ask about it."""

from dataclasses import dataclass

from django.test import Client

from teams.models import Team, TeamMember, User
from teams.services.members import remove_member
from teams.services.tokens import create_token, revoke_token
from tests.api.everything import Everything, make_everything
from tests.conftest import signed_in
from tests.factories import make_team, make_user


@dataclass(frozen=True)
class Actor:
    """Somebody who asks. `headers` go with every call; a token works on the API alone."""

    name: str
    client: Client
    headers: dict[str, str]
    only_api: bool = False


@dataclass(frozen=True)
class World:
    """The team that is asked about."""

    owner: User
    team: Team
    everything: Everything

    @property
    def owner_client(self) -> Client:
        return signed_in(self.owner)


def make_world() -> World:
    """A team with everything in it."""
    owner = make_user(email="owner@example.com", name="Olga Owner")
    team = make_team(owner, name="Kitchen", timezone="Europe/Berlin")
    return World(owner, team, make_everything(team, owner))


def member(world: World, role: str, email: str) -> TeamMember:
    """A new member of the team."""
    return TeamMember.objects.create(team=world.team, user=make_user(email=email), role=role)


def bearer(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


def outsiders(world: World) -> list[Actor]:
    """Everybody who must see and change nothing of the team."""
    stranger = make_user(email="stranger@example.com")
    elsewhere = make_team(stranger, name="Elsewhere")
    _, key = create_token(elsewhere, user=stranger, name="elsewhere")
    former = member(world, "admin", "former@example.com")
    session = signed_in(former.user)
    session.get("/")  # the session knows the team from before
    _, old_key = create_token(world.team, user=former.user, name="of somebody who left")
    remove_member(former, by=world.owner)
    token, revoked = create_token(world.team, user=world.owner, name="revoked")
    revoke_token(token, by=world.owner)
    return [
        Actor("nobody", Client(), {}),
        Actor("a stranger", signed_in(stranger), {}),
        Actor("a stranger’s token", Client(), bearer(key), only_api=True),
        Actor("a former member", session, {}),
        Actor("a former member’s token", Client(), bearer(old_key), only_api=True),
        Actor("a revoked token", Client(), bearer(revoked), only_api=True),
    ]
