"""Trends from an RSS 2.0 or Atom feed. Pure; the feed is hostile: no entities, no DTD, limits.

Google Trends' daily feed names the searches of each item in `ht:approx_traffic` (“200K+”).
"""

import math
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from analysis.trends.figures import read_figure

MAX_ITEMS = 100
TOPIC_LENGTH = 200
MOST_TRAFFIC = 2_000_000  # searches a day; beyond, a topic counts as fully significant


class FeedUnreadable(ValueError):
    """The answer is no feed; the message is for people."""


@dataclass(frozen=True)
class FoundTrend:
    """One topic; score 0 to 1; details: {traffic, link, related_tags}."""

    topic: str
    score: float
    details: dict = field(default_factory=dict)


def read_feed(body: bytes) -> list[FoundTrend]:
    """The topics in the feed's order. Raises FeedUnreadable."""
    try:
        root = fromstring(body, forbid_dtd=True)
    except DefusedXmlException as error:
        raise FeedUnreadable("The feed holds entities or a DTD, which are not read.") from error
    except (ParseError, ValueError, LookupError) as error:
        raise FeedUnreadable("The answer is no RSS or Atom feed.") from error
    items = [node for node in root.iter() if local(node) in ("item", "entry")][:MAX_ITEMS]
    if not items and local(root) not in ("rss", "feed", "RDF"):
        raise FeedUnreadable("The answer is no RSS or Atom feed.")
    found = [as_trend(item, place, len(items)) for place, item in enumerate(items)]
    return [trend for trend in found if trend.topic]


def as_trend(item: Element, place: int, count: int) -> FoundTrend:
    """The item's title; its traffic decides its score, else its place in the feed."""
    topic = " ".join(said(item, "title").split())[:TOPIC_LENGTH]
    traffic = searches(said(item, "approx_traffic"))
    score = 0.9 - 0.6 * place / max(count, 1)
    if traffic:
        score = min(1.0, math.log10(1 + traffic) / math.log10(1 + MOST_TRAFFIC))
    tags = [text[:60] for node in item if local(node) == "category"
            if (text := (node.text or node.get("term") or "").strip())][:10]  # fmt: skip
    details = {"link": link_of(item), "traffic": traffic, "related_tags": tags}
    return FoundTrend(topic, round(score, 3), {name: v for name, v in details.items() if v})


def searches(text: str) -> int | None:
    try:
        figure = read_figure(text)
    except ValueError:
        return None
    return round(figure.value) if figure else None


def link_of(item: Element) -> str:
    """The item's address when it is a web address; never another scheme."""
    for node in item:
        address = (node.text or node.get("href") or "").strip() if local(node) == "link" else ""
        if address.startswith(("https://", "http://")):
            return address[:500]
    return ""


def said(item: Element, name: str) -> str:
    return next((node.text or "" for node in item if local(node) == name), "")


def local(node: Element) -> str:
    """The tag without its namespace."""
    return str(node.tag).rpartition("}")[2]
