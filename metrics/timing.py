"""Which hours of the week are good for an account, learned from its own posts. Pure.

Every post gives its score (0 to 100 against the account's others at the same age) to its hour of
the week, half of it to the hours beside, and a quarter to the same hour of the other days. An
hour's mean is pulled to 50, the usual post, as if four such posts had been made there. Hours above
50 get a weight between 0 and 1, the best one 1.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

MIN_POSTS = 12
USUAL, PRIOR_POSTS = 50.0, 4.0
BESIDE, OTHER_DAY = 0.5, 0.25

Hour = tuple[int, int]  # weekday with Monday 0, hour of the day


@dataclass(frozen=True)
class TimedScore:
    """When a post went out, by the clocks of its team, and how it did there."""

    weekday: int
    hour: int
    score: float


def weigh_hours(posts: Iterable[TimedScore]) -> dict[Hour, float] | None:
    """{(weekday, hour): weight}, only hours above the usual; None with fewer than MIN_POSTS."""
    scores, counted, n = defaultdict(float), defaultdict(float), 0
    for post in posts:
        n += 1
        for hour, share in _shares(post):
            scores[hour] += share * post.score
            counted[hour] += share
    if n < MIN_POSTS:
        return None
    means = {
        hour: (scores[hour] + PRIOR_POSTS * USUAL) / (counted[hour] + PRIOR_POSTS)
        for hour in counted
    }
    above = {hour: mean - USUAL for hour, mean in means.items() if mean > USUAL}
    best = max(above.values(), default=0.0)
    return {hour: round(gain / best, 3) for hour, gain in sorted(above.items())}


def _shares(post: TimedScore) -> Iterator[tuple[Hour, float]]:
    """The hours that a post says something about, and how much."""
    yield (post.weekday, post.hour), 1.0
    for step in (-1, 1):
        day, hour = divmod(post.weekday * 24 + post.hour + step, 24)
        yield (day % 7, hour), BESIDE
    for day in range(7):
        if day != post.weekday:
            yield (day, post.hour), OTHER_DAY
