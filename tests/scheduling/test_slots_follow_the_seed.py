"""The planner's arithmetic: seed 000 §3, and what must hold for any calendar."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduling.planner import HORIZON, MAX_GAP, MIN_GAP, first_free, plan_slots, spacing_for

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)

# posts that stand already, from two days ago to beyond the horizon, at any minute
standing = st.lists(
    st.integers(-2 * 24 * 60, 62 * 24 * 60).map(lambda m: NOW + timedelta(minutes=m)),
    max_size=80,
    unique=True,
)
counts = st.integers(0, 900)
fast = settings(max_examples=120, deadline=None)


def seed_hours(media_count: int, horizon_hours: float = 24 * 60) -> list[float]:
    """The seed's function, word for word."""
    if media_count == 0:
        return []
    spacing = min(24, max(2, horizon_hours / media_count))
    slots = []
    for i in range(media_count):
        if i * spacing > horizon_hours:
            break
        slots.append(i * spacing)
    return slots


@pytest.mark.parametrize("count", [0, 1, 2, 10, 59, 60, 61, 100, 144, 719, 720, 721, 5000])
def test_an_empty_calendar_gets_the_slots_of_the_seed(count):
    hours = [(slot - NOW) / HOUR for slot in plan_slots(count, now=NOW)]
    assert hours == pytest.approx(seed_hours(count), abs=1e-5)


@pytest.mark.parametrize(("posts", "hours"), [(10, 24), (60, 24), (100, 14.4), (720, 2), (9999, 2)])
def test_spacing_shares_the_horizon_out_between_two_and_24_hours(posts, hours):
    assert spacing_for(posts) / HOUR == pytest.approx(hours)


def test_a_second_batch_counts_what_stands_already():
    first = plan_slots(100, now=NOW)
    second = plan_slots(100, now=NOW, taken=first)
    assert len(second) == 100
    assert not set(first) & set(second)


def test_media_that_trickle_in_are_planned_like_media_that_come_at_once():
    taken: list[datetime] = []
    for i in range(10):
        taken += plan_slots(1, now=NOW + i * 3 * HOUR, taken=taken)
    assert taken == plan_slots(10, now=NOW)


def test_a_post_that_just_went_out_keeps_the_next_one_a_day_away():
    assert plan_slots(1, now=NOW, taken=[NOW - HOUR]) == [NOW + 23 * HOUR]


def test_after_a_long_pause_the_first_slot_is_now():
    assert plan_slots(1, now=NOW, taken=[NOW - 30 * HOUR]) == [NOW]


def test_a_gap_of_more_than_a_day_before_a_standing_post_is_closed():
    slots = plan_slots(3, now=NOW, taken=[NOW, NOW + 25 * HOUR])
    assert slots[0] == NOW + 23 * HOUR  # the regular slot at 24 h would crowd the post at 25 h


def test_new_media_go_between_the_posts_of_a_full_horizon():
    full = plan_slots(100, now=NOW)
    fresh = plan_slots(5, now=NOW + 7 * HOUR, taken=full)
    assert len(fresh) == 5
    assert fresh[0] < NOW + 3 * MAX_GAP


@fast
@given(counts, standing)
def test_no_new_post_stands_within_two_hours_of_any_other(count, taken):
    slots = plan_slots(count, now=NOW, taken=taken)
    for slot in slots:
        assert all(abs(slot - at) >= MIN_GAP for at in taken)
    assert all(b - a >= MIN_GAP for a, b in pairwise(slots))


@fast
@given(counts, standing)
def test_slots_are_in_the_horizon_in_order_and_never_more_than_asked(count, taken):
    slots = plan_slots(count, now=NOW, taken=taken)
    assert slots == sorted(set(slots))
    assert len(slots) <= count
    assert all(NOW <= slot <= NOW + HORIZON for slot in slots)


@fast
@given(counts, standing)
def test_no_gap_is_longer_than_a_day_until_the_content_runs_out(count, taken):
    slots = plan_slots(count, now=NOW, taken=taken)
    until = slots[-1] if slots else NOW
    ahead = sorted({*slots, *(at for at in taken if NOW <= at <= until)})
    assert all(b - a <= MAX_GAP for a, b in pairwise(ahead))


@fast
@given(counts, standing)
def test_a_second_run_finds_nothing_to_do(count, taken):
    slots = plan_slots(count, now=NOW, taken=taken)
    left = count - len(slots)
    assert plan_slots(left, now=NOW, taken=[*taken, *slots]) == []


@fast
@given(counts, standing, st.randoms())
def test_the_same_input_gives_the_same_plan_in_any_order(count, taken, random):
    shuffled = random.sample(taken, len(taken))
    assert plan_slots(count, now=NOW, taken=taken) == plan_slots(count, now=NOW, taken=shuffled)


@fast
@given(standing)
def test_the_first_free_moment_keeps_two_hours_from_everything(taken):
    moment = first_free(NOW, taken)
    assert moment >= NOW
    assert all(abs(at - moment) >= MIN_GAP for at in taken)
