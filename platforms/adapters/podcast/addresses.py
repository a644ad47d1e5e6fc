"""Addresses of a feed and its episodes: whoever has the secret may listen, for ever.

Directories remember a feed's address and players an episode's, so neither is signed with a key
that rotates: a random word of the connection stands in both.
"""

import secrets

from django.conf import settings

from platforms.models import Connection, PlatformName

SHORTEST_SECRET = 22
EXTENSIONS = {
    "audio/mpeg": "mp3",
    "audio/mp4": "m4a",
    "audio/x-m4a": "m4a",
    "video/mp4": "mp4",
    "video/quicktime": "mov",
    "video/x-m4v": "m4v",
}


def new_feed_secret() -> str:
    """The random word to keep in `metadata["feed_secret"]` when a podcast is connected."""
    return secrets.token_urlsafe(24)


def feed_secret_of(connection: Connection) -> str:
    """The secret of a connection; empty when it has none that nobody can guess."""
    secret = connection.metadata.get("feed_secret")
    return secret if isinstance(secret, str) and len(secret) >= SHORTEST_SECRET else ""


def podcast_with(secret: str) -> Connection | None:
    """The connection whose feed has this secret. No team: whoever knows the address may listen."""
    if len(secret) < SHORTEST_SECRET:
        return None
    rows = Connection.objects.filter(
        platform=PlatformName.PODCAST,
        route=Connection.Route.DIRECT,
        metadata__feed_secret=secret,
    )
    return rows.select_related("team").first()


def feed_url(connection: Connection) -> str:
    """The address to hand to the directories."""
    return f"{_home(connection)}/feed.xml"


def episode_url(connection: Connection, guid: str, mime_type: str) -> str:
    """The address of an episode's file; it ends as players expect of its type."""
    return f"{_home(connection)}/{guid}.{EXTENSIONS.get(mime_type, 'bin')}"


def _home(connection: Connection) -> str:
    return f"{settings.BASE_URL.rstrip('/')}/podcasts/{feed_secret_of(connection)}"
