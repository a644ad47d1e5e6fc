"""Simulated posts whose true weights are known: what a fit can be judged by. Seeded."""

from dataclasses import dataclass

import numpy as np

from analysis.scoring.ranks import percentiles_of
from analysis.scoring.score import WEIGHTS
from analysis.scoring.weights import Results

PRIOR = WEIGHTS["video"]
NAMES = tuple(PRIOR)
# An account whose audience comes for the words and the sound: far from the prior.
TRUE = dict.fromkeys(NAMES, 0.02) | {"words": 0.5, "sound": 0.3, "pacing": 0.1}
MISSING = 0.08  # of the readings


@dataclass(frozen=True)
class Population:
    """Posts with known true weights; `noise` is chance's share of a result's variance, 0 to 1."""

    weights: dict[str, float]
    noise: float

    def draw(self, posts: int, seed: int) -> Results:
        dice = np.random.default_rng(seed)
        values = dice.beta(2, 2, (posts, len(NAMES)))
        signal = values @ np.array([self.weights[name] for name in NAMES])
        luck = dice.normal(0, 1, posts)
        signal = (signal - signal.mean()) / signal.std()
        merit = np.sqrt(1 - self.noise) * signal + np.sqrt(self.noise) * luck
        values[dice.random(values.shape) < MISSING] = np.nan
        return Results(NAMES, values, percentiles_of(merit))


KNOWN = Population(TRUE, noise=0.5)
NOISE = Population(TRUE, noise=1.0)
