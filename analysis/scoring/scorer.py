"""What turns components into a score: the prior, or weights fitted to a team's results."""

from dataclasses import dataclass
from typing import Any

from analysis.scoring.calibration import Calibration
from analysis.scoring.weights import Weights


@dataclass(frozen=True)
class Scorer:
    """weights: by component; calibration: what the sum means for this team, None for the prior.

    `posts`: how many measured files it was fitted to. `is_simulated`: they were Sandbox posts.
    """

    version: str
    weights: Weights
    calibration: Calibration | None = None
    posts: int = 0
    is_simulated: bool = False

    def score(self, raw: float) -> float:
        """The score, 0 to 100, of a sum of points."""
        raw = min(100.0, max(0.0, raw))
        return self.calibration.score(raw) if self.calibration else raw

    def detail(self, raw: float) -> dict[str, Any]:
        """What the score means, as `MediaAnalysis.score_detail` keeps it; see `sentence`."""
        kept: dict[str, Any] = {"raw": round(raw, 1), "is_fitted": self.calibration is not None}
        if self.calibration is None:
            return kept
        score = self.calibration.score(raw)
        low, high = self.calibration.interval(score)
        return {
            **kept,
            "expected": round(self.calibration.expected(score), 1),
            "low": round(low, 1),
            "high": round(high, 1),
            "posts": self.posts,
            "is_simulated": self.is_simulated,
        }

    def sentence(self, raw: float) -> str:
        """One sentence about what the score stands for."""
        if self.calibration is None:
            return "The weights are the prior, not yet fitted to your results."
        kept = self.detail(raw)
        whose = "simulated posts" if self.is_simulated else "posts"
        return (
            f"The parts add up to {raw:.0f} points, which is better than "
            f"{self.score(raw):.0f} % of your {self.posts} measured {whose}; 8 of 10 with such a "
            f"score ended above {kept['low']:.0f} % to {kept['high']:.0f} % of them."
        )
