"""Figures and comments of the Sandbox: seeded, in proportion, never falling."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from platforms.sandbox.comments import comments_at
from platforms.sandbox.growth import (
    DAY,
    PACES,
    PostFacts,
    age_at_share,
    content_nudge,
    counters_at,
    followers_at,
    share_reached,
)

NOON = 1_772_452_800.0  # a Monday noon, UTC


def make_post(**changes) -> PostFacts:
    values = {
        "platform": "tiktok",
        "network": "tiktok",
        "handle": "maker",
        "text": "Coffee first. Brewing slowly matters. #coffee",
        "posted_at": NOON,
        "media_hashes": ["a" * 64],
        "duration_sec": 20.0,
        "width": 1080,
        "height": 1920,
    }
    return PostFacts(**{**values, **changes})


POSTS = st.builds(
    make_post,
    platform=st.sampled_from(sorted(PACES)),
    handle=st.text(min_size=1, max_size=8),
    text=st.text(max_size=80),
    duration_sec=st.none() | st.floats(0.5, 4000),
)
AGES = st.lists(st.floats(-100, 60 * DAY), min_size=2, max_size=6).map(sorted)


@given(post=POSTS, ages=AGES)
def test_no_counter_ever_falls(post, ages):
    readings = [counters_at(post, post.posted_at + age) for age in ages]
    for earlier, later in pairwise(readings):
        assert all(earlier[name] <= later[name] for name in earlier)


@given(post=POSTS, age=st.floats(0, 60 * DAY))
def test_counters_are_in_proportion(post, age):
    reading = counters_at(post, post.posted_at + age)
    assert reading["reach"] <= reading["views"] <= reading["impressions"]
    assert reading["likes"] <= reading["views"]
    assert reading["followers_lost"] <= reading["followers_gained"]


@given(platform=st.sampled_from(sorted(PACES)), share=st.floats(0.001, 0.999))
def test_age_at_share_is_the_inverse_of_the_curve(platform, share):
    assert share_reached(platform, age_at_share(platform, share)) == pytest.approx(share)


def test_first_day_brings_most_and_a_week_nearly_all():
    assert 0.4 < share_reached("tiktok", DAY) < 0.8
    assert share_reached("tiktok", 7 * DAY) > 0.95


def test_same_content_grows_the_same_and_another_account_differently():
    at = NOON + DAY
    assert counters_at(make_post(), at) == counters_at(make_post(), at)
    assert counters_at(make_post(), at) != counters_at(make_post(handle="other"), at)
    assert counters_at(make_post(), at) != counters_at(make_post(text="Tea."), at)


def test_form_of_a_post_matters():
    plain = content_nudge(make_post(posted_at=NOON))
    assert content_nudge(make_post(width=1920, height=1080)) < plain
    assert content_nudge(make_post(text="Why coffee? #coffee")) > plain
    assert content_nudge(make_post(posted_at=NOON + 6 * 3600)) > plain
    assert content_nudge(make_post(duration_sec=300)) < plain


def test_photo_has_no_watch_time():
    reading = counters_at(make_post(media_type="image", duration_sec=None), NOON + DAY)
    assert "watch_time_sec" not in reading


@given(post=POSTS, age=st.floats(0, 30 * DAY))
def test_comments_are_as_many_as_counted_and_not_from_the_future(post, age):
    now = post.posted_at + age
    comments = comments_at(post, now)
    assert len(comments) == counters_at(post, now)["comments_count"]
    times = [comment.posted_at for comment in comments]
    assert times == sorted(times)
    assert all(post.posted_at <= moment <= now for moment in times)


def test_comments_stay_what_they_were_and_their_likes_grow():
    early, late = (comments_at(make_post(), NOON + days * DAY) for days in (1, 7))
    assert len(late) > len(early) > 5
    for before, after in zip(early, late, strict=False):
        assert (before.number, before.author, before.text) == (
            after.number,
            after.author,
            after.text,
        )
        assert before.likes <= after.likes


def test_comments_are_varied_and_speak_of_the_post():
    texts = [c.text for n in range(20) for c in comments_at(make_post(handle=f"h{n}"), NOON + DAY)]
    assert len(set(texts)) > 25
    assert any("brewing" in text for text in texts)
    assert any(text.endswith("?") for text in texts)


def test_followers_follow_what_the_posts_brought():
    post = make_post()
    quiet = followers_at("tiktok", "maker", [], opened_at=NOON, now=NOON + DAY)
    busy = followers_at("tiktok", "maker", [post], opened_at=NOON, now=NOON + DAY)
    reading = counters_at(post, NOON + DAY)
    assert busy - quiet == reading["followers_gained"] - reading["followers_lost"] > 0
