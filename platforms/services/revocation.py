"""Telling a platform that we give a token up (RFC 7009)."""

import enum
from collections.abc import Callable
from dataclasses import dataclass

import structlog

from platforms.exceptions import PlatformError
from platforms.models import Connection
from platforms.oauth.exceptions import SignInProblem
from platforms.oauth.flow import revoke_grant
from platforms.oauth.providers import PROVIDERS
from platforms.services.apps import app_for
from platforms.services.credentials import Credentials, current_credentials, parked_credentials
from platforms.vault import VaultError

log = structlog.get_logger(__name__)


class Outcome(enum.StrEnum):
    """What became of a token at its platform."""

    REVOKED = "revoked"
    NO_WAY = "no_way"
    NOT_REACHED = "not_reached"
    UNREADABLE = "unreadable"
    SIMULATED = "simulated"


@dataclass(frozen=True)
class Revocation:
    """The outcome, and a sentence that says what a person may still have to do."""

    outcome: Outcome
    why: str = ""


NO_WAY = Revocation(
    Outcome.NO_WAY,
    "This network offers no way to give a key back. Take the access away in the settings of the "
    "account there.",
)
UNREADABLE = Revocation(
    Outcome.UNREADABLE,
    "The stored token does not open with our keys, so it could not be given back. Take the access "
    "away in the settings of the account there.",
)
SIMULATED = Revocation(Outcome.SIMULATED, "A simulated account: there is nobody to tell.")
NOT_REACHED = (
    "The network did not take the token back ({error}). Take the access away in the settings of "
    "the account there, or wait until it ends by itself."
)


def revocation_of(connection: Connection) -> Callable[[], Revocation]:
    """What to call once the tokens are forgotten here; they are read now, before that.

    It never raises: it answers what became of the token, and the operator's log says so too.
    """
    if connection.is_simulated and not connection.parked_credentials:
        return lambda: SIMULATED
    provider = PROVIDERS.get(str(connection.metadata.get("sign_in", "")))
    try:
        held = _direct_credentials(connection)
    except VaultError:  # nobody can read them any more, so nobody can give them up
        return lambda: UNREADABLE
    if provider is None or not provider.spec.revoke_url or held is None:
        return lambda: NO_WAY
    token = held.refresh_token or held.access_token
    server = str(connection.metadata.get("instance", ""))

    def tell() -> Revocation:
        try:
            revoke_grant(provider, app_for(provider, server=server), token=token)
        except (PlatformError, SignInProblem) as error:
            name = type(error).__name__
            log.warning("token not revoked", platform=provider.key, error=name)
            return Revocation(Outcome.NOT_REACHED, NOT_REACHED.format(error=name))
        return Revocation(Outcome.REVOKED)

    return tell


def _direct_credentials(connection: Connection) -> Credentials | None:
    """Those of the network's own sign-in, in use or parked. Raises VaultError."""
    if connection.route == Connection.Route.DIRECT:
        return current_credentials(connection)
    return parked_credentials(connection).get(Connection.Route.DIRECT)
