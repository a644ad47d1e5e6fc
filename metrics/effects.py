"""Whether one variant did better than the control, and how sure that is. Pure.

Each block (one account in one round) gives the difference between a variant and the control. If
the two were the same, each difference could as well have had the other sign: the share of all
sign patterns whose mean is as far from zero as the real one is the p-value (a sign-flip
randomisation test; Fisher 1935, “The Design of Experiments”, §21). It assumes nothing about how
figures are distributed, which matters: a post gone viral is worth a thousand others. The interval
holds every effect that the same test would not refuse.

With n blocks the smallest possible p-value is 2/2^n, so fewer than six can never tell at 5 %, and
more are needed when several variants are compared (Bonferroni: the 5 % are shared out).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

ALPHA = 0.05
ALL_PATTERNS_TO = 12  # blocks; above it a fixed sample of patterns is used
SAMPLED = 8192
STEPS = 60


@dataclass(frozen=True)
class Effect:
    """A variant against the control, in the unit of the differences that went in.

    `low` and `high` are None while there are too few blocks for an interval. `alpha` is this
    comparison's share of the 5 %.
    """

    blocks: int
    needed: int
    mean: float | None
    low: float | None
    high: float | None
    p_value: float | None
    alpha: float

    @property
    def is_enough(self) -> bool:
        return self.blocks >= self.needed

    @property
    def is_clear(self) -> bool:
        """Whether the difference is more than chance makes."""
        return self.is_enough and self.p_value is not None and self.p_value <= self.alpha


def needed_blocks(comparisons: int) -> int:
    """The fewest blocks with which `comparisons` variants can be told from the control."""
    if comparisons < 1:
        raise ValueError("there is nothing to compare")
    blocks = 1
    while 2 / 2**blocks > ALPHA / comparisons:
        blocks += 1
    return blocks


def measure_effect(differences: Sequence[float], *, comparisons: int = 1) -> Effect:
    """Variant minus control, one difference per block."""
    values = np.asarray(differences, dtype=float)
    if not np.isfinite(values).all():
        raise ValueError("a difference is no number")
    n, alpha, needed = len(values), ALPHA / comparisons, needed_blocks(comparisons)
    if not n:
        return Effect(0, needed, None, None, None, None, alpha)
    mean = float(values.mean())
    if n < needed:
        return Effect(n, needed, mean, None, None, p_value(values), alpha)
    low, high = interval(values, alpha)
    return Effect(n, needed, mean, low, high, p_value(values), alpha)


def p_value(values: np.ndarray) -> float:
    """Two-sided: how often a random sign pattern is at least as far from zero."""
    sums = np.abs(_patterns(len(values)) @ values)
    slack = 1e-9 * float(np.abs(values).sum())
    return float(np.mean(sums >= abs(float(values.sum())) - slack))


def interval(values: np.ndarray, alpha: float) -> tuple[float, float]:
    """Every effect that the test does not refuse at `alpha`; the mean is always inside."""
    return -_upper(-values, alpha), _upper(values, alpha)


def _upper(values: np.ndarray, alpha: float) -> float:
    """The highest effect that is not refused, by halving: beyond the largest value all are."""
    inside, outside = float(values.mean()), float(values.max())
    if p_value(values - outside) > alpha:
        return outside
    for _ in range(STEPS):
        middle = (inside + outside) / 2
        if p_value(values - middle) > alpha:
            inside = middle
        else:
            outside = middle
    return outside


@cache
def _patterns(n: int) -> np.ndarray:
    """All ±1 patterns of n signs, or a fixed sample that holds the real one."""
    if n <= ALL_PATTERNS_TO:
        numbers = np.arange(2**n)[:, None]
        return 1.0 - 2.0 * ((numbers >> np.arange(n)) & 1)
    drawn = np.random.default_rng(n).integers(0, 2, size=(SAMPLED, n))
    return np.vstack([np.ones(n), 1.0 - 2.0 * drawn])
