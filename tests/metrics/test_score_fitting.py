"""The score's weights follow the team's own results, and only when that is no chance."""

import json
from datetime import timedelta
from io import StringIO

import numpy as np
import pytest
from django.core.management import call_command
from django.utils import timezone

from analysis.models import MediaAnalysis, ScoringModel
from analysis.scoring.score import WEIGHTS
from analysis.services.scorers import scorer_for
from bench.population import KNOWN, NOISE
from metrics.services.fitting import fit_due_models, fit_team
from metrics.services.results import collect_results
from tests.factories import (
    make_analysis,
    make_asset,
    make_connection,
    make_reading,
    make_schedule,
    make_team,
)

pytestmark = pytest.mark.django_db


def post_population(team, population, posts, *, seed=1, simulated=True, platform="tiktok"):
    """One account that posted `posts` files whose views follow the population's merit."""
    route = "sandbox" if simulated else "direct"
    account = make_connection(team, route=route, platform=platform)
    drawn = population.draw(posts, seed)
    for values, place in zip(drawn.values, drawn.targets, strict=True):
        asset = make_asset(team, status="posted")
        parts = [
            {"name": name, "label": name, "weight": WEIGHTS["video"][name], "value": value,
             "points": 0, "evidence": [], "sentence": "", "advice": "", "gain": 0}
            for name, value in zip(drawn.names, values, strict=True) if not np.isnan(value)
        ]  # fmt: skip
        analysis = make_analysis(asset, score_components=parts)
        post = make_schedule(account, asset, analysis=analysis, platform=platform)
        counters = {"likes": None, "comments_count": None, "shares": None}
        make_reading(post, views=int(1000 * 1.05**place), is_simulated=simulated, **counters)
    return account


def models_of(team, **fields):
    return ScoringModel.objects.in_team(team).filter(platform="", **fields)


def test_weights_that_foretell_better_are_adopted_and_used():
    team = make_team()
    post_population(team, KNOWN, 70)
    fit_team(team, now=timezone.now())
    row = models_of(team).get(status="active")
    assert row.kind == "fitted"
    assert row.rank_correlation > row.prior_rank_correlation
    assert max(scorer_for(team, "video").weights, key=row.parameters["weights"].get) == "words"


def test_noise_is_kept_as_rejected_and_the_prior_stays():
    team = make_team()
    post_population(team, NOISE, 40)
    fit_team(team, now=timezone.now())
    assert models_of(team, kind="fitted").get().status == "rejected"
    assert "chance" in models_of(team, kind="fitted").get().reason
    assert scorer_for(team, "video").weights == WEIGHTS["video"]


def test_with_few_posts_only_the_prior_is_measured():
    team = make_team()
    post_population(team, KNOWN, 12)
    assert fit_team(team, now=timezone.now(), force=True) == []
    prior = models_of(team).get()
    assert (prior.kind, prior.status, prior.posts) == ("prior", "active", 12)
    assert prior.rank_correlation_low < prior.rank_correlation < prior.rank_correlation_high


def test_simulated_and_real_results_are_apart():
    team = make_team()
    post_population(team, KNOWN, 8)
    post_population(team, KNOWN, 9, simulated=False)
    counts = {(key.platform, key.is_simulated): len(files)
              for key, files in collect_results(team).items()}  # fmt: skip
    assert counts == {("", True): 8, ("tiktok", True): 8, ("", False): 9, ("tiktok", False): 9}


def test_a_team_with_a_real_account_is_never_scored_by_simulated_results():
    team = make_team()
    post_population(team, KNOWN, 70)
    fit_team(team, now=timezone.now())
    make_connection(team, route="direct")
    assert scorer_for(team, "video").calibration is None


def test_nothing_is_fitted_again_before_new_results_come():
    team = make_team()
    post_population(team, NOISE, 31)
    assert fit_due_models(timezone.now()) == 2  # the network and all networks
    assert fit_due_models(timezone.now()) == 0


def test_a_file_on_two_networks_counts_once():
    team = make_team()
    post_population(team, KNOWN, 6)
    other = make_connection(team, platform="youtube")
    for analysis in MediaAnalysis.objects.all():
        post = make_schedule(other, analysis.media, analysis=analysis, platform="yt_shorts")
        make_reading(post)
    sizes = {key.platform: len(files) for key, files in collect_results(team).items()}
    assert sizes == {"": 6, "tiktok": 6, "yt_shorts": 6}


def test_waiting_media_is_scored_anew_and_posted_media_keeps_its_score():
    team = make_team()
    post_population(team, KNOWN, 70)
    asset = make_asset(team)
    parts = [{"name": name, "weight": 0.5, "value": value, "advice": "", "gain": 0}
             for name, value in (("hook", 0.1), ("words", 0.9))]  # fmt: skip
    waiting = make_analysis(asset, score_components=parts)
    posted = MediaAnalysis.objects.filter(media__status="posted").first()
    fit_team(team, now=timezone.now())
    before = posted.pre_social_score
    waiting.refresh_from_db()
    posted.refresh_from_db()
    assert waiting.pre_social_score > 75
    assert waiting.score_detail["low"] < waiting.score_detail["high"]
    assert (posted.pre_social_score, posted.score_detail) == (before, {})


def test_a_version_that_fell_behind_gives_way_to_the_prior():
    team = make_team()
    post_population(team, KNOWN, 70)
    fit_team(team, now=timezone.now())
    MediaAnalysis.objects.all().delete()
    ScoringModel.objects.filter(kind="fitted").update(posts=0)
    post_population(team, NOISE, 60, seed=5)
    fit_team(team, now=timezone.now() + timedelta(days=1))
    newest = models_of(team).order_by("-version").first()
    assert newest.status == "rejected"
    behind = newest.rank_correlation < newest.prior_rank_correlation
    assert (models_of(team).get(status="active").kind == "prior") is behind


def test_the_backtest_ranks_every_version():
    team = make_team(name="Kitchen")
    post_population(team, KNOWN, 40)
    fit_team(team, now=timezone.now())
    out = StringIO()
    call_command("backtest", json=True, stdout=out)
    rows = json.loads(out.getvalue())["Kitchen"]
    assert {(row["platform"], row["version"]) for row in rows} == {
        ("", 1), ("", 2), ("tiktok", 1), ("tiktok", 2)
    }  # fmt: skip
    table = StringIO()
    call_command("backtest", stdout=table)
    assert "n=40" in table.getvalue()
