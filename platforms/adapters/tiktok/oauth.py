"""TikTok's sign-in (Login Kit for the web)."""

from datetime import timedelta

from platforms.oauth.types import OAuthSpec

# Source: developers.tiktok.com, “Manage user access tokens” and “Scopes”.
OAUTH = OAuthSpec(
    name="tiktok",
    authorize_url="https://www.tiktok.com/v2/auth/authorize/",
    token_url="https://open.tiktokapis.com/v2/oauth/token/",  # noqa: S106  (an address)
    scopes=(
        "user.info.basic",
        "user.info.profile",
        "user.info.stats",
        "video.publish",
        "video.list",
    ),
    pkce=False,
    token_auth="body",  # noqa: S106  (not a secret)
    client_id_param="client_key",
    access_lifetime=timedelta(days=1),
    refresh_lifetime=timedelta(days=365),
    revoke_url="https://open.tiktokapis.com/v2/oauth/revoke/",
    notes=(
        "Scopes are separated by commas. A refresh may answer with a new refresh token: always "
        "store the one returned. PKCE is wanted for desktop apps alone, with the challenge as "
        "hexadecimal SHA-256 instead of base64url."
    ),
)
