"""Telegram's setWebhook: made when a bot's channel is connected, removed when it is given up.

Telegram calls only public https addresses (Bot API, setWebhook: ports 443, 80, 88, 8443), so a
Reelay on a private address registers nothing and says so on the account.
"""

import ipaddress
from collections.abc import Callable
from urllib.parse import urlsplit

import structlog
from django.conf import settings
from django.urls import reverse

from platforms.adapters.credentials import access_token_of
from platforms.adapters.telegram import set_webhook
from platforms.exceptions import PlatformError
from platforms.models import Connection
from platforms.webhooks.secrets import bot_secret
from teams.services.events import record_event

log = structlog.get_logger(__name__)

PORTS = (443, 80, 88, 8443)
NOT_PUBLIC = (
    "Telegram does not tell Reelay when the bot loses its channel: BASE_URL is no public https "
    "address. Posting works all the same."
)
ON = "Telegram tells Reelay when the bot loses its channel."
REFUSED = "Telegram did not take our address for its webhook: {why} Posting works all the same."


def is_public_https(address: str) -> bool:
    """Whether Telegram can call this address. A name is believed; a bare address is looked at."""
    parts = urlsplit(address)
    host = parts.hostname or ""
    if parts.scheme != "https" or (parts.port or 443) not in PORTS or "." not in host:
        return False
    try:
        return ipaddress.ip_address(host).is_global
    except ValueError:
        return not host.endswith((".local", ".localhost", ".internal", ".lan", ".home.arpa"))


def webhook_address() -> str:
    """Where Telegram sends what happens."""
    return settings.BASE_URL.rstrip("/") + reverse("webhook", args=["telegram"])


def register_bot(connection: Connection) -> str:
    """Ask Telegram to tell us; returns the sentence that says how it went, kept as an event.

    Not being told is no reason to refuse the account. To be called outside of a transaction.
    """
    sentence = _register(connection)
    record_event(connection.team, "webhook_registered", connection, sentence)
    return sentence


def _register(connection: Connection) -> str:
    if not is_public_https(settings.BASE_URL):
        return NOT_PUBLIC
    try:
        token = access_token_of(connection)
        set_webhook(token, url=webhook_address(), secret=bot_secret(connection))
    except PlatformError as error:
        log.warning("webhook not registered", connection=str(connection.pk), why=error.detail)
        return REFUSED.format(why=error.user_sentence)
    return ON


def removal_of(connection: Connection) -> Callable[[], None]:
    """What to call once the token is forgotten here; it is read now, before that.

    It never raises: what is left at Telegram calls an address that takes its events no more.
    """
    if not is_public_https(settings.BASE_URL):  # nothing was registered
        return lambda: None
    try:
        token = access_token_of(connection)
    except PlatformError:
        return lambda: None

    def remove() -> None:
        try:
            set_webhook(token, url="", secret="")
        except PlatformError as error:
            log.warning("webhook not removed", connection=str(connection.pk), why=error.detail)

    return remove
