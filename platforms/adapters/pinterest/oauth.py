"""How an account of Pinterest is connected."""

from datetime import timedelta

from platforms.oauth.types import OAuthSpec

OAUTH = OAuthSpec(
    name="pinterest",
    authorize_url="https://www.pinterest.com/oauth/",
    token_url="https://api.pinterest.com/v5/oauth/token",  # noqa: S106  (an address)
    scopes=("boards:read", "boards:write", "pins:read", "pins:write", "user_accounts:read"),
    pkce=False,
    token_auth="basic",  # noqa: S106  (a way, not a secret)
    refresh="refresh_token",
    access_lifetime=timedelta(days=30),
    refresh_lifetime=timedelta(days=60),
    notes=(
        "Scopes are separated by commas. A refresh token lives 60 days and is renewed by use; apps "
        "from before 25 September 2025 must send continuous_refresh=true with the code. Keep any "
        "new refresh token. The 30 days of the access token are unverified: go by expires_in."
    ),
)
