"""Signing in with an app password, and keeping the session.

An account may sign in 30 times in five minutes and 300 times a day (docs.bsky.app, rate limits),
so a session is kept for all processes, sealed, and renewed by its refresh token. Losing it costs
one sign-in; the app password stays the connection's only secret of its own.
"""

import base64
import binascii
import json
import time
from dataclasses import asdict, dataclass, field
from urllib.parse import urlsplit

from django.core.cache import caches

from platforms.adapters.address_guard import AddressGuard, site_address
from platforms.adapters.bluesky.answers import classify, sentence_of
from platforms.adapters.credentials import access_token_of
from platforms.adapters.endpoints import base_url
from platforms.adapters.http import PlatformClient
from platforms.exceptions import PlatformError, ReconnectNeeded, StepFailed
from platforms.models import Connection
from platforms.vault import VaultError, seal, unseal

ENTRYWAY = "https://bsky.social"
RENEW_BEFORE_SECONDS = 300  # a call and its preparation fit into what is left
KEEP_SECONDS = 60 * 86_400  # refresh tokens live about 90 days
TIMEOUT_SECONDS = 20.0


@dataclass(frozen=True)
class Session:
    """One sign-in. `server` is where the account lives (its PDS)."""

    did: str
    handle: str
    server: str
    access: str = field(repr=False)
    refresh: str = field(repr=False)

    @property
    def is_fresh(self) -> bool:
        """Whether the short token lasts for a while."""
        return _expiry_of(self.access) > time.time() + RENEW_BEFORE_SECONDS

    def client(self) -> PlatformClient:
        """Calls to the account's own server, in its name."""
        return _client(self.server, self.access)


def open_session(connection: Connection) -> Session:
    """The kept session, renewed when it is about to end, or a new one.

    Raises ReconnectNeeded when the app password is refused, and the errors of the call.
    """
    kept = _kept(connection)
    if kept and kept.is_fresh:
        return kept
    session = (kept and _renew(kept)) or _sign_in(connection)
    sealed = seal(json.dumps(asdict(session)), bound_to=connection.pk)
    caches["shared"].set(_key(connection), sealed, KEEP_SECONDS)
    return session


def forget_session(connection: Connection) -> None:
    """Drop the kept session: the server does not know it any more."""
    caches["shared"].delete(_key(connection))


def _kept(connection: Connection) -> Session | None:
    try:
        sealed = unseal(caches["shared"].get(_key(connection)) or "", bound_to=connection.pk)
        return Session(**json.loads(sealed)) if sealed else None
    except (VaultError, ValueError, TypeError):  # other keys, or an older form: sign in anew
        return None


def _key(connection: Connection) -> str:
    return f"bluesky-session:{connection.pk}"


def _sign_in(connection: Connection) -> Session:
    server, password = _home_of(connection), access_token_of(connection)
    answer = _client(server, secret=password, grants=True).call(
        "POST",
        "/xrpc/com.atproto.server.createSession",
        timeout_seconds=TIMEOUT_SECONDS,
        json_body={
            "identifier": connection.platform_user_id or connection.platform_username,
            "password": password,
        },
    )
    return _session_of(answer, server)


def _renew(session: Session) -> Session | None:
    """The next session; None when its refresh token is not accepted, whatever the reason."""
    try:
        answer = _client(session.server, session.refresh, grants=True).call(
            "POST", "/xrpc/com.atproto.server.refreshSession", timeout_seconds=TIMEOUT_SECONDS
        )
        return _session_of(answer, session.server)
    except PlatformError:
        return None


def _session_of(answer: dict, server: str) -> Session:
    try:
        return Session(
            did=_text(answer["did"]),
            handle=_text(answer["handle"]),
            server=_own_server(answer) or server,
            access=_text(answer["accessJwt"]),
            refresh=_text(answer["refreshJwt"]),
        )
    except (KeyError, TypeError) as error:
        raise StepFailed("Bluesky opened a session in an unknown shape.") from error


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("no text")
    return value


def _own_server(answer: dict) -> str:
    """The account's server by its DID document; empty when that does not name a fit one."""
    document = answer.get("didDoc")
    services = document.get("service") if isinstance(document, dict) else None
    for service in services if isinstance(services, list) else []:
        if isinstance(service, dict) and str(service.get("id", "")).endswith("#atproto_pds"):
            try:
                return site_address(str(service.get("serviceEndpoint", "")))
            except ValueError:
                return ""
    return ""


def _home_of(connection: Connection) -> str:
    """Where to sign in: the person's own server, if they named one, else Bluesky's."""
    typed = str(connection.metadata.get("pds") or "")
    if not typed:
        return base_url("bluesky", ENTRYWAY)
    try:
        return site_address(typed)
    except ValueError as error:
        raise ReconnectNeeded(f"{error} Connect the account again.") from error


def _client(
    server: str, token: str = "", *, secret: str = "", grants: bool = False
) -> PlatformClient:
    """A person's own server may be anywhere, so every call goes through the guard."""
    return PlatformClient(
        platform="Bluesky",
        base_url=server,
        headers={"Authorization": f"Bearer {token}"} if token else {},
        explain=sentence_of,
        classify=classify,
        guard=AddressGuard(),
        secret=secret,
        grants=grants,
    )


def host_of(server: str) -> str:
    """The host name of a server's address, as `did:web` wants it."""
    return urlsplit(server).hostname or ""


def _expiry_of(token: str) -> float:
    """`exp` of a JWT (seconds since 1970), unverified: only to know when to renew. 0: unknown."""
    try:
        payload = token.split(".")[1]
        claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
        return float(claims["exp"])
    except (IndexError, KeyError, TypeError, ValueError, binascii.Error):
        return 0.0
