"""Is a fitted score better than the prior? Judged on posts that the fit did not see. Pure.

Repeated K-fold: each post is scored by weights fitted without it, REPEATS times over different
divisions; the scores are averaged. The fitted weights are adopted only when the gain in rank
correlation over the prior is above zero in at least 95 % of bootstrap samples of the posts, and the
95 % interval of their own rank correlation lies above zero. Noise rarely passes both.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from analysis.scoring.calibration import Calibration, bands_of, calibrate
from analysis.scoring.ranks import Numbers, correlation_interval, rank_correlation
from analysis.scoring.weights import Results, Weights, fit_weights, raw_scores

MIN_POSTS = 30  # below, eight weights follow chance: the interval of rho alone spans 0.7
FOLDS, REPEATS = 5, 4
DRAWS = 400
DOUBT = 0.05
SEED = 20260302


@dataclass(frozen=True)
class Quality:
    """How well an order of `n` posts foretold their order by results; 95 % interval."""

    rho: float
    low: float
    high: float
    n: int

    def as_json(self) -> dict[str, float]:
        return {"rho": round(self.rho, 4), "low": round(self.low, 4),
                "high": round(self.high, 4), "n": self.n}  # fmt: skip


@dataclass(frozen=True)
class Verdict:
    """A fit and what held-back posts say of it. `gain_low`: the pessimistic gain over the prior."""

    weights: dict[str, float]
    fitted: Quality
    prior: Quality
    gain_low: float
    adopted: bool
    reason: str
    calibration: Calibration
    bands: list[dict[str, float]]


@dataclass(frozen=True)
class PriorReport:
    """How the prior has done so far, with too few posts to fit or before any fit."""

    quality: Quality
    calibration: Calibration
    bands: list[dict[str, float]]


def quality_of(scores: Numbers, targets: Numbers) -> Quality:
    rho = rank_correlation(scores, targets)
    low, high = correlation_interval(rho, len(targets))
    return Quality(rho, low, high, len(targets))


def report_prior(results: Results, prior: Weights) -> PriorReport:
    """How `prior` orders the posts; nothing is fitted, so every post is held back."""
    raw = raw_scores(results, prior)
    return PriorReport(
        quality_of(raw, results.targets),
        calibrate(raw, results.targets),
        bands_of(raw, results.targets),
    )


def judge(results: Results, prior: Weights) -> Verdict:
    """Fit, compare with the prior on held-back posts, decide. Raises ValueError below MIN_POSTS."""
    if len(results) < MIN_POSTS:
        raise ValueError(f"{len(results)} posts; a fit needs {MIN_POSTS}.")
    unseen, guess = held_back_scores(results, prior), raw_scores(results, prior)
    fitted, before = quality_of(unseen, results.targets), quality_of(guess, results.targets)
    gain_low = pessimistic_gain(unseen, guess, results.targets)
    adopted = gain_low > 0 and fitted.low > 0
    return Verdict(
        weights=fit_weights(results, prior),
        fitted=fitted,
        prior=before,
        gain_low=gain_low,
        adopted=adopted,
        reason=_reason(fitted, before, gain_low, adopted),
        calibration=calibrate(unseen, results.targets),
        bands=bands_of(unseen, results.targets),
    )


def held_back_scores(results: Results, prior: Weights) -> Numbers:
    """Each post's mean score by weights that were fitted without it."""
    dice = np.random.default_rng(SEED)
    total = np.zeros(len(results))
    for _ in range(REPEATS):
        fold = dice.permutation(np.arange(len(results)) % FOLDS)
        for held in range(FOLDS):
            weights = fit_weights(results.rows(fold != held), prior)
            total[fold == held] += raw_scores(results.rows(fold == held), weights)
    return total / REPEATS


def pessimistic_gain(ours: Numbers, theirs: Numbers, targets: Numbers) -> float:
    """The gain in rank correlation that 95 % of bootstrap samples of the posts exceed."""
    dice = np.random.default_rng(SEED)
    gains = []
    for _ in range(DRAWS):
        drawn = dice.integers(0, len(targets), len(targets))
        better = rank_correlation(ours[drawn], targets[drawn])
        gains.append(better - rank_correlation(theirs[drawn], targets[drawn]))
    return float(np.quantile(gains, DOUBT))


def _reason(fitted: Quality, prior: Quality, gain_low: float, adopted: bool) -> str:
    compared = (
        f"on {fitted.n} posts held back in turn, rank correlation {fitted.rho:.2f} "
        f"({fitted.low:.2f} to {fitted.high:.2f}) against {prior.rho:.2f} of the prior"
    )
    if adopted:
        return f"Adopted: {compared}."
    if gain_low <= 0:
        return f"Not adopted, since the gain may be chance: {compared}."
    return f"Not adopted, since it may order posts no better than chance: {compared}."


def model_json(weights: Weights, calibration: Calibration | None) -> dict[str, Any]:
    """Weights and curves as a ScoringModel keeps them."""
    return {
        "weights": {name: round(weight, 5) for name, weight in weights.items()},
        "calibration": calibration.as_json() if calibration else None,
    }
