"""What a team says about its show, from `connection.metadata`, and whether directories take it."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from platforms.models import Connection

MOST_DESCRIPTION_BYTES = 4000  # Apple's guide to feeds
TYPES = ("episodic", "serial")


@dataclass(frozen=True)
class Show:
    """The channel of a feed. `category` may name a second level: “Arts > Food”."""

    title: str
    description: str
    language: str
    author: str
    category: str
    image_url: str
    is_explicit: bool
    link: str
    owner_name: str
    owner_email: str
    copyright: str
    show_type: str
    podcast_guid: str


def show_of(connection: Connection) -> Show:
    """The show of a connection, as far as it was filled in."""

    def text(name: str, default: str = "") -> str:
        return str(connection.metadata.get(name) or default).strip()

    return Show(
        title=text("show_title", connection.account_name),
        description=text("description"),
        language=text("language", "en"),
        author=text("author", connection.account_name),
        category=text("category"),
        image_url=text("image_url"),
        is_explicit=connection.metadata.get("explicit") is True,
        link=text("link"),
        owner_name=text("owner_name"),
        owner_email=text("owner_email"),
        copyright=text("copyright"),
        show_type=text("show_type", TYPES[0]),
        podcast_guid=text("podcast_guid"),
    )


def problems_of(show: Show) -> list[str]:
    """Why Apple's directory would refuse the show, as sentences; empty when it would not."""
    asked = {
        "a title": show.title,
        "a description": show.description,
        "a category": show.category,
        "a cover image (a square JPEG or PNG of 1400 to 3000 pixels)": show.image_url,
    }
    problems = [
        f"The podcast needs {what} in its settings." for what, given in asked.items() if not given
    ]
    if len(show.description.encode()) > MOST_DESCRIPTION_BYTES:
        problems.append("The podcast’s description is too long: at most 4,000 bytes.")
    if show.image_url and not _is_web_address(show.image_url):
        problems.append("The address of the podcast’s cover image must begin with https://.")
    if show.show_type not in TYPES:
        problems.append("The podcast’s type is “episodic” or “serial”.")
    return problems


def _is_web_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)
