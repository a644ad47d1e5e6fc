"""Networks without a door for machines: a person posts, and we have everything ready for them.

No public API of Fanbase or Spill was found (`platforms-2.md` §9). Private hosts of their apps are
never called, and nobody's password is asked for.
"""

from typing import ClassVar
from urllib.parse import urlsplit

from platforms.adapters.base import PlatformAdapter
from platforms.adapters.files import pieces_of
from platforms.adapters.types import Idempotency, PublishRequest, PublishResult
from platforms.exceptions import PersonNeeded
from platforms.models import Connection, PlatformName
from platforms.specs import check_post, get_spec

HOMES = {
    PlatformName.FANBASE: "https://www.fanbase.app/",
    PlatformName.SPILL: "https://spill-app.com/",
}


def is_assisted(connection: Connection) -> bool:
    """Whether the posts of this account are put up by a person."""
    return connection.route == Connection.Route.DIRECT and connection.platform in HOMES


def profile_url(connection: Connection) -> str:
    """Where to post: the account's page if it is known, else the network's own."""
    given = str(connection.metadata.get("profile_url") or "")
    try:
        parts = urlsplit(given)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme == "https" and parts.hostname:
        return given
    return HOMES.get(PlatformName(connection.platform), "")


class Assisted(PlatformAdapter):
    """“Publishing” hands the post to a person at its time, and sends nothing.

    From then on only the person knows whether it is up: they paste its address, or say that it
    is not there. Nothing can be looked up, and nothing is ever repeated without them.
    """

    name: ClassVar[str] = "Assisted posting"
    capabilities: ClassVar[frozenset[str]] = frozenset()
    idempotency: ClassVar[Idempotency] = Idempotency.NONE

    def validate(self, request: PublishRequest) -> list[str]:
        """The limits that we assume for the network."""
        spec = get_spec(request.platform)
        return check_post(spec, request.text, title=request.title, media=request.media)

    def prepare(self, request: PublishRequest, handles: dict) -> dict:
        """Read the files once: a person should not download a damaged one."""
        for item in request.media:
            for _ in pieces_of(item):
                pass
        return handles

    def publish(
        self, request: PublishRequest, handles: dict, *, timeout_seconds: float
    ) -> PublishResult:
        """Always PersonNeeded."""
        label = get_spec(request.platform).label
        raise PersonNeeded(
            f"It is time to post this on {label} by hand: {label} has no way in for programs. "
            "Save the file, copy the caption, post it, and paste its address here."
        )


class Fanbase(Assisted):
    """Fanbase (fanbase.app)."""

    name: ClassVar[str] = "Fanbase"


class Spill(Assisted):
    """Spill (spill-app.com)."""

    name: ClassVar[str] = "Spill"
