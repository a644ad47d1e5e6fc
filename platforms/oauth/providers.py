"""Every sign-in there is, as data: the platforms' addresses, rights and ways.

One network may have several (Instagram by itself or by a Facebook Page, LinkedIn as a member or for
a Page). Facts and sources: the pages in `docs/platforms/`; read in November 2026, not tried with
live keys.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Literal

from platforms.oauth.types import OAuthSpec

GRAPH = "https://graph.facebook.com/v26.0"
GOOGLE = "https://www.googleapis.com/auth"


@dataclass(frozen=True)
class Exchange:
    """A GET that makes a longer-lived token of one (Meta's ways)."""

    url: str
    grant_type: str
    token_param: str = "access_token"  # noqa: S105  (a name)
    with_id: bool = False
    with_secret: bool = True


@dataclass(frozen=True)
class Provider:
    """One way to sign in.

    `app` names the entry of `settings.OAUTH_CLIENTS`, `settings_names` what the operator sets for
    it. `needed` are the rights without which no post can go out. `dead_codes` are the error codes
    that prove a refresh token (or a token that renews itself) to be gone.
    """

    spec: OAuthSpec
    network: str
    label: str
    app: str
    settings_names: tuple[str, str] | None
    needed: tuple[str, ...] = ()
    scope_separator: str = " "
    challenge: Literal["base64url", "hex"] = "base64url"
    asks_by_get: bool = False  # for the token (Facebook)
    lengthen: Exchange | None = None
    renew: Exchange | None = None
    dead_codes: frozenset[str] = frozenset({"invalid_grant"})
    extra_refresh: dict[str, str] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """Its name in addresses and rows."""
        return self.spec.name

    @property
    def asks_for_server(self) -> bool:
        """Whether the person names the server (its addresses are then paths on it)."""
        return self.settings_names is None


META_DEAD = frozenset({"190", "102", "463", "467"})  # invalid, expired, changed password

_TIKTOK = Provider(
    OAuthSpec(
        name="tiktok",
        authorize_url="https://www.tiktok.com/v2/auth/authorize/",
        token_url="https://open.tiktokapis.com/v2/oauth/token/",  # noqa: S106
        scopes=(
            "user.info.basic",
            "user.info.profile",
            "user.info.stats",
            "video.publish",
            "video.list",
        ),
        pkce=True,
        token_auth="body",  # noqa: S106
        client_id_param="client_key",
        access_lifetime=timedelta(days=1),
        refresh_lifetime=timedelta(days=365),
        revoke_url="https://open.tiktokapis.com/v2/oauth/revoke/",
        notes="The challenge is the hex SHA-256. The refresh token may change with each refresh.",
    ),
    network="tiktok",
    label="TikTok",
    app="tiktok",
    settings_names=("TIKTOK_CLIENT_KEY", "TIKTOK_CLIENT_SECRET"),
    needed=("user.info.basic", "video.publish"),
    scope_separator=",",
    challenge="hex",
)
_YOUTUBE = Provider(
    OAuthSpec(
        name="youtube",
        authorize_url="https://accounts.google.com/o/oauth2/v2/auth",
        token_url="https://oauth2.googleapis.com/token",  # noqa: S106
        scopes=(
            f"{GOOGLE}/youtube",  # make a video public, edit and delete it
            f"{GOOGLE}/youtube.upload",
            f"{GOOGLE}/youtube.force-ssl",  # reading and writing comments needs it
            f"{GOOGLE}/yt-analytics.readonly",
        ),
        pkce=True,
        token_auth="body",  # noqa: S106
        extra_authorize={"access_type": "offline", "prompt": "consent"},
        access_lifetime=timedelta(hours=1),
        revoke_url="https://oauth2.googleapis.com/revoke",
        notes="A refresh brings no new refresh token; it dies after 6 months without use.",
    ),
    network="youtube",
    label="YouTube",
    app="google",
    settings_names=("GOOGLE_CLIENT_ID", "GOOGLE_CLIENT_SECRET"),
    needed=(f"{GOOGLE}/youtube", f"{GOOGLE}/youtube.upload"),
)
_INSTAGRAM = Provider(
    OAuthSpec(
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
        notes="The code gives a token of one hour. Only a token of 24 hours or more renews itself.",
    ),
    network="instagram",
    label="Instagram (professional account)",
    app="instagram",
    settings_names=("INSTAGRAM_APP_ID", "INSTAGRAM_APP_SECRET"),
    needed=("instagram_business_basic", "instagram_business_content_publish"),
    scope_separator=",",
    lengthen=Exchange("https://graph.instagram.com/access_token", "ig_exchange_token"),
    renew=Exchange(
        "https://graph.instagram.com/refresh_access_token", "ig_refresh_token", with_secret=False
    ),
    dead_codes=META_DEAD,
)
_INSTAGRAM_BY_PAGE = Provider(
    OAuthSpec(
        name="instagram_facebook_login",
        authorize_url="https://www.facebook.com/v26.0/dialog/oauth",
        token_url=f"{GRAPH}/oauth/access_token",
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
        notes="Tokens of Pages, taken with a long-lived token of the person, do not expire.",
    ),
    network="instagram",
    label="Instagram (linked to a Facebook Page)",
    app="meta",
    settings_names=("META_APP_ID", "META_APP_SECRET"),
    scope_separator=",",
    asks_by_get=True,
    lengthen=Exchange(
        f"{GRAPH}/oauth/access_token", "fb_exchange_token", "fb_exchange_token", with_id=True
    ),
    dead_codes=META_DEAD,
)
_FACEBOOK = Provider(
    OAuthSpec(
        name="facebook",
        authorize_url="https://www.facebook.com/v26.0/dialog/oauth",
        token_url=f"{GRAPH}/oauth/access_token",
        scopes=(
            "pages_show_list",
            "pages_read_engagement",
            "pages_manage_posts",
            "pages_manage_engagement",  # writing the first comment
            "pages_read_user_content",
            "read_insights",
            "publish_video",
            "business_management",
        ),
        pkce=False,
        token_auth="body",  # noqa: S106
        refresh="none",
        notes="Tokens of Pages, taken with a long-lived token of the person, do not expire.",
    ),
    network="facebook",
    label="Facebook Pages",
    app="meta",
    settings_names=("META_APP_ID", "META_APP_SECRET"),
    scope_separator=",",
    asks_by_get=True,
    lengthen=_INSTAGRAM_BY_PAGE.lengthen,
    dead_codes=META_DEAD,
)
_THREADS = Provider(
    OAuthSpec(
        name="threads",
        authorize_url="https://threads.net/oauth/authorize",
        token_url="https://graph.threads.net/oauth/access_token",  # noqa: S106
        scopes=(
            "threads_basic",
            "threads_content_publish",
            "threads_manage_insights",
            "threads_read_replies",
            "threads_manage_replies",  # writing the first comment
            "threads_delete",
        ),
        pkce=False,
        token_auth="body",  # noqa: S106
        refresh="exchange",
        access_lifetime=timedelta(days=60),
        notes="As Instagram’s; id and secret are those of the app’s Threads part.",
    ),
    network="threads",
    label="Threads",
    app="threads",
    settings_names=("THREADS_APP_ID", "THREADS_APP_SECRET"),
    scope_separator=",",
    lengthen=Exchange("https://graph.threads.net/access_token", "th_exchange_token"),
    renew=Exchange(
        "https://graph.threads.net/refresh_access_token", "th_refresh_token", with_secret=False
    ),
    dead_codes=META_DEAD,
)
_X = Provider(
    OAuthSpec(
        name="x",
        authorize_url="https://x.com/i/oauth2/authorize",
        token_url="https://api.x.com/2/oauth2/token",  # noqa: S106
        scopes=("tweet.read", "tweet.write", "users.read", "media.write", "offline.access"),
        pkce=True,
        token_auth="basic",  # noqa: S106
        access_lifetime=timedelta(hours=2),
        revoke_url="https://api.x.com/2/oauth2/revoke",
        notes="Each refresh gives a new refresh token and the old one dies (unverified).",
    ),
    network="x",
    label="X",
    app="x",
    settings_names=("TWITTER_CLIENT_ID", "TWITTER_CLIENT_SECRET"),
    needed=("tweet.write", "users.read", "offline.access"),
    # X says “invalid_request” of a refresh token that it no longer knows (unverified)
    dead_codes=frozenset({"invalid_grant", "invalid_request"}),
)
_LINKEDIN = Provider(
    OAuthSpec(
        name="linkedin",
        authorize_url="https://www.linkedin.com/oauth/v2/authorization",
        token_url="https://www.linkedin.com/oauth/v2/accessToken",  # noqa: S106
        scopes=("openid", "profile", "email", "w_member_social"),
        pkce=False,
        token_auth="body",  # noqa: S106
        refresh="none",
        access_lifetime=timedelta(days=60),
        revoke_url="https://www.linkedin.com/oauth/v2/revoke",
        notes="Self-serve apps get no refresh token: sign in again before the 60 days are over.",
    ),
    network="linkedin",
    label="LinkedIn (member)",
    app="linkedin",
    settings_names=("LINKEDIN_CLIENT_ID", "LINKEDIN_CLIENT_SECRET"),
    needed=("w_member_social",),
)
_LINKEDIN_PAGE = Provider(
    OAuthSpec(
        name="linkedin_page",
        authorize_url=_LINKEDIN.spec.authorize_url,
        token_url=_LINKEDIN.spec.token_url,
        scopes=(
            "r_basicprofile",
            "w_organization_social",
            "r_organization_social",
            "rw_organization_admin",
            "w_organization_social_feed",
            "r_organization_social_feed",
            "r_member_postAnalytics",
            "r_member_profileAnalytics",
        ),
        pkce=False,
        token_auth="body",  # noqa: S106
        access_lifetime=timedelta(days=60),
        refresh_lifetime=timedelta(days=365),
        revoke_url=_LINKEDIN.spec.revoke_url,
        notes="Community Management API: an app of its own, after a review.",
    ),
    network="linkedin",
    label="LinkedIn (Page)",
    app="linkedin_page",
    settings_names=("LINKEDIN_PAGE_CLIENT_ID", "LINKEDIN_PAGE_CLIENT_SECRET"),
    needed=("w_organization_social",),
)
_PINTEREST = Provider(
    OAuthSpec(
        name="pinterest",
        authorize_url="https://www.pinterest.com/oauth/",
        token_url="https://api.pinterest.com/v5/oauth/token",  # noqa: S106
        scopes=("boards:read", "boards:write", "pins:read", "pins:write", "user_accounts:read"),
        pkce=False,
        token_auth="basic",  # noqa: S106
        access_lifetime=timedelta(days=30),
        refresh_lifetime=timedelta(days=60),
        notes="Refresh tokens are renewed by use; older apps must ask for that.",
    ),
    network="pinterest",
    label="Pinterest",
    app="pinterest",
    settings_names=("PINTEREST_CLIENT_ID", "PINTEREST_CLIENT_SECRET"),
    needed=("boards:read", "pins:write"),
    scope_separator=",",
    extra_refresh={"continuous_refresh": "true"},
)
_MASTODON = Provider(
    OAuthSpec(
        name="mastodon",
        authorize_url="/oauth/authorize",
        token_url="/oauth/token",  # noqa: S106
        scopes=("read", "write:statuses", "write:media"),
        pkce=True,  # servers before 4.3 ignore the challenge
        token_auth="body",  # noqa: S106
        refresh="none",
        revoke_url="/oauth/revoke",
        notes="Tokens do not expire. Reelay registers itself at each server.",
    ),
    network="mastodon",
    label="Mastodon",
    app="",
    settings_names=None,
    needed=("write:statuses",),
)

PROVIDERS: dict[str, Provider] = {
    provider.key: provider
    for provider in (
        _TIKTOK,
        _YOUTUBE,
        _INSTAGRAM,
        _INSTAGRAM_BY_PAGE,
        _FACEBOOK,
        _THREADS,
        _X,
        _LINKEDIN,
        _LINKEDIN_PAGE,
        _PINTEREST,
        _MASTODON,
    )
}
