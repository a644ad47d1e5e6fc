"""Weights fitted to results: ridge regression toward the prior, no weight below zero. Pure.

A weight below zero would turn the advice around (“make the sound worse”), so a component that
does harm in the data gets no say at all. What was not measured counts as usual while fitting.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from analysis.scoring.ranks import Numbers

Weights = Mapping[str, float]
# How much the prior is worth, as a share of a whole data set: 0.02 lets 50 posts decide nearly
# alone, 30 keeps the prior whatever they say. Which one, is chosen on posts held back.
STRENGTHS = (0.02, 0.1, 0.4, 1.5, 6.0, 30.0)
INNER_FOLDS = 4
SWEEPS = 60
TINY = 1e-9


@dataclass(frozen=True)
class Results:
    """n posts: `values` of p components (n x p, 0 to 1, NaN where not measured), `targets` 0-100.

    Rows are in the order of publication.
    """

    names: tuple[str, ...]
    values: Numbers
    targets: Numbers

    def __len__(self) -> int:
        return len(self.targets)

    def rows(self, chosen: Numbers) -> "Results":
        return Results(self.names, self.values[chosen], self.targets[chosen])


def gather(posts: Sequence[tuple[Mapping[str, float], float]], names: Sequence[str]) -> Results:
    """Results from (component values by name, target) pairs; absent names become NaN."""
    values = [[found.get(name, np.nan) for name in names] for found, _ in posts]
    targets = np.array([target for _, target in posts], dtype=float)
    return Results(tuple(names), np.array(values, dtype=float).reshape(-1, len(names)), targets)


def raw_scores(results: Results, weights: Weights) -> Numbers:
    """The sum of the points, 0 to 100: what was measured shares the weight of what was not."""
    vector = np.array([weights.get(name, 0.0) for name in results.names])
    known = ~np.isnan(results.values)
    total = (known * vector).sum(axis=1)
    points = 100 * np.nansum(results.values * vector, axis=1)
    return np.divide(points, total, out=np.full(len(results), 50.0), where=total > TINY)


def fit_weights(results: Results, prior: Weights) -> dict[str, float]:
    """The weights that explain the targets, pulled to `prior` as much as held-back posts ask."""
    return _fit(results, prior, choose_strength(results, prior))


def choose_strength(results: Results, prior: Weights) -> float:
    """The strength with the least squared error on every INNER_FOLDS-th part held back in turn."""
    errors = dict.fromkeys(STRENGTHS, 0.0)
    fold = np.arange(len(results)) % INNER_FOLDS
    for held in range(INNER_FOLDS):
        known, unknown = results.rows(fold != held), results.rows(fold == held)
        for strength in STRENGTHS:
            errors[strength] += _error(known, unknown, prior, strength)
    return min(errors, key=lambda strength: errors[strength])


def _error(known: Results, unknown: Results, prior: Weights, strength: float) -> float:
    x, middle = centred(known.values)
    effects = _effects(x, known.targets, _prior_effects(x, known, prior), strength)
    there, _ = centred(unknown.values, middle)
    missed = unknown.targets - known.targets.mean() - there @ effects
    return float(missed @ missed)


def _fit(results: Results, prior: Weights, strength: float) -> dict[str, float]:
    x, _ = centred(results.values)
    effects = _effects(x, results.targets, _prior_effects(x, results, prior), strength)
    total = float(effects.sum())
    if total <= TINY:
        return dict(prior)
    return {name: float(e) / total for name, e in zip(results.names, effects, strict=True)}


def centred(values: Numbers, middle: Numbers | None = None) -> tuple[Numbers, Numbers]:
    """The values less their means (or less `middle`); what was not measured becomes 0."""
    if middle is None:
        known = ~np.isnan(values)
        count = np.maximum(known.sum(axis=0), 1)
        middle = np.where(known, values, 0.0).sum(axis=0) / count
    return np.nan_to_num(values - middle), middle


def _prior_effects(x: Numbers, results: Results, prior: Weights) -> Numbers:
    """The prior as effects on the target: its weights, stretched as far as the results bear out.

    Never by less than a tenth of their spread: results that contradict the prior then have to
    outweigh it through the ridge, and few posts do not.
    """
    vector = np.array([prior.get(name, 0.0) for name in results.names])
    guess = x @ vector
    spread, target = float(guess.std()), results.targets - results.targets.mean()
    if spread <= TINY:
        return vector * 0.0
    most = float(target.std()) / spread
    slope = float(guess @ target) / float(guess @ guess)
    return vector * min(max(slope, 0.1 * most), most)


def _effects(x: Numbers, targets: Numbers, towards: Numbers, strength: float) -> Numbers:
    """min |y - X b|² + s |b - towards|² with b >= 0, one coordinate at a time (it is convex)."""
    gram = x.T @ x
    penalty = max(strength * float(np.trace(gram)) / len(gram), TINY)
    pull = x.T @ (targets - targets.mean()) + penalty * towards
    gram = gram + penalty * np.eye(len(gram))
    effects = towards.copy()
    for _ in range(SWEEPS):
        before = effects.copy()
        for j in range(len(effects)):
            rest = pull[j] - gram[j] @ effects + gram[j, j] * effects[j]
            effects[j] = max(rest / gram[j, j], 0.0)
        if np.abs(effects - before).max() < TINY * 100:
            break
    return effects
