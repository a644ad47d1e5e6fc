"""How each version of the weights would have ranked the posts that are stored."""

from dataclasses import asdict, dataclass

from analysis.models import ScoringModel
from analysis.scoring.judging import quality_of
from analysis.scoring.ranks import FEWEST
from analysis.scoring.weights import raw_scores
from metrics.services.results import Key, MeasuredFile, as_results, collect_results
from teams.models import Team


@dataclass(frozen=True)
class Ranked:
    """Rank correlation over `posts` files; None with too few. `low`, `high`: 95 % interval."""

    posts: int
    rho: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class BacktestRow:
    """One version: over all stored posts (a fitted one has seen some), and over later ones."""

    platform: str
    media_type: str
    is_simulated: bool
    version: int
    kind: str
    status: str
    held_back: float | None
    all: Ranked
    later: Ranked


def backtest(team: Team) -> list[BacktestRow]:
    """Every version of every key with results; four queries."""
    results = collect_results(team)
    rows = ScoringModel.objects.in_team(team)
    found = []
    for row in rows:
        key = Key(row.platform, row.media_type, row.is_simulated)
        if key in results:
            found.append(_backtest(row, key, results[key]))
    return found


def _backtest(row: ScoringModel, key: Key, files: list[MeasuredFile]) -> BacktestRow:
    is_prior = row.kind == ScoringModel.Kind.PRIOR
    later = files if is_prior else [file for file in files if file.first_at > row.fitted_at]
    return BacktestRow(
        **asdict(key),
        version=row.version,
        kind=row.kind,
        status=row.status,
        held_back=row.rank_correlation,
        all=rank(row, key, files),
        later=rank(row, key, later),
    )


def rank(row: ScoringModel, key: Key, files: list[MeasuredFile]) -> Ranked:
    """The files in the order of this version's weights against the order of their results."""
    if len(files) < FEWEST:
        return Ranked(len(files))
    results = as_results(files, key.media_type)
    quality = quality_of(raw_scores(results, row.parameters["weights"]), results.targets)
    return Ranked(quality.n, round(quality.rho, 4), round(quality.low, 4), round(quality.high, 4))
