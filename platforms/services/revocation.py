"""Telling a platform that we give a token up (RFC 7009)."""

from collections.abc import Callable

import structlog

from platforms.exceptions import PlatformError
from platforms.models import Connection
from platforms.oauth.exceptions import SignInProblem
from platforms.oauth.flow import revoke_grant
from platforms.services.apps import app_for
from platforms.services.credentials import current_credentials, provider_of
from platforms.vault import VaultError

log = structlog.get_logger(__name__)


def revocation_of(connection: Connection) -> Callable[[], None]:
    """What to call once the tokens are forgotten here; they are read now, before that.

    It does nothing where the platform has no way, and never raises: the operator's log says so.
    """
    provider = provider_of(connection)
    if provider is None or not provider.spec.revoke_url:
        return lambda: None
    try:
        held = current_credentials(connection)
    except VaultError:  # nobody can read them any more, so nobody can give them up
        return lambda: None
    token = held.refresh_token or held.access_token
    server = str(connection.metadata.get("instance", ""))

    def tell() -> None:
        try:
            revoke_grant(provider, app_for(provider, server=server), token=token)
        except (PlatformError, SignInProblem) as error:
            log.warning("token not revoked", platform=provider.key, error=type(error).__name__)

    return tell
