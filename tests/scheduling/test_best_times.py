"""Each post goes to the best hour of its window; the rhythm of the seed holds."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduling.best_times import place_times
from scheduling.planner import HORIZON, MAX_GAP, MIN_GAP, plan_slots
from scheduling.timetable import Closure, GoodHours, SlotTime, Timetable

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)  # a Monday
HOUR = timedelta(hours=1)
FLAT = GoodHours(weights={})
ZONES = [
    "UTC", "Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe",
    "Pacific/Chatham", "America/St_Johns", "Asia/Kolkata", "Pacific/Apia", "Africa/Casablanca",
]  # fmt: skip
many = settings(max_examples=700, deadline=None)


def flat(**fields) -> Timetable:
    return Timetable(zone=BERLIN, good_hours=FLAT, **fields)


def placed(count=3, *, taken=(), timetable=None, now=NOW):
    return [t.at for t in place_times(count, now=now, taken=taken, timetable=timetable or flat())]


moments = st.integers(-2 * 24 * 60, 61 * 24 * 60).map(lambda m: NOW + timedelta(minutes=m))
timetables = st.builds(
    Timetable,
    zone=st.sampled_from(ZONES).map(ZoneInfo),
    good_hours=st.dictionaries(
        st.tuples(st.integers(0, 6), st.integers(0, 23)), st.floats(0, 1), max_size=12
    ).map(lambda weights: GoodHours(weights, posts=30)),
    quiet=st.none() | st.tuples(st.times(), st.times()).filter(lambda q: _length(q) < 12),
    per_day=st.none() | st.integers(1, 12),
)


def _length(quiet) -> float:
    start, end = (t.hour + t.minute / 60 for t in quiet)
    return (end - start) % 24


@pytest.mark.parametrize("count", [0, 1, 10, 61, 100, 720])
def test_without_rules_and_good_hours_the_times_are_the_seeds(count):
    assert placed(count) == plan_slots(count, now=NOW)


def test_a_post_moves_to_the_best_hour_of_its_window():
    good = GoodHours({(1, 19): 1.0, (1, 10): 0.5}, posts=40)
    first, second = place_times(2, now=NOW, timetable=Timetable(zone=BERLIN, good_hours=good))
    assert first.at == NOW
    # 19:00 would be better, but more than a day after the first
    assert second.at.astimezone(BERLIN) == datetime(2026, 3, 3, 10, 30, tzinfo=BERLIN)


def test_a_good_hour_says_where_it_was_learned():
    good = GoodHours({(0, 19): 1.0}, posts=40)
    (only,) = place_times(1, now=NOW, timetable=Timetable(zone=BERLIN, good_hours=good))
    assert only.at == datetime(2026, 3, 2, 18, tzinfo=UTC)
    assert only.why == "Monday 19:00 is a good hour (learned from 40 posts of this account)."


def test_the_defaults_of_the_seed_say_that_nothing_was_learned():
    (only,) = place_times(1, now=NOW - 6 * HOUR, timetable=Timetable(zone=BERLIN))
    assert only.at == datetime(2026, 3, 2, 8, tzinfo=UTC)
    assert "a general default" in only.why


def test_quiet_hours_over_midnight_are_kept_free():
    quiet = (time(22), time(7))
    for at in placed(300, timetable=flat(quiet=quiet)):
        assert 7 <= at.astimezone(BERLIN).hour < 22


def test_closed_days_get_nothing_and_the_next_time_says_why():
    closed = Closure(date(2026, 3, 3), date(2026, 3, 5), "trade fair")
    times = place_times(10, now=NOW, timetable=flat(closures=[closed]))
    assert not {t.at.astimezone(BERLIN).date() for t in times} & {date(2026, 3, 4)}
    assert any("trade fair" in t.why for t in times)


def test_prime_slots_are_used_when_one_is_in_the_window():
    prime = SlotTime(NOW + 3 * HOUR + timedelta(minutes=7), "prime")
    (only,) = place_times(1, now=NOW, timetable=flat(slots=[prime]))
    assert (only.at, only.kind) == (prime.at, "prime")


def test_an_account_with_regular_slots_is_planned_into_them_only():
    slots = [SlotTime(NOW + timedelta(days=d, hours=5)) for d in range(60)]
    assert set(placed(20, timetable=flat(slots=slots))) <= {slot.at for slot in slots}


def test_locked_and_test_slots_are_left_to_people():
    locked = SlotTime(NOW + HOUR, is_locked=True)
    trial = SlotTime(NOW + 26 * HOUR, "test")
    times = placed(5, timetable=flat(slots=[locked, trial]))
    assert trial.at not in times
    assert all(abs(at - locked.at) >= MIN_GAP for at in times)


def test_the_account_s_daily_limit_is_kept():
    times = placed(100, timetable=flat(per_day=2))
    for at in times:
        assert sum(at <= other < at + timedelta(days=1) for other in times) <= 2


@many
@given(st.integers(0, 40), st.lists(moments, max_size=25, unique=True), timetables)
def test_every_time_is_free_open_and_two_hours_from_all_others(count, taken, timetable):
    times = placed(count, taken=taken, timetable=timetable)
    assert len(times) <= count
    assert len(set(times)) == len(times)
    for at in times:
        assert NOW <= at <= NOW + HORIZON
        assert not timetable.why_closed(at)
        others = [*taken, *(other for other in times if other != at)]
        assert all(abs(at - other) >= MIN_GAP for other in others)


@many
@given(st.integers(1, 40), timetables)
def test_no_gap_is_longer_than_a_day_unless_limits_or_quiet_hours_force_it(count, timetable):
    free = Timetable(zone=timetable.zone, good_hours=timetable.good_hours)
    times = placed(count, timetable=free)
    assert len(times) == count
    assert all(later - sooner <= MAX_GAP for sooner, later in pairwise(times))


@many
@given(st.integers(0, 20), st.lists(moments, max_size=20, unique=True), timetables)
def test_the_same_input_gives_the_same_plan(count, taken, timetable):
    once = place_times(count, now=NOW, taken=taken, timetable=timetable)
    assert once == place_times(count, now=NOW, taken=reversed(taken), timetable=timetable)
