"""A team's accounts: connect, pause, disconnect, look after."""

import hashlib
from collections.abc import Callable
from datetime import datetime
from uuid import uuid4

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from platforms.adapters import get_adapter
from platforms.adapters.types import AccountReading
from platforms.exceptions import PlatformError, ReconnectNeeded, Unsupported
from platforms.models import Connection
from platforms.sandbox.tokens import TokenAccount, mint_token
from platforms.services.credentials import due_after_refusal
from platforms.services.revocation import Revocation, revocation_of
from platforms.specs import get_spec
from platforms.transitions import move
from platforms.vault import seal
from platforms.webhooks.bots import removal_of
from teams.models import Team, User
from teams.services.events import record_event

S = Connection.Status


class ConnectionProblem(Exception):
    """The account cannot be connected or changed like this; the message is for people."""


def connect_sandbox_account(
    team: Team, platform: str, handle: str, *, by: User | None = None
) -> Connection:
    """Open (or open again) a simulated account that behaves like one on `platform`.

    A placement connects its network's account (`yt_shorts` → a YouTube account). The Sandbox
    itself is not called: its accounts open on first use. Raises ConnectionProblem for an empty
    handle, UnknownPlatform for a platform that there is not.
    """
    handle = handle.strip().removeprefix("@")
    if not handle:
        raise ConnectionProblem("Give the account a name, for example “studio”.")
    if len(handle) > 100:
        raise ConnectionProblem("The account’s name is too long: 100 characters at most.")
    network = get_spec(platform).network
    account = TokenAccount(_sandbox_account_id(team, network, handle), network, handle)
    with transaction.atomic():
        connection, created = Connection.objects.select_for_update().get_or_create(
            team=team,
            platform=network,
            platform_user_id=account.account_id,
            defaults=_new_account(account),
        )
        if not created:
            _reopen(connection, account, by=by)
        record_event(team, "connection_connected", connection, f"Connected {connection}.", by=by)
    return connection


def _sandbox_account_id(team: Team, network: str, handle: str) -> str:
    """The same team and name give the same account, so that its posts stay with it."""
    digest = hashlib.sha256(f"{team.pk}:{network}:{handle.casefold()}".encode()).hexdigest()
    return f"sbx-{digest[:20]}"


def _new_account(account: TokenAccount) -> dict:
    pk = uuid4()
    return {
        "id": pk,
        "platform_username": account.handle,
        "account_name": f"{account.handle} (simulated)",
        "route": Connection.Route.SANDBOX,
        "access_token": seal(mint_token(account), bound_to=pk),
        "scopes": ["publish", "read"],
    }


def _reopen(connection: Connection, account: TokenAccount, *, by: User | None) -> None:
    if connection.route != Connection.Route.SANDBOX:
        raise ConnectionProblem(f"{connection} goes by another route now. Switch its route.")
    fresh = {
        "access_token": seal(mint_token(account), bound_to=connection.pk),
        "status_reason": "",
        "is_active": True,
    }
    if connection.status == S.CONNECTED:
        Connection.objects.filter(pk=connection.pk, status=S.CONNECTED).update(**fresh)
        connection.refresh_from_db()
    else:
        move(connection, S.CONNECTED, reason="Connected again.", by=by, **fresh)


def set_active(connection: Connection, active: bool, *, by: User | None = None) -> bool:
    """Switch an account on or off; off, nothing is planned or sent. False when it was so."""
    with transaction.atomic():
        rows = Connection.objects.filter(pk=connection.pk, is_active=not active)
        if not rows.update(is_active=active):
            return False
        connection.is_active = active
        event = "connection_activated" if active else "connection_paused"
        record_event(connection.team, event, connection, by=by)
    return True


def change_connection(connection: Connection, changes: dict, *, by: User | None = None) -> None:
    """Write the settings of an account that people may change (name, pace, on or off).

    Switching it on or off leaves the event of its own that every door leaves.
    """
    plain = {name: value for name, value in changes.items() if name != "is_active"}
    with transaction.atomic():
        if "is_active" in changes:
            set_active(connection, changes["is_active"], by=by)
        if plain:
            Connection.objects.filter(pk=connection.pk).update(**plain)
            for name, value in plain.items():
                setattr(connection, name, value)
            changed = ", ".join(sorted(plain))
            record_event(connection.team, "connection_changed", connection, changed, by=by)


def disconnect(connection: Connection, *, by: User | None = None) -> bool:
    """Give the account up: its tokens are forgotten here, its posts and figures are kept.

    The platform is told where it can be; that it cannot be reached changes nothing. False when it
    was given up already, or somebody else changed it meanwhile.
    """
    if connection.status == S.REVOKED:
        return False
    tell_platform = goodbye_of(connection)
    if not forget_tokens(connection, reason="Disconnected by a person.", by=by):
        return False
    tell_platform()
    return True


def goodbye_of(connection: Connection) -> Callable[[], Revocation]:
    """What to call outside of a transaction to give the account up at its platform; never raises.

    The tokens are read now. A bot's address there is taken away as well.
    """
    is_bot = connection.platform == "telegram" and connection.route == Connection.Route.DIRECT
    revoke = revocation_of(connection)
    remove = removal_of(connection) if is_bot else None

    def say_goodbye() -> Revocation:
        if remove is not None:
            remove()
        return revoke()

    return say_goodbye


def forget_tokens(connection: Connection, *, reason: str, by: User | None = None) -> bool:
    """Forget the secrets of an account here; False when it was given up, or changed meanwhile."""
    if connection.status == S.REVOKED:
        return False
    return move(
        connection,
        S.REVOKED,
        reason=reason,
        by=by,
        status_reason="Disconnected. Connect the account again to post to it.",
        access_token="",
        refresh_token="",
        parked_credentials="",
        token_expires_at=None,
        refresh_due_at=None,
        refresh_claimed_until=None,
    )


def require_reconnect(connection: Connection, *, reason: str) -> bool:
    """The platform no longer accepts the token: nothing is sent until a person connects again.

    False when the connection is not `connected` any more. `reason` is the sentence for people.
    A token that renews itself is renewed at once, and the account is then connected again.
    """
    if connection.status != S.CONNECTED:
        return False
    due = due_after_refusal(connection, timezone.now())
    return move(connection, S.EXPIRED, reason=reason, status_reason=reason, refresh_due_at=due)


def check_connection(connection: Connection, *, now: datetime) -> bool:
    """Ask the platform about the account; keep its name and size. True when it answered.

    On failure the connection carries the reason, and is `expired` when the token was refused.
    """
    try:
        reading = get_adapter(connection).fetch_account()
    except ReconnectNeeded as error:
        if not require_reconnect(connection, reason=error.user_sentence):
            _note_failure(connection, error)
        return False
    except Unsupported:  # there is nobody to ask: no fault of the account
        return False
    except PlatformError as error:
        _note_failure(connection, error)
        return False
    _note_account(connection, reading, now)
    return True


def _note_account(connection: Connection, reading: AccountReading, now: datetime) -> None:
    values: dict = {
        "platform_username": reading.handle,
        "account_name": reading.name,
        "followers_count": reading.followers_count,
        "last_synced_at": now,
        "status_reason": "",
    }
    if connection.status == S.EXPIRED:  # the token works after all
        move(connection, S.CONNECTED, reason="The platform answers again.", **values)
    else:
        rows = Connection.objects.filter(pk=connection.pk, status=connection.status)
        rows.update(**values)
    connection.refresh_from_db()


def _note_failure(connection: Connection, error: PlatformError) -> None:
    with transaction.atomic():
        rows = Connection.objects.filter(pk=connection.pk, status=connection.status)
        changed = rows.update(
            status_reason=error.user_sentence, api_errors_24h=F("api_errors_24h") + 1
        )
        if changed:
            record_event(
                connection.team,
                "connection_check_failed",
                connection,
                error.user_sentence,
                detail=error.detail,
            )
    connection.refresh_from_db()
