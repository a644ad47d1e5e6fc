"""What differs from platform to platform in OAuth 2, as data."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Literal


@dataclass(frozen=True)
class OAuthSpec:
    """One platform's sign-in. Lifetimes of None: not known, or for ever (see `notes`).

    `token_auth` is how the app proves itself at `token_url`; `refresh` how a token is renewed:
    by its refresh token, by exchanging the token itself, or only by signing in again.
    """

    name: str
    authorize_url: str
    token_url: str
    scopes: tuple[str, ...]
    pkce: bool
    token_auth: Literal["basic", "body"]
    client_id_param: str = "client_id"
    refresh: Literal["refresh_token", "exchange", "none"] = "refresh_token"
    extra_authorize: Mapping[str, str] = field(default_factory=dict)
    access_lifetime: timedelta | None = None
    refresh_lifetime: timedelta | None = None
    revoke_url: str = ""
    notes: str = ""
