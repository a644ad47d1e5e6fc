"""`coach_summary` answers in exactly the shape of seed 000 §5, whatever is known."""

import pytest

from ai.protocols import ProviderUnavailable
from coaching.services import coach_summary, write_insight
from tests.coaching.scenes import make_clip, make_post, measure
from tests.factories import make_asset, make_connection

KEYS = [
    "media_id",
    "pre_social_score",
    "post_social_score_24h",
    "performance_summary",
    "what_worked",
    "what_to_improve",
    "recommended_next_formats",
]


@pytest.fixture(autouse=True)
def without_a_key(monkeypatch):
    def no_model():
        raise ProviderUnavailable("No text model is configured.")

    monkeypatch.setattr("coaching.services.insights.get_text_model", no_model)
    monkeypatch.setattr("briefs.services.write.get_text_model", no_model)


def check_shape(summary):
    assert list(summary) == KEYS
    assert isinstance(summary["performance_summary"], str)
    for name in ("what_worked", "what_to_improve"):
        assert all(isinstance(line, str) and line for line in summary[name])
    for form in summary["recommended_next_formats"]:
        assert list(form) == ["format", "description"]


def test_a_measured_post(team, now):
    post = make_post(team, now)
    write_insight(post, "24h", now=now)
    summary = coach_summary(post.media)
    check_shape(summary)
    assert summary["media_id"] == str(post.media_id)
    assert summary["pre_social_score"] == 72
    assert summary["post_social_score_24h"] > 60
    assert summary["performance_summary"].startswith("Above your channel median by 45% views.")
    assert "simulation" in summary["performance_summary"]


def test_the_leading_account_speaks(team, now):
    weak = make_post(team, now, views=300)
    strong = make_post(team, now, asset=weak.media, connection=make_connection(team), views=5000)
    score = strong.metrics.get().post_social_score
    assert coach_summary(weak.media)["post_social_score_24h"] == score


def test_a_post_without_its_24h_reading_has_no_score_and_says_so(team, now):
    post = make_post(team, now)
    post.metrics.all().delete()
    measure(post, "1h", views=100, peers=(50, 60))
    summary = coach_summary(post.media)
    check_shape(summary)
    assert summary["post_social_score_24h"] is None
    assert "no reading at +24 h" in summary["performance_summary"]


def test_the_first_post_of_an_account_has_no_score_and_says_why(team, now):
    summary = coach_summary(make_post(team, now, peers=()).media)
    assert summary["post_social_score_24h"] is None
    assert "no other post of this account" in summary["performance_summary"]


def test_a_clip_that_is_not_posted(team):
    summary = coach_summary(make_clip(team))
    check_shape(summary)
    assert summary["performance_summary"].startswith("Not posted yet")
    assert summary["what_to_improve"]


def test_media_that_is_not_analysed(team):
    summary = coach_summary(make_asset(team, status="ingested"))
    check_shape(summary)
    assert summary["pre_social_score"] is None


def test_the_number_of_queries_is_constant(team, now, django_assert_max_num_queries):
    post = make_post(team, now)
    for _ in range(3):
        write_insight(post, "on_demand", now=now)
    with django_assert_max_num_queries(11):
        coach_summary(post.media)
