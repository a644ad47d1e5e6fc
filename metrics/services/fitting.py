"""Keep the score's weights fitted to what really happened: version by version, never by chance."""

from dataclasses import asdict
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from analysis.models import ScoringModel
from analysis.scoring import prior_for
from analysis.scoring.judging import MIN_POSTS, Quality, Verdict, judge, model_json, report_prior
from analysis.scoring.ranks import FEWEST
from analysis.services.scorers import rescore_waiting
from analysis.transitions import move_model
from metrics.models import PostingMetrics
from metrics.services.results import AGE, Key, MeasuredFile, as_results, collect_results
from teams.models import Team, User
from teams.services.events import record_event

QUALITY = ("rank_correlation", "rank_correlation_low", "rank_correlation_high")
NEW_POSTS = 5  # since the last judgement; fewer change no weight that anybody would notice


def fit_due_models(now: datetime) -> int:
    """Every team's keys with enough new results; returns how many versions were written."""
    measured = PostingMetrics.objects.filter(checkpoint=AGE).values("team").distinct()
    teams = Team.objects.filter(pk__in=measured).order_by("pk")
    return sum(len(fit_team(team, now=now)) for team in teams)


def fit_team(
    team: Team, *, now: datetime, by: User | None = None, force: bool = False
) -> list[ScoringModel]:
    """Judge what has NEW_POSTS more files than at the last time (all keys with `force`).

    Returns the new fitted versions, adopted or not. Below MIN_POSTS only the prior is measured.
    """
    made = []
    for key, files in collect_results(team).items():
        measure_prior(team, key, files, now)
        last = _rows(team, key).filter(kind=ScoringModel.Kind.FITTED).first()
        is_due = force or last is None or abs(len(files) - last.posts) >= NEW_POSTS
        if len(files) >= MIN_POSTS and is_due and (row := _judge(team, key, files, now, by)):
            made.append(row)
    return made


def measure_prior(team: Team, key: Key, files: list[MeasuredFile], now: datetime) -> ScoringModel:
    """Version 1: the prior, and how well it foretold the results so far."""
    prior = prior_for(key.media_type).weights
    row, _ = ScoringModel.objects.get_or_create(
        team=team,
        version=1,
        **asdict(key),
        defaults={
            "kind": ScoringModel.Kind.PRIOR,
            "status": ScoringModel.Status.ACTIVE,
            "checkpoint": AGE,
            "posts": len(files),
            "fitted_at": now,
        },
    )
    row.parameters = model_json(prior, None)
    row.posts, row.fitted_at = len(files), now
    if len(files) >= FEWEST:
        report = report_prior(as_results(files, key.media_type), prior)
        _set_quality(row, report.quality)
        row.bands = report.bands
    row.save(update_fields=["parameters", "posts", "fitted_at", "bands", *QUALITY])
    return row


def _set_quality(row: ScoringModel, quality: Quality) -> None:
    row.rank_correlation = quality.rho
    row.rank_correlation_low, row.rank_correlation_high = quality.low, quality.high


def _judge(
    team: Team, key: Key, files: list[MeasuredFile], now: datetime, by: User | None
) -> ScoringModel | None:
    verdict = judge(as_results(files, key.media_type), prior_for(key.media_type).weights)
    try:
        with transaction.atomic():
            row = _store(team, key, verdict, now, by)
            rescore_waiting(team, key.media_type)
    except IntegrityError:  # another worker judged the same results first
        return None
    return row


def _store(team: Team, key: Key, verdict: Verdict, now: datetime, by: User | None) -> ScoringModel:
    """The new version, in use when it was adopted; the one before makes room."""
    current = _rows(team, key).filter(status=ScoringModel.Status.ACTIVE).first()
    if verdict.adopted and current:
        move_model(current, ScoringModel.Status.RETIRED, reason="A better version came.", by=by)
    row = ScoringModel(
        team=team,
        version=_rows(team, key).latest("version").version + 1,
        kind=ScoringModel.Kind.FITTED,
        status=ScoringModel.Status.ACTIVE if verdict.adopted else ScoringModel.Status.REJECTED,
        parameters=model_json(verdict.weights, verdict.calibration),
        checkpoint=AGE,
        posts=verdict.fitted.n,
        prior_rank_correlation=verdict.prior.rho,
        gain_low=verdict.gain_low,
        bands=verdict.bands,
        reason=verdict.reason,
        fitted_at=now,
        **asdict(key),
    )
    _set_quality(row, verdict.fitted)
    row.save(force_insert=True)
    record_event(team, "scoring_model_judged", row, verdict.reason, by=by, status=row.status)
    if not verdict.adopted and verdict.fitted.rho < verdict.prior.rho:
        _back_to_prior(team, key, current, by)
    return row


def _back_to_prior(team: Team, key: Key, current: ScoringModel | None, by: User | None) -> None:
    """An adopted version whose kind of fit has fallen behind the prior makes room for it."""
    if current is None or current.kind == ScoringModel.Kind.PRIOR:
        return
    reason = "With the newest results the prior is better."
    if move_model(current, ScoringModel.Status.RETIRED, reason=reason, by=by):
        move_model(_rows(team, key).get(version=1), ScoringModel.Status.ACTIVE, reason=reason)


def _rows(team: Team, key: Key) -> QuerySet[ScoringModel]:
    """The versions of one key, newest first."""
    return ScoringModel.objects.filter(team=team, **asdict(key)).order_by("-version")
