"""What a score means for one account: its place among past posts, and what such posts did. Pure.

Two steps, so that the whole range is used and nothing is promised. The place: 70 is above 70 % of
the account's measured posts by what can be seen beforehand. The outcome: where posts of that
score really ended, as a never-falling mean with an interval (split conformal: Lei et al. 2018).
"""

from dataclasses import dataclass
from math import ceil
from typing import Any

import numpy as np

from analysis.scoring.ranks import Curve, Numbers, percentiles_of, read_curve, rising

KNOTS = 21
COVERAGE = 0.8
FOLDS = 5
BANDS = ((0, 20), (20, 40), (40, 60), (60, 80), (80, 100))


@dataclass(frozen=True)
class Calibration:
    """place: sum of points → score 0-100. outcome: score → mean real percentile. margin: points."""

    place: Curve
    outcome: Curve
    margin: float

    def score(self, raw: float) -> float:
        return min(100.0, max(0.0, read_curve(self.place, raw)))

    def expected(self, score: float) -> float:
        return read_curve(self.outcome, score)

    def interval(self, score: float) -> tuple[float, float]:
        """Where COVERAGE of the posts with this score ended, as percentiles of the account."""
        middle = self.expected(score)
        return (max(0.0, middle - self.margin), min(100.0, middle + self.margin))

    def as_json(self) -> dict[str, Any]:
        return {
            "place": [[round(x, 3), round(y, 3)] for x, y in self.place],
            "outcome": [[round(x, 3), round(y, 3)] for x, y in self.outcome],
            "margin": round(self.margin, 2),
        }

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> "Calibration":
        return cls(
            place=[(x, y) for x, y in kept["place"]],
            outcome=[(x, y) for x, y in kept["outcome"]],
            margin=kept["margin"],
        )


def calibrate(raw: Numbers, targets: Numbers) -> Calibration:
    """Fit both curves to sums of points and real percentiles (0-100) of the same posts."""
    place = place_curve(raw)
    scores = np.array([read_curve(place, value) for value in raw])
    return Calibration(place, outcome_curve(scores, targets), margin_of(scores, targets))


def place_curve(raw: Numbers) -> Curve:
    """Sum of points → percentile among the given ones, from 0 to 100."""
    shares = np.linspace(0, 1, KNOTS)
    curve: dict[float, float] = {}
    for at, share in zip(np.quantile(raw, shares), shares, strict=True):
        curve.setdefault(float(at), float(share * 100))
    lowest, highest = min(curve), max(curve)
    if lowest == highest:
        return [(lowest, 50.0)]
    curve[highest] = 100.0
    return sorted(curve.items())


def outcome_curve(scores: Numbers, targets: Numbers) -> Curve:
    """Score → mean percentile that posts of that score reached, never falling."""
    order = np.argsort(scores, kind="stable")
    heights, at = rising(targets[order]), scores[order]
    curve: dict[float, list[float]] = {}
    for x, y in zip(at, heights, strict=True):
        curve.setdefault(round(float(x), 6), []).append(float(y))
    every = max(len(curve) // KNOTS, 1)
    points = [(x, float(np.mean(ys))) for x, ys in sorted(curve.items())]
    return points if len(points) <= KNOTS else [*points[::every], points[-1]]


def margin_of(scores: Numbers, targets: Numbers) -> float:
    """Half the interval: the error that COVERAGE of the posts stay under, each left out in turn."""
    fold = np.arange(len(scores)) % FOLDS
    missed = np.empty(len(scores))
    for held in range(FOLDS):
        known, asked = fold != held, fold == held
        curve = outcome_curve(scores[known], targets[known])
        missed[asked] = [abs(t - read_curve(curve, s))
                         for s, t in zip(scores[asked], targets[asked], strict=True)]  # fmt: skip
    place = min(ceil((len(scores) + 1) * COVERAGE), len(scores))
    return float(np.sort(missed)[place - 1])


def bands_of(raw: Numbers, targets: Numbers) -> list[dict[str, float]]:
    """The calibration table: posts by fifths of their score, and where they really ended."""
    scores = percentiles_of(raw)
    rows = []
    for low, high in BANDS:
        inside = targets[(scores >= low) & (scores < high)]
        if len(inside):
            row = {"low": low, "high": high, "n": len(inside), "mean": float(inside.mean())}
            rows.append({name: round(value, 1) for name, value in row.items()})
    return rows
