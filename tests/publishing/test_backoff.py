"""When to try again and when to look again."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from publishing import backoff

MINUTE = timedelta(minutes=1)
seeds = st.text(min_size=1, max_size=20)


@given(retries=st.integers(0, 2), seed=seeds)
def test_three_retries_five_minutes_apart(retries, seed):
    assert 4 * MINUTE <= backoff.retry_delay(retries, seed) <= 6 * MINUTE


@given(retries=st.integers(3, 100), seed=seeds)
def test_then_no_more(retries, seed):
    assert backoff.retry_delay(retries, seed) is None


@given(seed=seeds)
def test_the_same_seed_gives_the_same_delay(seed):
    assert backoff.retry_delay(1, seed) == backoff.retry_delay(1, seed)


def test_a_crowd_does_not_come_back_at_once():
    delays = {backoff.retry_delay(0, f"post {n}") for n in range(50)}
    assert len(delays) == 50
    assert max(delays) - min(delays) > MINUTE


@given(tries=st.integers(0, 10_000), seed=seeds)
def test_soon_is_never_later_than_six_minutes(tries, seed):
    assert 0.4 * MINUTE <= backoff.soon_delay(tries, seed) <= 6 * MINUTE


def test_look_ups_follow_the_ladder():
    settle = timedelta(seconds=180)
    hours = [backoff.lookup_delay(n, settle) / timedelta(hours=1) for n in range(9)]
    assert hours == [0.05, 5 / 60, 0.25, 1, 3, 6, 12, 12, 12]


def test_settling_takes_longer_for_a_video_and_never_less_than_two_deadlines():
    three = timedelta(seconds=180)
    minute = timedelta(seconds=60)
    assert backoff.settle_time(three, has_video=False, deadline=minute) == three
    assert backoff.settle_time(three, has_video=True, deadline=minute) == timedelta(seconds=900)
    assert backoff.settle_time(minute / 6, has_video=False, deadline=minute) == 2 * minute


def test_polling_slows_down_to_five_minutes():
    delays = [backoff.poll_delay(n) for n in range(20)]
    assert delays == sorted(delays)
    assert delays[-1] == 5 * MINUTE


def test_after_a_day_a_person_is_asked():
    sent = datetime(2026, 3, 2, tzinfo=UTC)
    assert not backoff.needs_person(sent, sent + timedelta(hours=23, minutes=59))
    assert backoff.needs_person(sent, sent + timedelta(hours=24))
