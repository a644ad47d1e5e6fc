"""Ranks, their correlation and monotone curves, with their sources. Pure."""

from collections.abc import Sequence
from math import atanh, sqrt, tanh

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Curve = Sequence[tuple[float, float]]
FIELLER = 1.06  # Fieller, Hartley & Pearson 1957: variance of Fisher's z for Spearman is 1.06/(n-3)
FEWEST = 4  # below this neither a rank correlation nor its interval says anything


def ranks_of(values: Numbers) -> Numbers:
    """Ranks from 1; equal values share their mean rank."""
    _, place, count = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(count)
    return (last - (count - 1) / 2)[place]


def rank_correlation(left: Numbers, right: Numbers) -> float:
    """Spearman's rho, -1 to 1; 0 when either side is all alike, which orders nothing."""
    a, b = ranks_of(left), ranks_of(right)
    a, b = a - a.mean(), b - b.mean()
    size = sqrt(float(a @ a) * float(b @ b))
    return float(a @ b) / size if size > 0 else 0.0


def correlation_interval(rho: float, n: int, *, deviations: float = 1.96) -> tuple[float, float]:
    """The interval of a rank correlation over `n` pairs (95 % at 1.96 deviations)."""
    if n < FEWEST:
        return (-1.0, 1.0)
    z = atanh(min(max(rho, -0.999999), 0.999999))
    width = deviations * sqrt(FIELLER / (n - 3))
    return (tanh(z - width), tanh(z + width))


def percentiles_of(values: Numbers) -> Numbers:
    """Where each value stands among all of them: 0 to 100, the middle one at 50."""
    return (ranks_of(values) - 0.5) / len(values) * 100


def rising(values: Numbers) -> Numbers:
    """The closest never-falling sequence (least squares): pool adjacent violators.

    Ayer, Brunk, Ewing, Reid & Silverman 1955.
    """
    pools: list[list[float]] = []  # [mean, size]
    for value in values:
        pools.append([float(value), 1.0])
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            mean, size = pools.pop()
            below = pools[-1]
            below[0] = (below[0] * below[1] + mean * size) / (below[1] + size)
            below[1] += size
    return np.repeat([pool[0] for pool in pools], [int(pool[1]) for pool in pools])


def read_curve(curve: Curve, at: float) -> float:
    """The height of a curve of at least one point at `at`; flat outside."""
    xs, ys = zip(*curve, strict=True)
    return float(np.interp(at, xs, ys))
