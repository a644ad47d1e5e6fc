"""What each way to connect without OAuth asks for, and what it makes of it.

`docs/connections.md` has the same table for people.
"""

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from urllib.parse import urlsplit

from platforms.adapters.address_guard import site_address
from platforms.adapters.podcast.addresses import new_feed_secret
from platforms.models import Connection, PlatformName
from platforms.services.accounts import Account
from platforms.specs import get_spec

Values = Mapping[str, str]


@dataclass(frozen=True)
class KeyField:
    """One thing to type. Secrets are never shown again."""

    name: str
    label: str
    help_text: str = ""
    secret: bool = False
    required: bool = True
    choices: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class KeyWay:
    """One way to connect an account by what a person types."""

    key: str
    network: str
    label: str
    fields: tuple[KeyField, ...]
    read: Callable[[Values], tuple[Account, str]]  # the account and its secret
    route: str = Connection.Route.DIRECT


def _bluesky(values: Values) -> tuple[Account, str]:
    handle = values["handle"].removeprefix("@").lower()
    if not re.fullmatch(r"[a-z0-9.-]+\.[a-z]+|did:[a-z]+:[A-Za-z0-9._:%-]+", handle):
        raise ValueError("A Bluesky handle looks like name.bsky.social.")
    server = values.get("pds", "")
    metadata = {"pds": site_address(server)} if server else {}
    return Account("bluesky", handle, handle, metadata=metadata), values["password"]


def _wordpress(values: Values) -> tuple[Account, str]:
    site = site_address(values["site"])
    address = urlsplit(site)
    number = f"{values['login']}@{address.netloc}{address.path}"
    metadata = {"site": site}
    name = f"{address.netloc}{address.path}"
    return Account("wordpress", number, values["login"], name, metadata=metadata), values[
        "password"
    ]


def _telegram(values: Values) -> tuple[Account, str]:
    if not re.fullmatch(r"\d+:[A-Za-z0-9_-]{30,}", values["token"]):
        raise ValueError("A bot’s token looks like 123456:ABC-DEF…, from @BotFather.")
    chat = values["chat_id"]
    if not re.fullmatch(r"@\w{4,}|-?\d+", chat):
        raise ValueError("A channel is @its_name or a number such as -1001234567890.")
    return Account("telegram", chat, chat.lstrip("@")), values["token"]


def _discord(values: Values) -> tuple[Account, str]:
    """The address of a webhook is its secret."""
    url = re.fullmatch(
        r"https://(?:\w+\.)?discord(?:app)?\.com/api/(?:v\d+/)?webhooks/(\d+)/[\w-]+",
        values["webhook"],
    )
    if url is None:
        raise ValueError("A webhook’s address begins with https://discord.com/api/webhooks/.")
    name = values.get("name") or "webhook"
    return Account("discord", url[1], name), values["webhook"]


def _mailchimp(values: Values) -> tuple[Account, str]:
    centre = re.fullmatch(r"[A-Za-z0-9]+-([a-z]{2,3}\d+)", values["key"])
    if centre is None:
        raise ValueError("A Mailchimp key ends with a dash and a data centre, such as -us21.")
    metadata = {
        "service": "mailchimp",
        "dc": centre[1],
        "from_name": values["from_name"],
        "reply_to": values["reply_to"],
    }
    account = Account("email", values["list_id"], values["from_name"], metadata=metadata)
    return account, values["key"]


def _smtp(values: Values) -> tuple[Account, str]:
    if not values["port"].isdigit() or not 0 < int(values["port"]) < 65_536:
        raise ValueError("The port is a number, usually 587 or 465.")
    recipients = re.split(r"[\s,;]+", values["recipients"])
    if bad := [r for r in [values["from_address"], *recipients] if not _is_address(r)]:
        raise ValueError(f"“{bad[0][:60]}” is no e-mail address.")
    metadata = {
        "service": "smtp",
        "smtp_host": values["host"],
        "smtp_port": int(values["port"]),
        "smtp_security": values["security"],
        "smtp_user": values["username"],
        "from_email": values["from_address"],
        "from_name": values["from_name"],
        "reply_to": values.get("reply_to") or values["from_address"],
        "recipients": recipients,
    }
    sender = values["from_address"]
    return Account("email", f"smtp-{sender}", sender, metadata=metadata), values["password"]


def _podcast(values: Values) -> tuple[Account, str]:
    """No secret but the feed's address: whoever knows it may listen."""
    shown = ("show_title", "description", "category", "image_url", "author", "owner_email")
    metadata: dict = {name: values[name] for name in shown}
    metadata["feed_secret"] = new_feed_secret()
    number = hashlib.sha256(values["show_title"].casefold().encode()).hexdigest()[:20]
    return Account("podcast", number, values["show_title"], metadata=metadata), ""


def _by_hand(network: str, values: Values) -> tuple[Account, str]:
    """A network without an API: a person posts there, so there is nothing to sign in to."""
    handle = values["handle"].removeprefix("@")
    page = {"profile_url": site_address(values["profile_url"])} if values["profile_url"] else {}
    return Account(network, handle, handle, metadata=page), ""


def _is_address(text: str) -> bool:
    return re.fullmatch(r"[^@\s<>\"]+@[A-Za-z0-9.-]+", text) is not None


def _blotato(values: Values) -> tuple[Account, str]:
    network = get_spec(values["network"]).network
    chosen = ("account_id", "page_id", "board_id", "privacy_level")
    metadata = {"blotato": {name: values[name] for name in chosen if values.get(name)}}
    handle = values["handle"].removeprefix("@")
    return Account(network, f"blotato-{values['account_id']}", handle, metadata=metadata), values[
        "key"
    ]


_NETWORKS = tuple(
    (name, get_spec(name).label) for name in PlatformName.values if get_spec(name).network == name
)

KEY_WAYS: dict[str, KeyWay] = {
    way.key: way
    for way in (
        KeyWay(
            "bluesky",
            "bluesky",
            "Bluesky",
            (
                KeyField("handle", "Handle", "name.bsky.social"),
                KeyField("password", "App password", "Settings → App passwords.", secret=True),
                KeyField("pds", "Own server", "Only if the account lives on one.", required=False),
            ),
            _bluesky,
        ),
        KeyWay(
            "wordpress",
            "wordpress",
            "WordPress",
            (
                KeyField("site", "Address of the site", "https://blog.example.org"),
                KeyField("login", "User name"),
                KeyField("password", "Application password", "Users → Profile.", secret=True),
            ),
            _wordpress,
        ),
        KeyWay(
            "telegram",
            "telegram",
            "Telegram",
            (
                KeyField("chat_id", "Channel", "@its_name or its number; the bot is an admin."),
                KeyField("token", "Bot token", "From @BotFather.", secret=True),
            ),
            _telegram,
        ),
        KeyWay(
            "discord",
            "discord",
            "Discord",
            (
                KeyField("webhook", "Address of the webhook", secret=True),
                KeyField("name", "Name of the channel", required=False),
            ),
            _discord,
        ),
        KeyWay(
            "mailchimp",
            "email",
            "Email by Mailchimp",
            (
                KeyField("key", "API key", secret=True),
                KeyField("list_id", "Audience", "Its id."),
                KeyField("from_name", "Sender’s name"),
                KeyField("reply_to", "Reply address"),
            ),
            _mailchimp,
        ),
        KeyWay(
            "smtp",
            "email",
            "Email by SMTP",
            (
                KeyField("host", "Server"),
                KeyField("port", "Port", "Usually 587 or 465."),
                KeyField(
                    "security",
                    "Security",
                    choices=(("starttls", "STARTTLS (587)"), ("tls", "TLS (465)")),
                ),
                KeyField("username", "User name"),
                KeyField("password", "Password", secret=True),
                KeyField("from_address", "Sender’s address"),
                KeyField("from_name", "Sender’s name"),
                KeyField("reply_to", "Reply address", required=False),
                KeyField("recipients", "Recipients", "Addresses with commas between."),
            ),
            _smtp,
        ),
        KeyWay(
            "podcast",
            "podcast",
            "Podcast (a feed of your own)",
            (
                KeyField("show_title", "Title of the show"),
                KeyField("description", "Description"),
                KeyField("category", "Category", "Of Apple’s list: “Arts > Food”."),
                KeyField("image_url", "Address of the cover", "Square, 1400 to 3000 pixels."),
                KeyField("author", "Author", required=False),
                KeyField("owner_email", "Owner’s e-mail", "Public in the feed.", required=False),
            ),
            _podcast,
        ),
        *(
            KeyWay(
                network,
                network,
                f"{get_spec(network).label} (posted by hand)",
                (
                    KeyField("handle", "Handle"),
                    KeyField("profile_url", "Address of the profile", required=False),
                ),
                partial(_by_hand, network),
            )
            for network in ("fanbase", "spill")
        ),
        KeyWay(
            "blotato",
            "",
            "Any network by Blotato",
            (
                KeyField("network", "Network", choices=_NETWORKS),
                KeyField("account_id", "Account’s number at Blotato"),
                KeyField("handle", "Handle"),
                KeyField("page_id", "Page’s number", "Facebook, LinkedIn.", required=False),
                KeyField("board_id", "Board’s number", "Pinterest.", required=False),
                KeyField("privacy_level", "Who sees posts", "TikTok.", required=False),
                KeyField("key", "Blotato API key", secret=True),
            ),
            _blotato,
            route=Connection.Route.BLOTATO,
        ),
    )
}
