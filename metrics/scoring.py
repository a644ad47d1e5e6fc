"""How well a post did for this account: 0-100 against its other posts at the same age. Pure.

Per part: z = (log(1 + x) - median) / (1.4826 × MAD) over the logs of the peers, and the normal
percentile of z (the median absolute deviation instead of the standard deviation, so that one
viral post does not make all others look bad; Rousseeuw & Croux 1993). While there are few peers
the percentile is pulled to the prior of 50 by n / (n + 4). No peers: no score.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from math import log1p
from statistics import NormalDist, median

from metrics.counters import Figures, audience, rates

PRIOR = 50.0
PRIOR_WEIGHT = 4  # as if four posts had been exactly usual
SPREAD_FLOOR = 0.10  # peers closer together than about 10 % say nothing finer
WEIGHTS = {"audience": 0.5, "engagement": 0.3, "attention": 0.2}
# A reading may be compared with one whose true age differs by at most a quarter.
AGE_TOLERANCE = 0.25
COMPARED = (
    "views",
    "impressions",
    "reach",
    "watch_time_sec",
    "engagement_rate",
    "likes",
    "comments_count",
    "shares",
    "saves",
    "clicks",
)


@dataclass(frozen=True)
class Part:
    """One part of the score: the post's value, what is usual, and where that puts it (0-100)."""

    name: str
    value: float
    median: float
    n: int
    percentile: float
    weight: float


@dataclass(frozen=True)
class Comparison:
    """One counter against the median of the peers; `difference_pct` is 45.0 for +45 %."""

    counter: str
    value: float
    median: float
    n: int
    difference_pct: float | None


@dataclass(frozen=True)
class PostScore:
    """`score` is None while there is nothing to compare with; `sentence` says so."""

    score: float | None
    sample_size: int
    parts: tuple[Part, ...] = ()
    comparisons: tuple[Comparison, ...] = ()
    pre_social_score: float | None = None
    sentence: str = ""
    prior: float = field(default=PRIOR)

    @property
    def difference_from_pre(self) -> float | None:
        """Points above the score given before posting; None when either is missing."""
        if self.score is None or self.pre_social_score is None:
            return None
        return round(self.score - self.pre_social_score, 1)

    def as_detail(self) -> dict:
        """Everything behind the score, for the row."""
        return {**asdict(self), "difference_from_pre_social_score": self.difference_from_pre}


def is_comparable(age_sec: float, other_age_sec: float) -> bool:
    """Whether two readings of one checkpoint were really taken at about the same age."""
    return abs(age_sec - other_age_sec) <= AGE_TOLERANCE * max(age_sec, 1)


def score_post(
    figures: Figures, peers: Sequence[Figures], *, pre_social_score: float | None = None
) -> PostScore:
    """Score `figures` (counters of one post) against `peers` (the same of other posts)."""
    mine = _parts_of(figures)
    theirs = [_parts_of(peer) for peer in peers]
    parts = tuple(
        part
        for name, weight in WEIGHTS.items()
        if (part := _part(name, weight, mine[name], [t[name] for t in theirs]))
    )
    total = sum(part.weight for part in parts)
    weighted = sum(part.weight * part.percentile for part in parts)
    score = round(weighted / total, 1) if total else None
    return PostScore(
        score=score,
        sample_size=len(peers),
        parts=parts,
        comparisons=tuple(compare(figures, peers)),
        pre_social_score=pre_social_score,
        sentence=_sentence(score, len(peers), mine),
    )


def _parts_of(figures: Figures) -> dict[str, float | None]:
    made = rates(figures)
    return {
        "audience": audience(figures),
        "engagement": made["engagement_rate"],
        "attention": made["seconds_per_view"],
    }


def _part(
    name: str, weight: float, value: float | None, peers: Sequence[float | None]
) -> Part | None:
    known = [peer for peer in peers if peer is not None]
    if value is None or not known:
        return None
    return Part(name, value, median(known), len(known), _percentile(value, known), weight)


def _percentile(value: float, peers: Sequence[float]) -> float:
    """Robust percentile of `value` among `peers`, pulled to the prior while they are few."""
    logs = [log1p(max(peer, 0.0)) for peer in peers]
    middle = median(logs)
    spread = 1.4826 * median(abs(x - middle) for x in logs)
    z = (log1p(max(value, 0.0)) - middle) / max(spread, SPREAD_FLOOR)
    share = len(peers) / (len(peers) + PRIOR_WEIGHT)
    return round(share * 100 * NormalDist().cdf(z) + (1 - share) * PRIOR, 1)


def compare(figures: Figures, peers: Sequence[Figures]) -> list[Comparison]:
    """Each counter that both the post and a peer report, against the peers' median."""
    mine = {**figures, **rates(figures)}
    theirs = [{**peer, **rates(peer)} for peer in peers]
    found = []
    for counter in COMPARED:
        value = mine.get(counter)
        known = [n for peer in theirs if (n := peer.get(counter)) is not None]
        if value is not None and known:
            usual = median(known)
            difference = round((value / usual - 1) * 100, 1) if usual else None
            found.append(Comparison(counter, value, usual, len(known), difference))
    return found


def _sentence(score: float | None, n: int, mine: dict[str, float | None]) -> str:
    if all(value is None for value in mine.values()):
        return "No score: the platform reports nothing that could be compared."
    if n == 0:
        return "No score yet: no other post of this account was read at this age."
    if score is None:
        return "No score: the other posts report none of the same counters."
    posts = "1 other post" if n == 1 else f"{n} other posts"
    caution = " Few to compare with, so it stays near 50." if n < PRIOR_WEIGHT else ""
    return f"{score:.0f} of 100 against {posts} of this account at the same age.{caution}"
