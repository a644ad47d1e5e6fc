"""Whose sign-in it was: the accounts that a token may post to."""

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from urllib.parse import quote, urlsplit

from platforms.exceptions import StepFailed
from platforms.oauth.calls import ask
from platforms.oauth.flow import App, Grant
from platforms.oauth.providers import GRAPH, Provider

MOST_ACCOUNTS = 100
LINKEDIN_VERSION = "202607"  # the newest seen; each lives for at least twelve months


@dataclass(frozen=True)
class FoundAccount:
    """One account. `token` is its own where the platform gives each one (Facebook's Pages)."""

    account_id: str
    handle: str
    name: str
    metadata: dict = field(default_factory=dict)
    token: str = field(default="", repr=False)

    def as_dict(self) -> dict:
        return asdict(self)


Finder = Callable[[Provider, App, Grant], list[FoundAccount]]


def find_accounts(provider: Provider, app: App, grant: Grant) -> list[FoundAccount]:
    """The accounts of a sign-in. Raises the errors of `calls.ask`, StepFailed for odd answers."""
    try:
        return FINDERS[provider.key](provider, app, grant)
    except (KeyError, TypeError, AttributeError, IndexError) as error:
        raise StepFailed(f"{provider.label} described the account in an unknown shape.") from error


def _get(provider: Provider, grant: Grant, url: str, **headers: str) -> dict:
    bearer = {"Authorization": f"Bearer {grant.access_token}", **headers}
    return ask(provider, "GET", url, headers=bearer)


def _tiktok(provider: Provider, app: App, grant: Grant) -> list[FoundAccount]:
    names = ["open_id", "display_name"]
    if not grant.scopes or "user.info.profile" in grant.scopes:
        names.append("username")
    url = f"https://open.tiktokapis.com/v2/user/info/?fields={','.join(names)}"
    user = _get(provider, grant, url)["data"]["user"]
    name = str(user.get("display_name", ""))
    return [FoundAccount(user["open_id"], str(user.get("username") or name), name)]


def _youtube(provider: Provider, app: App, grant: Grant) -> list[FoundAccount]:
    url = "https://www.googleapis.com/youtube/v3/channels?part=snippet&mine=true"
    channels = _get(provider, grant, url).get("items") or []
    return [
        FoundAccount(
            channel["id"],
            str(channel["snippet"].get("customUrl") or channel["snippet"]["title"]).lstrip("@"),
            channel["snippet"]["title"],
        )
        for channel in channels
    ]


def _instagram(provider: Provider, app: App, grant: Grant) -> list[FoundAccount]:
    me = _get(provider, grant, "https://graph.instagram.com/me?fields=user_id,username,name")
    return [FoundAccount(str(me["user_id"]), me["username"], str(me.get("name", "")))]


def _pages(provider: Provider, grant: Grant, fields: str) -> list[dict]:
    url = f"{GRAPH}/me/accounts?fields={fields}&limit={MOST_ACCOUNTS}"
    return list(_get(provider, grant, url)["data"])


def _facebook(provider: Provider, app: App, grant: Grant) -> list[FoundAccount]:
    """The Pages that the person may post to, each with a token of its own."""
    pages = _pages(provider, grant, "id,name,access_token,tasks")
    return [
        FoundAccount(str(page["id"]), page["name"], page["name"], token=page["access_token"])
        for page in pages
        if "CREATE_CONTENT" in page.get("tasks", ["CREATE_CONTENT"]) and page.get("access_token")
    ]


def _instagram_by_page(provider: Provider, app: App, grant: Grant) -> list[FoundAccount]:
    fields = "id,name,access_token,instagram_business_account{id,username}"
    pages = _pages(provider, grant, quote(fields, safe=","))
    linked = ((page, page.get("instagram_business_account")) for page in pages)
    return [
        FoundAccount(
            str(account["id"]),
            str(account.get("username", account["id"])),
            page["name"],
            {"login": "facebook", "page_id": str(page["id"])},
            token=page["access_token"],
        )
        for page, account in linked
        if account and page.get("access_token")
    ]


def _threads(provider: Provider, app: App, grant: Grant) -> list[FoundAccount]:
    me = _get(provider, grant, "https://graph.threads.net/v1.0/me?fields=id,username,name")
    return [FoundAccount(str(me["id"]), me["username"], str(me.get("name", "")))]


def _x(provider: Provider, app: App, grant: Grant) -> list[FoundAccount]:
    me = _get(provider, grant, "https://api.x.com/2/users/me")["data"]
    return [FoundAccount(str(me["id"]), me["username"], str(me.get("name", "")))]


def _linkedin(provider: Provider, app: App, grant: Grant) -> list[FoundAccount]:
    me = _get(provider, grant, "https://api.linkedin.com/v2/userinfo")
    author = {"author_urn": f"urn:li:person:{me['sub']}"}
    name = str(me.get("name", ""))
    return [FoundAccount(str(me["sub"]), name or str(me["sub"]), name, author)]


def _linkedin_page(provider: Provider, app: App, grant: Grant) -> list[FoundAccount]:
    """The Pages that the person administers."""
    versions = {"LinkedIn-Version": LINKEDIN_VERSION, "X-Restli-Protocol-Version": "2.0.0"}
    rest = "https://api.linkedin.com/rest"
    asked = "q=roleAssignee&role=ADMINISTRATOR&state=APPROVED"
    roles = _get(provider, grant, f"{rest}/organizationAcls?{asked}", **versions)["elements"]
    found = []
    for role in roles[:MOST_ACCOUNTS]:
        number = str(role["organization"]).rsplit(":", 1)[-1]
        page = _get(provider, grant, f"{rest}/organizations/{quote(number, safe='')}", **versions)
        name = str(page.get("localizedName", number))
        author = {"author_urn": f"urn:li:organization:{number}"}
        found.append(FoundAccount(number, str(page.get("vanityName") or name), name, author))
    return found


def _pinterest(provider: Provider, app: App, grant: Grant) -> list[FoundAccount]:
    me = _get(provider, grant, "https://api.pinterest.com/v5/user_account")
    name = str(me.get("business_name") or me["username"])
    return [FoundAccount(str(me.get("id") or me["username"]), me["username"], name)]


def _mastodon(provider: Provider, app: App, grant: Grant) -> list[FoundAccount]:
    me = _get(provider, grant, f"{app.server}/api/v1/accounts/verify_credentials")
    host = urlsplit(app.server).netloc
    handle, name = f"{me['username']}@{host}", str(me.get("display_name", ""))
    return [FoundAccount(str(me["id"]), handle, name, {"instance": app.server})]


FINDERS: dict[str, Finder] = {
    "tiktok": _tiktok,
    "youtube": _youtube,
    "instagram": _instagram,
    "instagram_facebook_login": _instagram_by_page,
    "facebook": _facebook,
    "threads": _threads,
    "x": _x,
    "linkedin": _linkedin,
    "linkedin_page": _linkedin_page,
    "pinterest": _pinterest,
    "mastodon": _mastodon,
}
