"""Google's sign-in for YouTube."""

from datetime import timedelta

from platforms.oauth.types import OAuthSpec

# Scopes: discovery document youtube.v3 of 2026-11-04; the rest: Google's OAuth 2 pages.
OAUTH = OAuthSpec(
    name="youtube",
    authorize_url="https://accounts.google.com/o/oauth2/v2/auth",
    token_url="https://oauth2.googleapis.com/token",  # noqa: S106  (an address)
    scopes=(
        "https://www.googleapis.com/auth/youtube",  # make a video public, edit and delete it
        "https://www.googleapis.com/auth/youtube.upload",
        "https://www.googleapis.com/auth/youtube.force-ssl",  # reading comments needs it
        "https://www.googleapis.com/auth/yt-analytics.readonly",
    ),
    pkce=True,
    token_auth="body",  # noqa: S106  (not a secret)
    extra_authorize={"access_type": "offline", "prompt": "consent"},
    access_lifetime=timedelta(hours=1),
    refresh_lifetime=None,
    revoke_url="https://oauth2.googleapis.com/revoke",
    notes=(
        "A refresh answers without a new refresh token: keep the old one. It dies when revoked, "
        "after six months without use, and after seven days while the consent screen is in "
        "“Testing”."
    ),
)
