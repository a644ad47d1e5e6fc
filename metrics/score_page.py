"""How good the score has been so far, as a page shows it."""

from dataclasses import dataclass

from analysis.models import ScoringModel
from analysis.scoring.judging import MIN_POSTS
from analysis.scoring.score import KINDS
from teams.models import Team

VERSIONS_SHOWN = 6


@dataclass(frozen=True)
class Weighing:
    """One component's weight now and in the prior, in points of 100."""

    label: str
    now: float
    prior: float


@dataclass(frozen=True)
class ScoreCase:
    """One network and kind of media: the version in use, its figures, those before it."""

    title: str
    is_simulated: bool
    current: ScoringModel
    versions: list[ScoringModel]
    weights: list[Weighing]
    missing_posts: int

    @property
    def is_fitted(self) -> bool:
        return self.current.kind == ScoringModel.Kind.FITTED

    @property
    def verdict(self) -> str:
        """What the rank correlation means, in words."""
        low, high = self.current.rank_correlation_low, self.current.rank_correlation_high
        if low is None or high is None:
            return "Too few posts to say anything."
        if low > 0:
            return "It orders your posts better than chance."
        if high < 0:
            return "It orders your posts the wrong way round."
        return "It cannot be told from chance yet."


def list_cases(team: Team) -> list[ScoreCase]:
    """Every network and kind of media with results, all networks first. One query."""
    cases: dict[tuple, list[ScoringModel]] = {}
    for row in ScoringModel.objects.in_team(team).order_by(
        "is_simulated", "media_type", "platform", "-version"
    ):
        cases.setdefault((row.is_simulated, row.media_type, row.platform), []).append(row)
    return [_case(rows) for rows in cases.values()]


def _case(rows: list[ScoringModel]) -> ScoreCase:
    first = rows[0]
    current = next((row for row in rows if row.status == ScoringModel.Status.ACTIVE), rows[-1])
    where = first.get_platform_display() if first.platform else "All networks"
    prior = rows[-1].parameters["weights"]
    now = current.parameters["weights"]
    return ScoreCase(
        title=f"{where}, {first.media_type}",
        is_simulated=first.is_simulated,
        current=current,
        versions=rows[:VERSIONS_SHOWN],
        weights=[
            Weighing(KINDS[name].label, 100 * now.get(name, 0), 100 * prior.get(name, 0))
            for name in sorted(KINDS, key=lambda name: -now.get(name, 0))
            if name in now or name in prior
        ],
        missing_posts=max(0, MIN_POSTS - rows[-1].posts),
    )
