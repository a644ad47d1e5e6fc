"""How an account of X is connected."""

from datetime import timedelta

from platforms.oauth.types import OAuthSpec

OAUTH = OAuthSpec(
    name="x",
    authorize_url="https://x.com/i/oauth2/authorize",
    token_url="https://api.x.com/2/oauth2/token",  # noqa: S106  (an address)
    scopes=("tweet.read", "tweet.write", "users.read", "media.write", "offline.access"),
    pkce=True,
    token_auth="basic",  # noqa: S106  (a way, not a secret)
    refresh="refresh_token",
    access_lifetime=timedelta(hours=2),
    revoke_url="https://api.x.com/2/oauth2/revoke",
    notes=(
        "A refresh token comes only with offline.access. Each refresh gives a new one and the old "
        "one dies (unverified): store both in one transaction, one refresher at a time."
    ),
)
