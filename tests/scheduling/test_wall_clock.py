"""Wall-clock times on the days on which the clocks change, in ten zones."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduling.timetable import occurrences
from scheduling.wall_clock import half_hours, is_between, moment_of
from tests.scheduling.test_best_times import ZONES

BERLIN = ZoneInfo("Europe/Berlin")
SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)


def test_a_time_that_does_not_exist_is_moved_forward_and_says_so():
    moment = moment_of(SPRING, time(2, 30), BERLIN)
    assert moment.at.astimezone(BERLIN).time() == time(3, 30)
    assert moment.note == "02:30 does not exist that night: the clocks go forward."


def test_a_time_that_comes_twice_is_taken_once_and_says_so():
    moment = moment_of(AUTUMN, time(2, 30), BERLIN)
    assert moment.at == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert "comes twice" in moment.note


def test_half_an_hour_is_left_out_on_lord_howe_island():
    moment = moment_of(date(2026, 10, 4), time(2, 15), ZoneInfo("Australia/Lord_Howe"))
    assert moment.at.astimezone(ZoneInfo("Australia/Lord_Howe")).time() == time(2, 45)


@settings(max_examples=500, deadline=None)
@given(st.dates(date(2025, 1, 1), date(2028, 1, 1)), st.times(), st.sampled_from(ZONES))
def test_every_wall_clock_time_is_one_moment(day, clock, name):
    zone = ZoneInfo(name)
    moment = moment_of(day, clock, zone)
    shown = moment.at.astimezone(zone)
    assert moment.note or (shown.date(), shown.time()) == (day, clock.replace(fold=0))


@pytest.mark.parametrize("name", ZONES)
def test_a_daily_slot_comes_once_a_day_all_year(name):
    zone = ZoneInfo(name)
    start, end = datetime(2026, 1, 2, tzinfo=UTC), datetime(2027, 1, 2, tzinfo=UTC)
    limits = {"pattern": "daily", "until": None, "first": start, "last": end}
    times = [m.at for m in occurrences(date(2026, 1, 1), time(2, 30), zone, **limits)]
    days = [at.astimezone(zone).date() for at in times]
    assert len(set(times)) == len(times) == len(set(days))
    assert len(days) in (365, 366)


def test_a_monthly_slot_on_the_31st_comes_on_the_last_day_of_shorter_months():
    limits = {
        "pattern": "monthly",
        "until": None,
        "first": datetime(2026, 1, 1, tzinfo=UTC),
        "last": datetime(2026, 5, 1, tzinfo=UTC),
    }
    moments = occurrences(date(2026, 1, 31), time(12), ZoneInfo("UTC"), **limits)
    assert [(m.at.month, m.at.day) for m in moments] == [(1, 31), (2, 28), (3, 31), (4, 30)]


def test_a_slot_ends_where_it_should():
    limits = {
        "pattern": "weekly",
        "until": date(2026, 1, 20),
        "first": datetime(2026, 1, 1, tzinfo=UTC),
        "last": datetime(2026, 5, 1, tzinfo=UTC),
    }
    moments = occurrences(date(2026, 1, 5), time(12), BERLIN, **limits)
    assert [m.at.day for m in moments] == [5, 12, 19]


@pytest.mark.parametrize("name", ZONES)
def test_half_hours_are_half_hours_on_the_clocks_of_the_zone(name):
    zone = ZoneInfo(name)
    start = datetime(2026, 3, 28, 20, 7, tzinfo=UTC)
    for at in half_hours(start, start + timedelta(days=2), zone):
        assert at.astimezone(zone).minute in (0, 30)


def test_hours_over_midnight():
    assert is_between(time(23), time(22), time(7))
    assert is_between(time(6, 59), time(22), time(7))
    assert not is_between(time(7), time(22), time(7))
    assert not is_between(time(12), time(9), time(9))
