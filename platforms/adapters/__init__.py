"""The registry: which class speaks to which network."""

from functools import cache
from importlib import import_module

from platforms.adapters.base import PlatformAdapter
from platforms.exceptions import AdapterMissing
from platforms.models import Connection

# route or platform → class; a direct route is looked up by the connection's platform
ADAPTERS = {
    "linkedin": "platforms.adapters.linkedin.LinkedIn",
    "facebook": "platforms.adapters.facebook.Facebook",
    "instagram": "platforms.adapters.instagram.Instagram",
    "x": "platforms.adapters.x.X",
    "email": "platforms.adapters.email.Email",
    "fanbase": "platforms.adapters.assisted.Fanbase",
    "spill": "platforms.adapters.assisted.Spill",
    "podcast": "platforms.adapters.podcast.Podcast",
    "pinterest": "platforms.adapters.pinterest.Pinterest",
    "sandbox": "platforms.adapters.sandbox.Sandbox",
    "blotato": "platforms.adapters.blotato.Blotato",
    "threads": "platforms.adapters.threads.Threads",
    "youtube": "platforms.adapters.youtube.YouTube",
    "tiktok": "platforms.adapters.tiktok.TikTok",
    "bluesky": "platforms.adapters.bluesky.Bluesky",
    "mastodon": "platforms.adapters.mastodon.Mastodon",
    "wordpress": "platforms.adapters.wordpress.WordPress",
    "telegram": "platforms.adapters.telegram.Telegram",
    "discord": "platforms.adapters.discord.Discord",
}


@cache
def load_adapter(path: str) -> type[PlatformAdapter]:
    """The class at a dotted path; imported on first use."""
    module, _, name = path.rpartition(".")
    return getattr(import_module(module), name)


def adapter_key(connection: Connection) -> str:
    """Which entry of ADAPTERS serves this connection."""
    if connection.route == Connection.Route.DIRECT:
        return connection.platform
    return connection.route


def takes_first_comment(connection: Connection, platform: str) -> bool:
    """Whether a comment of ours can be sent below a post on `platform` by this connection."""
    path = ADAPTERS.get(adapter_key(connection))
    return path is not None and load_adapter(path).takes_first_comment(platform)


def get_adapter(connection: Connection) -> PlatformAdapter:
    """The adapter of a connection. Raises AdapterMissing when its route has none."""
    path = ADAPTERS.get(adapter_key(connection))
    if path is None:
        raise AdapterMissing(
            f"Posting to {connection.get_platform_display()} by “{connection.get_route_display()}” "
            "is not available yet. Switch the account to the Sandbox to try things out."
        )
    return load_adapter(path)(connection)
