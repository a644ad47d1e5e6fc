"""Signing in to Instagram, in its two ways (“Business login”, read 20 November 2026)."""

from datetime import timedelta

from platforms.oauth.types import OAuthSpec

OAUTH = OAuthSpec(
    name="instagram",
    authorize_url="https://www.instagram.com/oauth/authorize",
    token_url="https://api.instagram.com/oauth/access_token",  # noqa: S106
    scopes=(
        "instagram_business_basic",
        "instagram_business_content_publish",
        "instagram_business_manage_comments",
        "instagram_business_manage_insights",
    ),
    pkce=False,
    token_auth="body",  # noqa: S106
    refresh="exchange",
    access_lifetime=timedelta(days=60),
    notes=(
        "The code gives a token of one hour (perhaps wrapped in data[]). GET graph.instagram.com/"
        "access_token?grant_type=ig_exchange_token&client_secret&access_token makes 60 days of "
        "it; GET /refresh_access_token?grant_type=ig_refresh_token&access_token renews one that "
        "is at least 24 hours old and not expired."
    ),
)
OAUTH_FACEBOOK_LOGIN = OAuthSpec(
    name="instagram_facebook_login",
    authorize_url="https://www.facebook.com/v26.0/dialog/oauth",
    token_url="https://graph.facebook.com/v26.0/oauth/access_token",  # noqa: S106
    scopes=(
        "instagram_basic",
        "instagram_content_publish",
        "instagram_manage_comments",
        "instagram_manage_insights",
        "instagram_manage_contents",
        "pages_show_list",
        "pages_read_engagement",
    ),
    pkce=False,
    token_auth="body",  # noqa: S106
    refresh="none",
    access_lifetime=timedelta(days=60),
    notes=(
        "The token endpoint is asked by GET. grant_type=fb_exchange_token (client_id, "
        "client_secret, fb_exchange_token) gives a user token of 60 days; the account's id and "
        "its page token, which does not expire, come from "
        "/me/accounts?fields=instagram_business_account,access_token."
    ),
)
