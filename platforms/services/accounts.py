"""One account of a team, connected with fresh secrets: new, again, or by another route."""

from dataclasses import dataclass, field
from uuid import uuid4

from django.db import transaction

from platforms.models import Connection
from platforms.services.credentials import (
    Credentials,
    columns_of,
    parked_credentials,
    seal_parked,
)
from platforms.transitions import move
from teams.models import Team, User
from teams.services.events import record_event

S = Connection.Status


@dataclass(frozen=True)
class Account:
    """An account as a sign-in or a form describes it."""

    platform: str
    account_id: str
    handle: str
    name: str = ""
    scopes: tuple[str, ...] = ()
    metadata: dict = field(default_factory=dict)


def connect_account(
    team: Team, account: Account, credentials: Credentials, *, route: str, by: User
) -> Connection:
    """Store `credentials` for `route` of the account; its row is made when there is none.

    An account that is used by another route keeps it: the credentials are parked until a person
    switches (`publishing/services/routes.py`), so that no post meets two routes.
    """
    with transaction.atomic():
        connection, created = Connection.objects.select_for_update().get_or_create(
            team=team,
            platform=account.platform,
            platform_user_id=account.account_id,
            defaults=_new_row(account, credentials, route),
        )
        if not created and connection.route == route:
            _renew(connection, account, credentials, by)
        elif not created:
            _park(connection, account, credentials, route)
        text = f"Connected {connection}."
        record_event(team, "connection_connected", connection, text, by=by, route=route)
    return connection


def _new_row(account: Account, credentials: Credentials, route: str) -> dict:
    pk = uuid4()
    return {
        "id": pk,
        "platform_username": account.handle,
        "account_name": account.name,
        "route": route,
        "scopes": list(account.scopes),
        "metadata": account.metadata,
        **columns_of(credentials, pk=pk),
    }


def _renew(connection: Connection, account: Account, credentials: Credentials, by: User) -> None:
    values = {
        "platform_username": account.handle,
        "account_name": account.name or connection.account_name,
        "scopes": list(account.scopes),
        "metadata": {**connection.metadata, **account.metadata, **_kept(connection)},
        "status_reason": "",
        "is_active": True,
        "refresh_fence": connection.refresh_fence + 1,  # a renewal under way must not win
        **columns_of(credentials, pk=connection.pk),
    }
    if connection.status != S.CONNECTED:
        move(connection, S.CONNECTED, reason="Connected again.", by=by, **values)
        return
    Connection.objects.filter(pk=connection.pk, status=S.CONNECTED).update(**values)
    connection.refresh_from_db()


def _kept(connection: Connection) -> dict:
    """A podcast that is connected again keeps its feed's address, which listeners know."""
    secret = connection.metadata.get("feed_secret")
    return {"feed_secret": secret} if secret else {}


def _park(connection: Connection, account: Account, credentials: Credentials, route: str) -> None:
    parked = {**parked_credentials(connection), route: credentials}
    values = {
        "parked_credentials": seal_parked(parked, pk=connection.pk),
        "metadata": {**connection.metadata, **account.metadata},
    }
    Connection.objects.filter(pk=connection.pk).update(**values)
    connection.refresh_from_db()
