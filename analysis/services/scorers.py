"""Which weights score a team's media now. Simulated results never judge real accounts' media."""

from django.db.models import QuerySet

from analysis.models import MediaAnalysis, ScoringModel
from analysis.scoring import ScoreCard, Scorer, prior_for, rescore
from analysis.scoring.calibration import Calibration
from media_assets.models import MediaAsset
from platforms.models import Connection
from teams.models import Team

BATCH = 200
BEFORE_POSTING = (MediaAsset.Status.ANALYZED, MediaAsset.Status.SCHEDULED)


def scorer_for(team: Team, media_type: str) -> Scorer:
    """The fitted weights over all networks, or the prior. One query, two without a model."""
    row = active_models(team, media_type).filter(platform="").first()
    return as_scorer(row) if row else prior_for(media_type)


def active_models(team: Team, media_type: str) -> QuerySet[ScoringModel]:
    """The fitted versions in use: of real results, or of the Sandbox's while it is all there is."""
    real = Connection.objects.in_team(team).exclude(route=Connection.Route.SANDBOX)
    return ScoringModel.objects.in_team(team).filter(
        media_type=media_type,
        status=ScoringModel.Status.ACTIVE,
        kind=ScoringModel.Kind.FITTED,
        is_simulated=not real.exists(),
    )


def as_scorer(row: ScoringModel) -> Scorer:
    """A stored version, ready to score."""
    kept = row.parameters.get("calibration")
    return Scorer(
        version=f"{row.platform or 'all'}-{row.version}",
        weights=row.parameters["weights"],
        calibration=Calibration.from_json(kept) if kept else None,
        posts=row.posts,
        is_simulated=row.is_simulated,
    )


def score_per_network(analysis: MediaAnalysis) -> list[tuple[ScoringModel, ScoreCard]]:
    """What the networks with weights of their own would give this analysis."""
    media_type = analysis.media.media_type
    rows = active_models(analysis.team, media_type).exclude(platform="")
    return [(row, rescore(analysis.score_components, media_type, as_scorer(row))) for row in rows]


def rescore_waiting(team: Team, media_type: str) -> int:
    """Weigh the current analyses of media that is not posted yet anew; returns how many changed.

    Posted media keeps the score that it was posted with: that is what results are compared to.
    """
    scorer = scorer_for(team, media_type)
    rows = MediaAnalysis.objects.in_team(team).current().filter(
        media__media_type=media_type, media__status__in=BEFORE_POSTING
    )  # fmt: skip
    changed = [row for row in rows.iterator(BATCH) if _weigh(row, media_type, scorer)]
    fields = ["pre_social_score", "score_components", "score_detail",
              "pre_social_explanation", "scorer_version"]  # fmt: skip
    MediaAnalysis.objects.bulk_update(changed, fields, batch_size=BATCH)
    return len(changed)


def _weigh(row: MediaAnalysis, media_type: str, scorer: Scorer) -> bool:
    if not row.score_components or row.scorer_version == scorer.version:
        return False
    card = rescore(row.score_components, media_type, scorer)
    if card.score is None:
        return False
    row.pre_social_score, row.score_detail = card.score, card.detail
    row.score_components = card.components_as_json()
    row.pre_social_explanation, row.scorer_version = card.explanation, card.version
    return True
