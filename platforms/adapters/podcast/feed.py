"""The feed as XML: RSS 2.0 with the tags of Apple and of Podcasting 2.0. Pure.

Rules: `reference/platforms-2.md` §7 (Apple's guide to feeds, the podcast namespace's documents).
"""

import re
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from xml.etree import ElementTree as ET

from platforms.adapters.podcast.show import Show

ITUNES = "http://www.itunes.com/dtds/podcast-1.0.dtd"
PODCAST = "https://podcastindex.org/namespace/1.0"
ATOM = "http://www.w3.org/2005/Atom"
PREFIXES = {"itunes": ITUNES, "podcast": PODCAST, "atom": ATOM}
GUID_NAMESPACE = uuid.UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")
ENCLOSURE_TYPES = {"audio/mp4": "audio/x-m4a"}  # by Apple's name
EPISODE_TYPES = ("full", "trailer", "bonus")
# XML 1.0 has no way at all to write these
UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Episode:
    """One item. Size in bytes; `options` may hold season, episode, episode_type and explicit."""

    guid: str
    title: str
    text: str
    published_at: datetime
    url: str
    mime_type: str
    size_bytes: int
    seconds: float | None = None
    link: str = ""
    options: dict = field(default_factory=dict)


def render_feed(show: Show, episodes: Iterable[Episode], *, address: str, at: datetime) -> bytes:
    """The document, in UTF-8, with the newest episode first. `at` is its last change (UTC)."""
    for prefix, uri in PREFIXES.items():
        ET.register_namespace(prefix, uri)
    root = ET.Element("rss", version="2.0")
    channel = ET.SubElement(root, "channel")
    _add_show(channel, show, address, at)
    for episode in sorted(episodes, key=lambda one: (one.published_at, one.guid), reverse=True):
        _add_episode(ET.SubElement(channel, "item"), episode, show)
    return ET.tostring(root, encoding="utf-8", xml_declaration=True)


def podcast_guid(address: str) -> str:
    """Podcasting 2.0's name of a show: from its first address, without scheme and end slashes."""
    return str(uuid.uuid5(GUID_NAMESPACE, address.partition("://")[2].rstrip("/")))


def _add_show(channel: ET.Element, show: Show, address: str, at: datetime) -> None:
    _say(channel, "title", show.title)
    _say(channel, "description", show.description)
    _say(channel, "link", show.link or address)
    _say(channel, "language", show.language)
    _say(channel, "copyright", show.copyright)
    _say(channel, "lastBuildDate", format_datetime(at.astimezone(UTC), usegmt=True))
    _add(channel, f"{{{ATOM}}}link", href=address, rel="self", type="application/rss+xml")
    _say(channel, f"{{{ITUNES}}}author", show.author)
    _say(channel, f"{{{ITUNES}}}type", show.show_type)
    _say(channel, f"{{{ITUNES}}}explicit", _yes_or_no(show.is_explicit))
    if show.image_url:
        _add(channel, f"{{{ITUNES}}}image", href=show.image_url)
    _add_category(channel, show.category)
    if show.owner_email:
        owner = _add(channel, f"{{{ITUNES}}}owner")
        _say(owner, f"{{{ITUNES}}}name", show.owner_name or show.author)
        _say(owner, f"{{{ITUNES}}}email", show.owner_email)
    _say(channel, f"{{{PODCAST}}}guid", show.podcast_guid or podcast_guid(address))
    _say(channel, f"{{{PODCAST}}}locked", "yes", **_owner_of(show))


def _owner_of(show: Show) -> dict[str, str]:
    return {"owner": show.owner_email} if show.owner_email else {}


def _add_category(channel: ET.Element, category: str) -> None:
    outer, _, inner = (part.strip() for part in category.partition(">"))
    if outer:
        parent = _add(channel, f"{{{ITUNES}}}category", text=outer)
        if inner:
            _add(parent, f"{{{ITUNES}}}category", text=inner)


def _add_episode(item: ET.Element, episode: Episode, show: Show) -> None:
    _say(item, "title", episode.title)
    _say(item, "guid", episode.guid, isPermaLink="false")
    _say(item, "pubDate", format_datetime(episode.published_at.astimezone(UTC), usegmt=True))
    _say(item, "description", episode.text)
    _say(item, "link", episode.link)
    _add(
        item,
        "enclosure",
        url=episode.url,
        length=str(episode.size_bytes),
        type=ENCLOSURE_TYPES.get(episode.mime_type, episode.mime_type),
    )
    _say(item, f"{{{ITUNES}}}title", episode.title)
    if episode.seconds:
        _say(item, f"{{{ITUNES}}}duration", str(round(episode.seconds)))
    explicit = episode.options.get("explicit")
    is_explicit = explicit if isinstance(explicit, bool) else show.is_explicit
    _say(item, f"{{{ITUNES}}}explicit", _yes_or_no(is_explicit))
    _add_numbers(item, episode.options)


def _add_numbers(item: ET.Element, options: dict) -> None:
    kind = options.get("episode_type")
    _say(item, f"{{{ITUNES}}}episodeType", kind if kind in EPISODE_TYPES else EPISODE_TYPES[0])
    for name in ("season", "episode"):
        number = options.get(name)
        if isinstance(number, int) and not isinstance(number, bool) and number > 0:
            _say(item, f"{{{ITUNES}}}{name}", str(number))


def _say(parent: ET.Element, tag: str, text: str, **attributes: str) -> None:
    """A child with words; without words there is no child."""
    if text:
        _add(parent, tag, **attributes).text = UNWRITABLE.sub("", text)


def _add(parent: ET.Element, tag: str, /, **attributes: str) -> ET.Element:
    clean = {name: UNWRITABLE.sub("", value) for name, value in attributes.items()}
    return ET.SubElement(parent, tag, clean)


def _yes_or_no(value: bool) -> str:
    return "true" if value else "false"
