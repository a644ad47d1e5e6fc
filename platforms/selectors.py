"""Reads for the page of connections."""

from dataclasses import dataclass

from django.db.models import QuerySet

from platforms.models import Connection
from platforms.oauth.providers import PROVIDERS, Provider
from platforms.services.apps import missing_settings, redirect_uri
from platforms.services.key_ways import KEY_WAYS, KeyWay
from platforms.specs import SPECS
from teams.models import Team


def list_connections(team: Team) -> QuerySet[Connection]:
    """The team's accounts, by network."""
    return Connection.objects.in_team(team).order_by("platform", "platform_username", "pk")


def list_networks() -> list[tuple[str, str]]:
    """(name, label) of the networks an account can be on, by label."""
    homes = {spec.network for spec in SPECS.values()}
    return sorted(((name, SPECS[name].label) for name in homes), key=lambda pair: pair[1].lower())


@dataclass(frozen=True)
class SignInWay:
    """One sign-in as the page offers it; `missing` says what the operator has yet to set."""

    provider: Provider
    missing: str
    redirect_uri: str


def list_sign_ins() -> list[SignInWay]:
    """Every sign-in there is, by label."""
    ways = sorted(PROVIDERS.values(), key=lambda provider: provider.label.lower())
    return [SignInWay(way, missing_settings(way), redirect_uri(way)) for way in ways]


def list_key_ways() -> list[KeyWay]:
    """Every way to connect by something typed, by label."""
    return sorted(KEY_WAYS.values(), key=lambda way: way.label.lower())
