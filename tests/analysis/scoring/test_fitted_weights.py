"""Fitted weights beat the prior where there is something to learn, and only there."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.scoring import Scorer, rescore
from analysis.scoring.calibration import Calibration, calibrate
from analysis.scoring.judging import judge
from analysis.scoring.ranks import correlation_interval, rank_correlation, rising
from analysis.scoring.weights import fit_weights, raw_scores
from bench.population import KNOWN, NOISE, PRIOR, TRUE
from bench.scoring import trial


@pytest.fixture(scope="module")
def verdict():
    return judge(KNOWN.draw(80, seed=3), PRIOR)


def test_a_fit_beats_the_prior_on_posts_that_nobody_saw(verdict):
    fresh = KNOWN.draw(2000, seed=99)
    ours = rank_correlation(raw_scores(fresh, verdict.weights), fresh.targets)
    theirs = rank_correlation(raw_scores(fresh, PRIOR), fresh.targets)
    truth = rank_correlation(raw_scores(fresh, TRUE), fresh.targets)
    assert verdict.adopted
    assert theirs + 0.15 < ours <= truth + 0.02


def test_the_true_weights_are_found(verdict):
    assert sum(verdict.weights.values()) == pytest.approx(1)
    assert sorted(verdict.weights, key=verdict.weights.get)[-2:] == ["sound", "words"]


def test_noise_is_not_adopted():
    assert not any(trial(NOISE, seed)[3] for seed in range(5))


def test_too_few_posts_are_refused():
    with pytest.raises(ValueError, match="a fit needs 30"):
        judge(KNOWN.draw(29, seed=1), PRIOR)


def test_when_results_follow_the_prior_it_stays_close():
    agreeing = KNOWN.__class__(PRIOR, noise=0.6).draw(60, seed=2)
    weights = fit_weights(agreeing, PRIOR)
    assert sum(abs(weights[name] - PRIOR[name]) for name in PRIOR) < 0.5


def test_scores_use_the_whole_range_and_mean_a_share_of_the_posts(verdict):
    posts = KNOWN.draw(400, seed=7)
    scores = np.array([verdict.calibration.score(raw)
                       for raw in raw_scores(posts, verdict.weights)])  # fmt: skip
    assert scores.min() < 5 < 95 < scores.max()
    assert np.mean(scores <= 70) == pytest.approx(0.7, abs=0.12)


def test_four_of_five_posts_end_inside_the_interval(verdict):
    posts = KNOWN.draw(1000, seed=8)
    curve = verdict.calibration
    spans = [curve.interval(curve.score(raw)) for raw in raw_scores(posts, verdict.weights)]
    inside = [low <= at <= high for (low, high), at in zip(spans, posts.targets, strict=True)]
    assert np.mean(inside) == pytest.approx(0.8, abs=0.1)


def test_a_calibration_survives_the_store(verdict):
    again = Calibration.from_json(verdict.calibration.as_json())
    assert again.score(55) == pytest.approx(verdict.calibration.score(55), abs=0.2)
    assert again.interval(50) == pytest.approx(verdict.calibration.interval(50), abs=0.2)


@given(st.lists(st.floats(0, 100), min_size=2, max_size=40))
def test_a_higher_sum_never_scores_lower(raw):
    curve = calibrate(np.array(raw), np.array(raw[::-1]))
    scores = [curve.score(at) for at in range(0, 101, 5)]
    assert scores == sorted(scores)
    assert all(0 <= score <= 100 for score in scores)


@given(st.lists(st.floats(-5, 5), min_size=1, max_size=30))
def test_the_rising_curve_rises_and_keeps_the_mean(values):
    found = rising(np.array(values))
    assert (np.diff(found) >= -1e-9).all()
    assert found.mean() == pytest.approx(np.mean(values), abs=1e-9)


@pytest.mark.parametrize(
    ("left", "right", "rho"),
    [([1, 2, 3, 4], [10, 20, 30, 99], 1), ([1, 2, 3], [3, 2, 1], -1), ([1, 1, 1], [1, 2, 3], 0),
     ([1, 2, 2, 4], [1, 3, 2, 4], 0.9487)],
)  # fmt: skip
def test_rank_correlation(left, right, rho):
    assert rank_correlation(np.array(left), np.array(right)) == pytest.approx(rho, abs=1e-4)


def test_the_interval_narrows_with_more_posts():
    few, many = correlation_interval(0.4, 12), correlation_interval(0.4, 120)
    assert few[0] < 0 < many[0] < 0.4 < many[1] < few[1]


def test_a_step_tells_the_score_after_the_change():
    kept = [{"name": "hook", "label": "Hook", "weight": 0.5, "value": 0.2, "advice": "speak first",
             "gain": 20.0, "sentence": "Hook: x."},
            {"name": "sound", "label": "Sound", "weight": 0.5, "value": 0.8, "advice": "",
             "gain": 0, "sentence": "Sound: y."}]  # fmt: skip
    curve = Calibration([(0, 0), (50, 40), (70, 90), (100, 100)], [(0, 50)], 30.0)
    card = rescore(kept, "video", Scorer("x", {"hook": 0.5, "sound": 0.5}, curve, posts=40))
    assert card.score == 40
    assert card.detail["steps"] == [
        {"name": "hook", "label": "Hook", "advice": "speak first", "gain": 50.0, "to": 90.0}
    ]
    assert "better than 40 % of your 40 measured posts" in card.explanation
