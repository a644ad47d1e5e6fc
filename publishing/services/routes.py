"""Switching the way by which an account's posts go out: never both for one post."""

from collections.abc import Mapping

from django.db import transaction

from platforms.models import Connection
from platforms.services.connections import ConnectionProblem
from platforms.services.credentials import Credentials
from platforms.services.routes import change_route
from scheduling.models import PostingSchedule
from teams.models import User

Status = PostingSchedule.Status
IN_FLIGHT = (Status.PUBLISHING, Status.UNCONFIRMED)


def switch_route(
    connection: Connection, route: str, *, by: User, given: Credentials | None = None, **metadata
) -> Connection:
    """Send this account's posts by `route` from now on.

    Refused (ConnectionProblem) while a post of it is on its way or of unknown outcome: it would be
    looked for, or sent again, where it never went. The row is locked, and a claim of a post locks
    it too, so no post can be taken in between.
    """
    with transaction.atomic():
        row = Connection.objects.select_for_update(no_key=True).get(pk=connection.pk)
        if row.schedules.filter(status__in=IN_FLIGHT).exists():
            raise ConnectionProblem(
                "A post of this account is on its way, or it is unclear whether it is out. "
                "Settle it first, then switch."
            )
        change_route(row, route, by=by, given=given, **metadata)
    return row


def switch_route_by_form(connection: Connection, values: Mapping, *, by: User) -> Connection:
    """`switch_route` with what a person typed: `route`, and for Blotato perhaps number and key."""
    if values["route"] == Connection.Route.BLOTATO and values.get("blotato_key"):
        given = Credentials(values["blotato_key"])
        chosen = {
            **connection.metadata.get("blotato", {}),
            "account_id": values["blotato_account_id"],
        }
        return switch_route(connection, values["route"], by=by, given=given, blotato=chosen)
    return switch_route(connection, values["route"], by=by)
