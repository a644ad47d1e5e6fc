"""OAuth 2 with PKCE: the address to send a person to, and what comes of the code."""

import base64
import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import quote, urlencode

from platforms.exceptions import StepFailed
from platforms.oauth.calls import ask
from platforms.oauth.providers import Exchange, Provider


@dataclass(frozen=True)
class App:
    """Our registration at a platform; `server` is empty but for Mastodon."""

    client_id: str
    secret: str = field(repr=False)
    server: str = ""


@dataclass(frozen=True)
class Grant:
    """What a platform gave: tokens, their lives (None: not said, or for ever), rights."""

    access_token: str = field(repr=False)
    refresh_token: str = field(default="", repr=False)
    lifetime: timedelta | None = None
    refresh_lifetime: timedelta | None = None
    scopes: tuple[str, ...] = ()


def new_verifier() -> str:
    """PKCE's secret: 86 characters of the allowed alphabet (RFC 7636 §4.1)."""
    return secrets.token_urlsafe(64)


def challenge_of(verifier: str, style: str) -> str:
    """S256: base64url without padding (RFC 7636 §4.2), or hex (TikTok)."""
    digest = hashlib.sha256(verifier.encode()).digest()
    if style == "hex":
        return digest.hex()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def authorize_address(
    provider: Provider, app: App, *, redirect_uri: str, state: str, verifier: str
) -> str:
    """Where the person's browser goes to sign in and agree."""
    spec = provider.spec
    query = {
        spec.client_id_param: app.client_id,
        "response_type": "code",
        "redirect_uri": redirect_uri,
        "scope": provider.scope_separator.join(spec.scopes),
        "state": state,
        **spec.extra_authorize,
    }
    if spec.pkce:
        query["code_challenge"] = challenge_of(verifier, provider.challenge)
        query["code_challenge_method"] = "S256"
    return f"{app.server}{spec.authorize_url}?{urlencode(query, quote_via=quote)}"


def exchange_code(
    provider: Provider, app: App, *, code: str, verifier: str, redirect_uri: str
) -> Grant:
    """Tokens for a code (and the long-lived one, where the first lives an hour).

    Raises the errors of `calls.ask`.
    """
    fields = {"grant_type": "authorization_code", "code": code, "redirect_uri": redirect_uri}
    if provider.spec.pkce:
        fields["code_verifier"] = verifier
    grant = read_grant(provider, _ask_token(provider, app, fields))
    if provider.lengthen is None:
        return grant
    longer = _exchange(provider, app, provider.lengthen, grant.access_token)
    return Grant(longer.access_token, lifetime=longer.lifetime, scopes=grant.scopes)


def renew_grant(provider: Provider, app: App, *, access_token: str, refresh_token: str) -> Grant:
    """New tokens for old ones; without a new refresh token the old one stays good.

    Raises the errors of `calls.ask`.
    """
    if provider.renew is not None:
        return _exchange(provider, app, provider.renew, access_token)
    fields = {"grant_type": "refresh_token", "refresh_token": refresh_token}
    grant = read_grant(provider, _ask_token(provider, app, fields | provider.extra_refresh))
    kept = grant.refresh_token or refresh_token
    return Grant(grant.access_token, kept, grant.lifetime, grant.refresh_lifetime, grant.scopes)


def revoke_grant(provider: Provider, app: App, *, token: str) -> None:
    """Tell the platform that we give the token up. Raises the errors of `calls.ask`."""
    form, headers = _with_app(provider, app, {"token": token})
    ask(provider, "POST", f"{app.server}{provider.spec.revoke_url}", form=form, headers=headers)


def _ask_token(provider: Provider, app: App, fields: Mapping[str, str]) -> dict:
    form, headers = _with_app(provider, app, fields)
    url = f"{app.server}{provider.spec.token_url}"
    if provider.asks_by_get:
        return ask(provider, "GET", url, params=form, headers=headers)
    return ask(provider, "POST", url, form=form, headers=headers)


def _with_app(
    provider: Provider, app: App, fields: Mapping[str, str]
) -> tuple[dict[str, str], dict[str, str]]:
    """Form and headers by which the app proves itself (RFC 6749 §2.3.1)."""
    if provider.spec.token_auth == "basic":  # noqa: S105
        pair = f"{quote(app.client_id, safe='')}:{quote(app.secret, safe='')}"
        return dict(fields), {"Authorization": f"Basic {base64.b64encode(pair.encode()).decode()}"}
    ours = {provider.spec.client_id_param: app.client_id, "client_secret": app.secret}
    return {**fields, **ours}, {}


def _exchange(provider: Provider, app: App, exchange: Exchange, token: str) -> Grant:
    params = {"grant_type": exchange.grant_type, exchange.token_param: token}
    if exchange.with_id:
        params["client_id"] = app.client_id
    if exchange.with_secret:
        params["client_secret"] = app.secret
    return read_grant(provider, ask(provider, "GET", exchange.url, params=params))


def read_grant(provider: Provider, answer: dict) -> Grant:
    """A token reply, as the platforms write it. Raises StepFailed when there is no token in it.

    Instagram may wrap it in `data[]` and calls the rights `permissions`.
    """
    data = answer.get("data")
    body = data[0] if isinstance(data, list) and data and isinstance(data[0], dict) else answer
    token = body.get("access_token")
    if not isinstance(token, str) or not token:
        raise StepFailed(f"{provider.label} answered without a token.")
    fresh = body.get("refresh_token")
    return Grant(
        access_token=token,
        refresh_token=fresh if isinstance(fresh, str) else "",
        lifetime=_seconds(body.get("expires_in")) or provider.spec.access_lifetime,
        refresh_lifetime=_seconds(
            body.get("refresh_token_expires_in") or body.get("refresh_expires_in")
        ),
        scopes=_scopes(body.get("scope") or body.get("permissions")),
    )


def _seconds(value: object) -> timedelta | None:
    """Some platforms write numbers as text. Nonsense is “not said”; ten years are the most."""
    try:
        seconds = float(str(value))
    except ValueError:
        return None
    return timedelta(seconds=seconds) if 0 < seconds < 315_360_000 else None


def _scopes(value: object) -> tuple[str, ...]:
    if isinstance(value, list):
        return tuple(str(item) for item in value)
    return tuple(str(value or "").replace(",", " ").split())
