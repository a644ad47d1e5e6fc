"""The secrets that a network's events are proved with. Set by the operator, never stored."""

from django.conf import settings
from django.utils.crypto import salted_hmac

from platforms.adapters.meta import app_secret
from platforms.models import Connection

META = frozenset({"facebook", "instagram", "threads"})


def secrets_of(platform: str) -> list[str]:
    """The secrets of a network: one, or two while one is being changed; none: nothing is proved.

    Meta signs with the app's secret, TikTok with the client's.
    """
    given = settings.PLATFORM_WEBHOOK_SECRETS.get(platform) or []
    if not given and platform in META:
        given = app_secret(platform)
    if not given and platform == "tiktok":
        given = settings.OAUTH_CLIENTS["tiktok"][1]
    return [secret for secret in ([given] if isinstance(given, str) else given) if secret]


def bot_secret(connection: Connection) -> str:
    """The `secret_token` of one Telegram bot: names its account, and cannot be guessed.

    Letters, digits, `_` and `-`, at most 256: Bot API, setWebhook (checked 2026-11).
    """
    proof = salted_hmac("platforms.webhooks.bot", connection.pk.hex, algorithm="sha256")
    return f"{connection.pk.hex}-{proof.hexdigest()}"
