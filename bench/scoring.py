"""Does fitting the score help? On simulated posts with known true weights, and on pure noise."""

import time

import numpy as np

from analysis.scoring.judging import judge
from analysis.scoring.ranks import rank_correlation
from analysis.scoring.weights import raw_scores
from bench.population import KNOWN, NOISE, PRIOR, TRUE, Population
from bench.rows import Row

POSTS, FRESH, RUNS = 60, 2000, 20


def measure() -> list[Row]:
    """Rank correlation on 2,000 fresh posts by prior and fit, adoption, coverage, time."""
    started = time.perf_counter()
    known, noise = trials(KNOWN), trials(NOISE)
    took = (time.perf_counter() - started) / (2 * RUNS)
    prior, fitted, best, adopted, covered = known.mean(axis=0)
    against = f"the prior, {prior:.2f}; the true weights, {best:.2f}"
    ours = f"simulated posts, {POSTS} known"
    return [
        Row(f"scoring, {ours}: fit, rank correlation", fitted, "rho", against, fitted / prior),
        Row(f"scoring, {ours}: adopted", adopted, "of 1", f"{RUNS} populations"),
        Row(f"scoring, {ours}: inside the interval", covered, "of 1", "0.80 asked for"),
        Row(f"scoring, pure noise, {POSTS} posts: adopted", noise[:, 3].mean(), "of 1",
            f"{RUNS} populations; 0 is right"),
        Row("scoring, one fit with its judgement", took, "s"),
    ]  # fmt: skip


def trials(population: Population) -> np.ndarray:
    return np.array([trial(population, seed) for seed in range(RUNS)])


def trial(population: Population, seed: int) -> tuple[float, ...]:
    """Prior, fit and truth on fresh posts, whether the fit was adopted, the share in interval."""
    verdict = judge(population.draw(POSTS, seed), PRIOR)
    fresh = population.draw(FRESH, seed + 10_000)
    orders = (raw_scores(fresh, weights) for weights in (PRIOR, verdict.weights, TRUE))
    rhos = [rank_correlation(order, fresh.targets) for order in orders]
    curve = verdict.calibration
    spans = [curve.interval(curve.score(raw)) for raw in raw_scores(fresh, verdict.weights)]
    inside = [low <= t <= high for (low, high), t in zip(spans, fresh.targets, strict=True)]
    return (*rhos, float(verdict.adopted), float(np.mean(inside)))
