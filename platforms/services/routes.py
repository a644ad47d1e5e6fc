"""By which way an account's posts go out. Whether it may change now is publishing's to say."""

from platforms.models import Connection
from platforms.sandbox.tokens import TokenAccount, mint_token
from platforms.services.connections import ConnectionProblem
from platforms.services.credentials import (
    Credentials,
    columns_of,
    current_credentials,
    parked_credentials,
    seal_parked,
)
from platforms.transitions import move
from platforms.vault import VaultError
from teams.models import User
from teams.services.events import record_event

Route = Connection.Route
S = Connection.Status
WANTED = {
    Route.DIRECT: "Sign in at the network first; then the route can be switched.",
    Route.BLOTATO: "Give the Blotato key and the account’s number there.",
}


def change_route(
    connection: Connection, route: str, *, by: User, given: Credentials | None = None, **metadata
) -> None:
    """Swap the credentials in use for those of `route` (`given`, else the parked ones).

    Call it with the row locked, in a transaction. Raises ConnectionProblem with a sentence.
    """
    if route == connection.route:
        raise ConnectionProblem(f"It goes by {connection.get_route_display()} already.")
    if connection.status == S.REVOKED:
        raise ConnectionProblem("It is disconnected. Connect the account again.")
    parked, fresh = _swap(connection, route, given)
    before = connection.get_route_display()
    values = {
        "route": route,
        "parked_credentials": seal_parked(parked, pk=connection.pk),
        "metadata": {**connection.metadata, **metadata},
        "refresh_fence": connection.refresh_fence + 1,  # a renewal under way must not win
        "status_reason": "",
        **columns_of(fresh, pk=connection.pk),
    }
    reason = f"From “{before}” to “{Route(route).label}”."
    if connection.status == S.EXPIRED:
        move(connection, S.CONNECTED, reason=reason, by=by, **values)
    else:
        Connection.objects.filter(pk=connection.pk).update(**values)
    connection.refresh_from_db()
    record_event(connection.team, "connection_route_switched", connection, reason, by=by)


def _swap(
    connection: Connection, route: str, given: Credentials | None
) -> tuple[dict[str, Credentials], Credentials]:
    """What is parked afterwards, and what is in use."""
    try:
        parked = parked_credentials(connection)
        current = current_credentials(connection)
    except VaultError as error:
        raise ConnectionProblem(str(error)) from error
    fresh = given or parked.pop(route, None)
    if fresh is None and route == Route.SANDBOX:
        fresh = _sandbox_credentials(connection)
    if fresh is None:
        raise ConnectionProblem(WANTED[Route(route)])
    parked.pop(route, None)
    parked[connection.route] = current  # perhaps empty: a podcast needs no secret
    return parked, fresh


def _sandbox_credentials(connection: Connection) -> Credentials:
    account = TokenAccount(
        connection.platform_user_id,
        connection.platform,
        connection.platform_username or connection.platform_user_id,
    )
    return Credentials(mint_token(account))
