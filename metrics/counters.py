"""Figures made from a platform's counters. Missing stays missing: None in, None out. Pure."""

from collections.abc import Mapping

from platforms.adapters.types import MetricsReading
from platforms.specs.types import COUNTERS

ENGAGING = ("likes", "comments_count", "shares", "saves")
AUDIENCE = ("views", "impressions", "reach")

Figures = Mapping[str, float | None]


def counters_of(reading: MetricsReading) -> dict[str, int | None]:
    """The columns of one reading, with what can be computed from what is known."""
    counted: dict[str, int | None] = {name: getattr(reading, name) for name in COUNTERS}
    gained, lost = counted["followers_gained"], counted["followers_lost"]
    delta = None if gained is None or lost is None else gained - lost
    return {**counted, "engagements": engagements(counted), "follower_delta": delta}


def engagements(counted: Mapping[str, int | None]) -> int | None:
    """The sum of the reactions that the platform reports; None when it reports none of them."""
    known = [counted[name] for name in ENGAGING if counted.get(name) is not None]
    return sum(n for n in known if n is not None) if known else None


def ratio(part: float | None, whole: float | None) -> float | None:
    """`part` / `whole`; None when either is missing or there is nothing to divide by."""
    if part is None or not whole:
        return None
    return part / whole


def audience(counted: Figures) -> float | None:
    """How many saw it: views, else impressions, else reach, whichever is reported first."""
    return next((n for name in AUDIENCE if (n := counted.get(name)) is not None), None)


def rates(counted: Figures) -> dict[str, float | None]:
    """Engagement per viewer, clicks per impression, and seconds watched per view."""
    return {
        "engagement_rate": ratio(counted.get("engagements"), audience(counted)),
        "ctr": ratio(counted.get("clicks"), counted.get("impressions")),
        "seconds_per_view": ratio(counted.get("watch_time_sec"), counted.get("views")),
    }
