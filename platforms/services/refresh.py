"""Renewing tokens well ahead of their end, one renewer at a time.

Some platforms kill the old refresh token with the answer that brings the new one. So: a claim on
the row (with a fence) before the call, both tokens stored in one transaction right after the
answer, the old ones kept until then. A lost answer means that the old one is tried once more; when
it is refused, a person has to sign in again. See `reliability.md` §7.
"""

from datetime import datetime, timedelta
from enum import StrEnum

import structlog
from django.db import transaction
from django.db.models import Q

from platforms.exceptions import PlatformError, RateLimited, StepFailed
from platforms.models import Connection
from platforms.oauth.calls import TIMEOUT_SECONDS
from platforms.oauth.exceptions import GrantRefused, SignInProblem
from platforms.oauth.flow import Grant, renew_grant
from platforms.oauth.providers import Provider
from platforms.services.apps import app_for
from platforms.services.credentials import (
    Credentials,
    can_renew,
    columns_of,
    credentials_of,
    current_credentials,
    provider_of,
)
from platforms.transitions import move
from platforms.vault import VaultError
from teams.services.events import record_event

log = structlog.get_logger(__name__)

S = Connection.Status
RENEWABLE = (S.CONNECTED, S.EXPIRED)
CLAIM = timedelta(seconds=4 * TIMEOUT_SECONDS)  # two tries, and room to store
GIVE_UP = timedelta(days=7)  # after a token's end
SOONEST, LATEST = timedelta(minutes=1), timedelta(hours=6)


class Renewal(StrEnum):
    """What became of one try."""

    RENEWED = "renewed"
    BUSY = "busy"  # somebody else renews it, or has just done so
    PUT_OFF = "put_off"  # nothing was proven; it is tried again
    REFUSED = "refused"  # a person must sign in again
    CANNOT = "cannot"  # no way to renew it but to sign in again


SENTENCES = {
    Renewal.RENEWED: "The sign-in is renewed.",
    Renewal.BUSY: "The sign-in is being renewed right now.",
    Renewal.PUT_OFF: "The network did not renew the sign-in; it is tried again soon.",
    Renewal.REFUSED: "The network no longer accepts this sign-in. Connect the account again.",
    Renewal.CANNOT: "This sign-in cannot be renewed; connect the account again when it ends.",
}


def due_connections(now: datetime):
    """Connections whose token wants renewing and that nobody is renewing."""
    free = Q(refresh_claimed_until__isnull=True) | Q(refresh_claimed_until__lte=now)
    rows = Connection.objects.filter(free, refresh_due_at__lte=now, status__in=RENEWABLE)
    return rows.order_by("refresh_due_at", "pk")


def refresh_due(now: datetime, *, limit: int = 20) -> int:
    """Renew what is due; returns how many connections were looked at."""
    rows = list(due_connections(now).select_related("team")[:limit])
    for connection in rows:
        refresh_connection(connection, now=now)
    return len(rows)


def refresh_connection(connection: Connection, *, now: datetime) -> Renewal:
    """Renew one connection's token, due or not. Never raises for what the platform does."""
    provider = provider_of(connection)
    if provider is None or not can_renew(connection):
        return _announce_end(connection, now)
    if not _claim(connection, now):
        return Renewal.BUSY
    try:
        old = current_credentials(connection)
        grant = _ask(connection, provider, old)
    except (GrantRefused, VaultError) as error:
        return _give_up(connection, str(error))
    except (PlatformError, SignInProblem) as error:
        return _put_off(connection, error, now)
    return _store(connection, grant, now)


def _claim(connection: Connection, now: datetime) -> bool:
    """Take the row as it was read, so that of many renewers one makes the call."""
    free = Q(refresh_claimed_until__isnull=True) | Q(refresh_claimed_until__lte=now)
    fence, until = connection.refresh_fence, now + CLAIM
    rows = Connection.objects.filter(
        free, pk=connection.pk, refresh_fence=fence, status=connection.status
    )
    if connection.status not in RENEWABLE:
        return False
    if not rows.update(refresh_claimed_until=until, refresh_fence=fence + 1):
        return False
    connection.refresh_fence, connection.refresh_claimed_until = fence + 1, until
    return True


def _ask(connection: Connection, provider: Provider, old: Credentials) -> Grant:
    app = app_for(provider, server=str(connection.metadata.get("instance", "")))
    tokens = {"access_token": old.access_token, "refresh_token": old.refresh_token}
    try:
        return renew_grant(provider, app, **tokens)
    except StepFailed as error:  # the answer was lost: the old token may be dead by now, or not
        log.info("renewal answer lost", connection=str(connection.pk), error=error.detail)
        return renew_grant(provider, app, **tokens)


def _held(connection: Connection):
    """The row, as long as it is ours to write."""
    return Connection.objects.filter(
        pk=connection.pk, refresh_fence=connection.refresh_fence, status__in=RENEWABLE
    )


def _store(connection: Connection, grant: Grant, now: datetime) -> Renewal:
    values = columns_of(credentials_of(grant, now), pk=connection.pk)
    values |= {"token_renewed_at": now, "status_reason": ""}
    if grant.scopes:
        values["scopes"] = list(grant.scopes)
    with transaction.atomic():
        if not _held(connection).update(**values):
            return Renewal.BUSY
        record_event(connection.team, "connection_renewed", connection)
        connection.refresh_from_db()
        if connection.status == S.EXPIRED:
            move(connection, S.CONNECTED, reason="The sign-in was renewed.")
    return Renewal.RENEWED


def _give_up(connection: Connection, sentence: str) -> Renewal:
    """The tokens are dead: say so, and wait for a person."""
    with transaction.atomic():
        values = {"refresh_due_at": None, "refresh_claimed_until": None, "status_reason": sentence}
        if not _held(connection).update(**values):
            return Renewal.BUSY
        connection.refresh_from_db()
        if connection.status == S.CONNECTED:
            move(connection, S.EXPIRED, reason=sentence)
    return Renewal.REFUSED


def _put_off(
    connection: Connection, error: PlatformError | SignInProblem, now: datetime
) -> Renewal:
    """Nothing is proven: try again later; once the token has ended, posts wait meanwhile."""
    ends = connection.token_expires_at
    if ends and ends + GIVE_UP <= now:
        return _give_up(connection, f"{error} Sign in again.")
    sentence = f"The sign-in could not be renewed yet: {error}"
    with transaction.atomic():
        values = {
            "refresh_due_at": next_try(now, ends, error),
            "refresh_claimed_until": None,
            "status_reason": sentence,
        }
        if not _held(connection).update(**values):
            return Renewal.BUSY
        connection.refresh_from_db()
        if connection.status == S.CONNECTED and ends and ends <= now:
            move(connection, S.EXPIRED, reason=sentence)
        else:
            record_event(connection.team, "connection_renewal_put_off", connection, sentence)
    return Renewal.PUT_OFF


def next_try(now: datetime, ends: datetime | None, error: Exception) -> datetime:
    """When to try again: in a quarter of the time that is left, or when the platform says."""
    left = (ends - now) / 4 if ends and ends > now else SOONEST * 15
    soonest = now + min(max(left, SOONEST), LATEST)
    if isinstance(error, RateLimited) and error.retry_at:
        return max(error.retry_at, soonest)
    return soonest


def _announce_end(connection: Connection, now: datetime) -> Renewal:
    """Only a person can renew it: warn once ahead of the end, and hold its posts at the end."""
    due, ends = connection.refresh_due_at, connection.token_expires_at
    if due is None or due > now:
        return Renewal.CANNOT
    if ends is None or ends <= now:
        sentence = f"The sign-in of {connection} has ended. Sign in again."
        if connection.status == S.CONNECTED:
            move(
                connection, S.EXPIRED, reason=sentence, status_reason=sentence, refresh_due_at=None
            )
        return Renewal.CANNOT
    sentence = f"The sign-in ends on {ends:%-d %B %Y}, and only you can renew it: sign in again."
    with transaction.atomic():
        row = Connection.objects.filter(pk=connection.pk, refresh_due_at=due)
        if row.update(refresh_due_at=ends, status_reason=sentence):
            record_event(connection.team, "connection_sign_in_ends", connection, sentence)
    connection.refresh_from_db()
    return Renewal.CANNOT
