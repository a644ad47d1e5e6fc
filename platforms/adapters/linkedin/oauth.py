"""How an account of LinkedIn is connected. Two products, usually of two separate apps."""

from dataclasses import replace
from datetime import timedelta

from platforms.oauth.types import OAuthSpec

MEMBER_ANALYTICS = "r_member_postAnalytics"
MEMBER_PROFILE_ANALYTICS = "r_member_profileAnalytics"

OAUTH = OAuthSpec(
    name="linkedin",
    authorize_url="https://www.linkedin.com/oauth/v2/authorization",
    token_url="https://www.linkedin.com/oauth/v2/accessToken",  # noqa: S106  (an address)
    scopes=("openid", "profile", "email", "w_member_social"),
    pkce=False,
    token_auth="body",  # noqa: S106  (a way, not a secret)
    refresh="none",
    access_lifetime=timedelta(days=60),
    revoke_url="https://www.linkedin.com/oauth/v2/revoke",
    notes=(
        "Self-serve products “Sign In with LinkedIn using OpenID Connect” and “Share on LinkedIn”. "
        "They give no refresh token: ask the person to connect again from day 50 on."
    ),
)

# Pages need the Community Management product, which must be the only one of its app. Approved
# apps get refresh tokens of 365 days that do not grow longer by use.
OAUTH_PAGE = replace(
    OAUTH,
    name="linkedin_page",
    scopes=(
        "r_basicprofile",
        "w_organization_social",
        "r_organization_social",
        "rw_organization_admin",
        "w_organization_social_feed",
        "r_organization_social_feed",
        MEMBER_ANALYTICS,
        MEMBER_PROFILE_ANALYTICS,
    ),
    refresh="refresh_token",
    refresh_lifetime=timedelta(days=365),
    notes="Community Management API: a registered legal entity and a review are needed.",
)
