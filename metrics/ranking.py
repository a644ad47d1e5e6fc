"""Where each post stands among its account's posts of the same age, from its counters. Pure.

Of each part that an account's posts report (audience, engagement per viewer, seconds watched per
view; weights of `metrics.scoring`) the rank, then the rank of the weighted mean: 70 is better than
70 % of the account's posts. Ranks, so that one viral post moves no other.
"""

from collections.abc import Sequence

import numpy as np

from analysis.scoring.ranks import Numbers, percentiles_of
from metrics.counters import Figures, audience, rates
from metrics.scoring import WEIGHTS

FEWEST = 5  # posts of one account; a place among fewer says little


def places(posts: Sequence[Figures]) -> list[float | None]:
    """0 to 100 for each post of one account; None where nothing was reported, or with few posts."""
    parts = np.array([_parts_of(figures) for figures in posts], dtype=float).reshape(-1, 3)
    known = ~np.isnan(parts).all(axis=1)
    if known.sum() < FEWEST:
        return [None] * len(posts)
    merit = _merit(parts[known])
    found = np.full(len(posts), np.nan)
    found[known] = percentiles_of(merit)
    return [None if np.isnan(place) else float(place) for place in found]


def _merit(parts: Numbers) -> Numbers:
    weights = np.array(list(WEIGHTS.values()))
    ranked = np.full(parts.shape, np.nan)
    for column in range(parts.shape[1]):
        known = ~np.isnan(parts[:, column])
        if known.any():
            ranked[known, column] = percentiles_of(parts[known, column])
    there = ~np.isnan(ranked)
    return np.nansum(ranked * weights, axis=1) / (there * weights).sum(axis=1)


def _parts_of(figures: Figures) -> list[float]:
    made = rates(figures)
    parts = (audience(figures), made["engagement_rate"], made["seconds_per_view"])
    return [np.nan if part is None else part for part in parts]
