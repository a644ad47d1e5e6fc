"""The secrets of a connection, route by route.

The columns `access_token`, `refresh_token` and their times belong to the route in use; those of the
others are parked, sealed, in `parked_credentials`, so that switching back needs no new sign-in.
"""

import json
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta

from django.utils.dateparse import parse_datetime

from platforms.models import Connection
from platforms.oauth.flow import Grant
from platforms.oauth.providers import PROVIDERS, Provider
from platforms.vault import seal, unseal

REFRESH_AT = 0.8  # of a token's life
TRUSTED_AFTER_RENEWAL = timedelta(hours=1)  # a token refused sooner is refused for good


@dataclass(frozen=True)
class Credentials:
    """Secrets in plain text, for the moment of storing them. Times in UTC."""

    access_token: str = field(repr=False)
    refresh_token: str = field(default="", repr=False)
    expires_at: datetime | None = None
    refresh_due_at: datetime | None = None


def credentials_of(grant: Grant, now: datetime) -> Credentials:
    """What to store for a grant that was asked for at `now`: due again at 80 % of its life."""
    if grant.lifetime is None:
        return Credentials(grant.access_token, grant.refresh_token)
    due = now + grant.lifetime * REFRESH_AT
    return Credentials(grant.access_token, grant.refresh_token, now + grant.lifetime, due)


def columns_of(credentials: Credentials, *, pk: object) -> dict:
    """The columns of connection `pk` that hold `credentials`, sealed."""
    return {
        "access_token": seal(credentials.access_token, bound_to=pk),
        "refresh_token": seal(credentials.refresh_token, bound_to=pk),
        "token_expires_at": credentials.expires_at,
        "refresh_due_at": credentials.refresh_due_at,
        "refresh_claimed_until": None,
    }


def current_credentials(connection: Connection) -> Credentials:
    """Those of the route in use. Raises VaultError."""
    return Credentials(
        unseal(connection.access_token, bound_to=connection.pk),
        unseal(connection.refresh_token, bound_to=connection.pk),
        connection.token_expires_at,
        connection.refresh_due_at,
    )


def parked_credentials(connection: Connection) -> dict[str, Credentials]:
    """Those of the other routes, by route. Raises VaultError."""
    text = unseal(connection.parked_credentials, bound_to=connection.pk)
    return {route: _from_json(parts) for route, parts in json.loads(text or "{}").items()}


def seal_parked(parked: dict[str, Credentials], *, pk: object) -> str:
    """The column `parked_credentials` of connection `pk`."""
    if not parked:
        return ""
    plain = {route: asdict(credentials) for route, credentials in parked.items()}
    return seal(json.dumps(plain, default=datetime.isoformat), bound_to=pk)


def _from_json(parts: dict) -> Credentials:
    times = {name: parse_datetime(parts[name] or "") for name in ("expires_at", "refresh_due_at")}
    return Credentials(parts["access_token"], parts["refresh_token"], **times)


def provider_of(connection: Connection) -> Provider | None:
    """The sign-in that the tokens in use come from; None for keys and for other routes."""
    if connection.route != Connection.Route.DIRECT:
        return None
    return PROVIDERS.get(str(connection.metadata.get("sign_in", "")))


def can_renew(connection: Connection) -> bool:
    """Whether the token can be renewed without a person."""
    provider = provider_of(connection)
    if provider is None or provider.spec.refresh == "none":
        return False
    return provider.spec.refresh == "exchange" or bool(connection.refresh_token)


def due_after_refusal(connection: Connection, now: datetime) -> datetime | None:
    """When to try a renewal of a token that the platform refused; None when that is hopeless."""
    renewed = connection.token_renewed_at
    if not can_renew(connection) or (renewed and now - renewed < TRUSTED_AFTER_RENEWAL):
        return None
    return now
