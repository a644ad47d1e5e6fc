"""Reads for the page of connections."""

from django.db.models import QuerySet

from platforms.models import Connection
from platforms.specs import SPECS
from teams.models import Team


def list_connections(team: Team) -> QuerySet[Connection]:
    """The team's accounts, by network."""
    return Connection.objects.in_team(team).order_by("platform", "platform_username", "pk")


def list_networks() -> list[tuple[str, str]]:
    """(name, label) of the networks an account can be on, by label."""
    homes = {spec.network for spec in SPECS.values()}
    return sorted(((name, SPECS[name].label) for name in homes), key=lambda pair: pair[1].lower())
