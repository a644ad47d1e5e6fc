"""The score before posting: 0 to 100, a sum of named components, each with its evidence."""

from analysis.scoring.card import NotMeasured, ScoreCard, ScoreComponent
from analysis.scoring.score import SCORER_VERSION, prior_for, rescore, score_media
from analysis.scoring.scorer import Scorer

__all__ = [
    "SCORER_VERSION",
    "NotMeasured",
    "ScoreCard",
    "ScoreComponent",
    "Scorer",
    "prior_for",
    "rescore",
    "score_media",
]
