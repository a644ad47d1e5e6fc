"""The post's score: robust, shrunk while few, silent where nothing is known."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.scoring import is_comparable, score_post

USUAL = [{"views": v, "engagements": v // 10} for v in (800, 900, 1000, 1100, 1200)]

counter = st.one_of(st.none(), st.integers(0, 10**9))
figures = st.fixed_dictionaries(
    {"views": counter, "engagements": counter, "watch_time_sec": counter, "clicks": counter}
)


def test_a_usual_post_is_in_the_middle():
    assert score_post({"views": 1000, "engagements": 100}, USUAL).score == pytest.approx(50, abs=1)


def test_more_views_and_reactions_score_higher():
    weak = score_post({"views": 500, "engagements": 20}, USUAL).score
    strong = score_post({"views": 2000, "engagements": 400}, USUAL).score
    assert weak < 40 < 60 < strong


def test_one_viral_post_does_not_make_the_others_look_bad():
    viral = [*USUAL, {"views": 5_000_000, "engagements": 900_000}]
    mine = {"views": 1000, "engagements": 100}
    assert score_post(mine, viral).score == pytest.approx(score_post(mine, USUAL).score, abs=8)


def test_few_posts_keep_the_score_near_fifty():
    mine = {"views": 100_000}
    scores = [score_post(mine, [{"views": 1000}] * n).score for n in (1, 3, 10, 50)]
    assert scores == sorted(scores)
    assert scores[0] == pytest.approx(60)
    assert scores[-1] > 95


def test_the_first_post_of_an_account_has_no_score_and_says_why():
    first = score_post({"views": 1000}, [])
    assert first.score is None
    assert "no other post" in first.sentence


def test_a_platform_that_reports_nothing_gives_no_score():
    silent = score_post({"views": None}, USUAL)
    assert silent.score is None
    assert "reports nothing" in silent.sentence


def test_a_missing_counter_is_left_out_and_not_taken_for_zero():
    with_gap = score_post({"views": 2000, "engagements": None}, USUAL)
    assert [part.name for part in with_gap.parts] == ["audience"]
    assert with_gap.score > 60


def test_the_detail_names_the_sample_and_the_difference_from_the_prediction():
    detail = score_post({"views": 1450}, USUAL, pre_social_score=60.0).as_detail()
    assert detail["sample_size"] == 5
    assert detail["difference_from_pre_social_score"] == round(detail["score"] - 60.0, 1)
    views = detail["comparisons"][0]
    assert (views["median"], views["difference_pct"]) == (1000, 45.0)


@given(figures, st.lists(figures, max_size=12))
def test_every_score_is_between_0_and_100_or_missing(mine, peers):
    score = score_post(mine, peers).score
    assert score is None or 0 <= score <= 100


@given(st.integers(0, 10**6), st.integers(1, 10**6), st.lists(st.integers(0, 10**6), min_size=1))
def test_more_views_never_score_lower(views, more, peers):
    rows = [{"views": v} for v in peers]
    assert (
        score_post({"views": views + more}, rows).score >= score_post({"views": views}, rows).score
    )


def test_readings_of_another_true_age_are_not_compared():
    assert is_comparable(86_400, 90_000)
    assert not is_comparable(900, 3_500)
