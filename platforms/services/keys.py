"""Accounts without OAuth: app passwords, bot tokens, webhooks and API keys, typed by a person."""

from platforms.models import Connection
from platforms.services.accounts import connect_account
from platforms.services.connections import ConnectionProblem, connect_sandbox_account
from platforms.services.credentials import Credentials
from platforms.services.key_ways import KEY_WAYS, Values
from platforms.specs import UnknownPlatform
from platforms.webhooks.bots import register_bot
from teams.models import Team, User


def connect_simulated(team: Team, way: str, values: Values, *, by: User) -> Connection:
    """`connect_sandbox_account` with what was typed. Raises ConnectionProblem."""
    try:
        return connect_sandbox_account(
            team, values.get("platform", ""), values.get("handle", ""), by=by
        )
    except UnknownPlatform as error:
        raise ConnectionProblem("There is no such network.") from error


def connect_by_key(team: Team, way: str, values: Values, *, by: User) -> Connection:
    """Connect an account with what was typed. Raises ConnectionProblem with a sentence.

    Nothing is sent (“Check” asks the platform whether the key is good), but a Telegram bot is
    told where to report: that it cannot be told refuses nothing.
    """
    chosen = KEY_WAYS.get(way)
    if chosen is None:
        raise ConnectionProblem("There is no such way to connect an account.")
    known = {f.name for f in chosen.fields}
    if strange := sorted(set(values) - known):
        raise ConnectionProblem(f"It does not ask for {strange[0][:60]}.")
    missing = [f.label for f in chosen.fields if f.required and not values.get(f.name, "").strip()]
    if missing:
        raise ConnectionProblem(f"Fill in {', '.join(missing)}.")
    given = {f.name: str(values.get(f.name, "")).strip() for f in chosen.fields}
    for field in chosen.fields:
        if field.choices and given[field.name] not in dict(field.choices):
            raise ConnectionProblem(f"{field.label}: choose one of those offered.")
    try:
        account, secret = chosen.read(given)
    except ValueError as error:
        raise ConnectionProblem(str(error)) from error
    connection = connect_account(team, account, Credentials(secret), route=chosen.route, by=by)
    if connection.platform == "telegram" and connection.route == Connection.Route.DIRECT:
        register_bot(connection)
    return connection
