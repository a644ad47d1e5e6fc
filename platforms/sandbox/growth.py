"""How the posts of the Sandbox grow: a seeded model, the same for the same content and account.

Not a forecast of anything. It gives the proportions and the shape of real curves: quick at
first, then saturating; never falling. Quality is drawn from a hash of what was posted and nudged
by facts of the post alone (never by our own score), so that there is something to learn.
"""

import hashlib
import math
import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

STRETCH = 0.75  # below 1: a fast start and a long tail
DAY = 86_400.0


@dataclass(frozen=True)
class Pace:
    """A network: views of a usual post per follower, and the hours in which 63 % of them come."""

    reach: float
    hours: float


PACES = {
    "tiktok": Pace(0.9, 30),
    "instagram_reels": Pace(0.6, 36),
    "instagram": Pace(0.35, 18),
    "yt_shorts": Pace(0.7, 48),
    "youtube": Pace(0.4, 72),
    "facebook": Pace(0.15, 20),
    "threads": Pace(0.25, 8),
    "x": Pace(0.3, 5),
    "linkedin": Pace(0.3, 28),
    "pinterest": Pace(0.3, 120),
    "bluesky": Pace(0.35, 7),
    "mastodon": Pace(0.25, 7),
}
USUAL_PACE = Pace(0.3, 24)

# Share of the views that a usual post gets, low to high.
RATES = {
    "impressions": (1.1, 1.5),
    "reach": (0.65, 0.9),
    "likes": (0.03, 0.09),
    "comments_count": (0.003, 0.010),
    "shares": (0.004, 0.018),
    "saves": (0.005, 0.022),
    "clicks": (0.003, 0.015),
    "profile_visits": (0.008, 0.025),
    "followers_gained": (0.001, 0.005),
    "followers_lost": (0.0001, 0.0006),
}


@dataclass(frozen=True)
class PostFacts:
    """What the model knows of a post: what was posted, by whom, when. Seconds, pixels."""

    platform: str
    network: str  # of the account; the platform is a placement on it
    handle: str
    text: str
    posted_at: float  # epoch
    media_hashes: Sequence[str] = ()
    media_type: str = "video"
    duration_sec: float | None = None
    width: int | None = None
    height: int | None = None

    @property
    def content_key(self) -> str:
        """The same words and files have the same key, on every network."""
        parts = "\n".join([self.text, *self.media_hashes])
        return hashlib.sha256(parts.encode("utf-8", "surrogatepass")).hexdigest()

    @property
    def key(self) -> str:
        return f"{self.platform}:{self.handle}:{self.content_key}"


def drawn(*parts: object) -> random.Random:
    """A generator of its own for each thing that is drawn; the same parts, the same numbers."""
    return random.Random(":".join(map(str, parts)))  # noqa: S311  (a simulation, no secret)


def base_followers(network: str, handle: str) -> int:
    """The followers of an account when it opened: some hundreds to some ten thousands."""
    return round(math.exp(drawn("followers", network, handle).gauss(8.3, 0.9)))


def quality(post: PostFacts) -> float:
    """How well the content does; 1 is usual. Most lie between 0.4 and 2.5."""
    content = drawn("content", post.content_key).gauss(0, 0.45)
    network = drawn("network", post.key).gauss(0, 0.25)
    return math.exp(content + network) * content_nudge(post)


def content_nudge(post: PostFacts) -> float:
    """What the form of a post does for it: upright, short, a question first, the evening."""
    nudge = 1.0
    if post.media_type == "video":
        nudge *= 1.25 if (post.height or 0) > (post.width or 0) else 0.95
        nudge *= _length_nudge(post.duration_sec)
    first = re.split(r"(?<=[.!?])\s", post.text.strip(), maxsplit=1)[0]
    nudge *= 1.15 if "?" in first or re.search(r"\d", first) else 1.0
    nudge *= 1.08 if 1 <= post.text.count("#") <= 5 else 0.97
    hour = datetime.fromtimestamp(post.posted_at, tz=UTC).hour
    return nudge * (1.2 if 16 <= hour <= 21 else 0.8 if hour < 6 else 1.0)


def _length_nudge(seconds: float | None) -> float:
    if seconds is None:
        return 1.0
    return 1.15 if 7 <= seconds <= 45 else 0.8 if seconds > 120 else 1.0


def views_ceiling(post: PostFacts) -> float:
    """The views that the post nears in the end."""
    pace = PACES.get(post.platform, USUAL_PACE)
    return base_followers(post.network, post.handle) * pace.reach * quality(post)


def share_reached(platform: str, age_sec: float) -> float:
    """The part (0-1) of its final views that a post has at an age; rises with the age."""
    pace = PACES.get(platform, USUAL_PACE)
    return -math.expm1(-((max(0.0, age_sec) / (pace.hours * 3600)) ** STRETCH))


def age_at_share(platform: str, share: float) -> float:
    """Seconds until `share` (0-1) of the final views are reached: the inverse of the curve."""
    pace = PACES.get(platform, USUAL_PACE)
    return float((-math.log1p(-share)) ** (1 / STRETCH) * pace.hours * 3600)


def rate_of(post: PostFacts, counter: str) -> float:
    """The post's own ratio of a counter to its views."""
    low, high = RATES[counter]
    return drawn(counter, post.key).uniform(low, high)


def ceiling_of(post: PostFacts, counter: str) -> float:
    """What a counter nears in the end."""
    return views_ceiling(post) * rate_of(post, counter)


def counters_at(post: PostFacts, now: float) -> dict[str, int]:
    """All counters of a post at epoch `now`. None of them ever falls."""
    views = views_ceiling(post) * share_reached(post.platform, now - post.posted_at)
    counters = {name: math.floor(views * rate_of(post, name)) for name in RATES}
    counters["views"] = math.floor(views)
    if post.media_type == "video" and post.duration_sec:
        kept = drawn("retention", post.key).uniform(0.25, 0.7)
        counters["watch_time_sec"] = math.floor(views * post.duration_sec * kept)
    return counters


def followers_at(
    network: str, handle: str, posts: Sequence[PostFacts], *, opened_at: float, now: float
) -> int:
    """Followers at epoch `now`: those at the start, a slow trend, and what the posts brought."""
    start = base_followers(network, handle)
    trend = drawn("trend", network, handle).uniform(-0.0005, 0.002) * start
    days = max(0.0, now - opened_at) / DAY
    brought = 0
    for post in posts:
        counters = counters_at(post, now)
        brought += counters["followers_gained"] - counters["followers_lost"]
    return max(0, round(start + trend * days) + brought)
