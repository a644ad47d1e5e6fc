"""Which hours are good is learned from the account's own posts, and only from enough of them."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.models import PatternFeedback
from metrics.services.timing import learn_timing
from metrics.timing import MIN_POSTS, TimedScore, weigh_hours
from platforms.models import PlatformPattern
from tests.factories import make_connection, make_reading, make_schedule

DAY = timedelta(days=1)


def test_nothing_is_learned_from_a_few_posts():
    assert weigh_hours([TimedScore(0, 9, 90.0)] * (MIN_POSTS - 1)) is None


def test_the_hour_with_the_best_posts_weighs_most():
    posts = [TimedScore(1, 19, 85.0)] * 8 + [TimedScore(3, 12, 55.0)] * 8
    weights = weigh_hours(posts)
    assert max(weights, key=weights.get) == (1, 19)
    assert weights[1, 19] == 1.0
    assert weights[1, 18] < 1.0


def test_one_lucky_post_weighs_less_than_many_good_ones():
    posts = [TimedScore(5, 7, 100.0)] + [TimedScore(1, 19, 80.0)] * 20
    weights = weigh_hours(posts)
    assert weights[5, 7] < weights[1, 19]


def test_midnight_on_sunday_is_beside_monday():
    weights = weigh_hours([TimedScore(6, 23, 90.0)] * MIN_POSTS)
    assert (0, 0) in weights


@given(st.lists(st.builds(TimedScore, st.integers(0, 6), st.integers(0, 23), st.floats(0, 100))))
def test_weights_are_between_0_and_1_and_the_best_is_1(posts):
    weights = weigh_hours(posts) or {}
    assert all(0 <= w <= 1 for w in weights.values())
    assert not weights or max(weights.values()) == 1.0


@pytest.fixture
def account(team):
    return make_connection(team)


def measured(account, at: datetime, score: float, **fields):
    post = make_schedule(
        account, status="posted", scheduled_at=at, published_at=at, external_post_id=f"{at}"
    )
    return make_reading(post, checkpoint="24h", post_social_score=score, **fields)


def test_after_enough_posts_the_pattern_is_stored_with_its_evidence(account, now):
    readings = [measured(account, now - n * DAY, 60.0 + n) for n in range(MIN_POSTS)]
    learn_timing(readings[-1])
    pattern = PlatformPattern.objects.get()
    assert (pattern.evidence_count, pattern.connection) == (MIN_POSTS, account)
    hours = {hour for _, hour, _ in pattern.pattern_template["weights"]}
    assert now.astimezone(account.team.zone).hour in hours


def test_simulated_and_real_posts_teach_apart(account, now):
    for n in range(MIN_POSTS):
        measured(account, now - n * DAY, 80.0, is_simulated=True)
    learn_timing(measured(account, now - 40 * DAY, 80.0, is_simulated=False))
    assert not PlatformPattern.objects.exists()


def test_each_later_post_says_whether_it_kept_to_the_pattern(account, now):
    for n in range(MIN_POSTS):
        reading = measured(account, now - n * 7 * DAY, 80.0)
    learn_timing(reading)
    good, bad = measured(account, now + 7 * DAY, 70.0), measured(account, now + 180 * DAY / 24, 20)
    learn_timing(good)
    learn_timing(bad)
    feedback = {row.schedule: row for row in PatternFeedback.objects.all()}
    assert feedback[good.schedule].pattern_applied
    assert not feedback[bad.schedule].pattern_applied
    assert feedback[good.schedule].day_of_week == now.astimezone(account.team.zone).weekday()


def test_readings_at_other_ages_teach_nothing(account, now):
    reading = measured(account, now, 80.0)
    reading.checkpoint = "7d"
    learn_timing(reading)
    assert not PlatformPattern.objects.exists()
