"""A day on which the clocks change says so, in every kind of zone."""

from datetime import date, time
from zoneinfo import ZoneInfo

import pytest

from scheduling.calendar.clocks import clock_change
from scheduling.wall_clock import moment_of

BERLIN = ZoneInfo("Europe/Berlin")


def test_in_spring_the_hour_that_is_left_out_is_named_with_where_its_posts_go():
    change = clock_change(date(2026, 3, 29), BERLIN)
    assert change.missing == {time(2), time(2, 30)}
    assert "02:00 to 03:00 does not exist" in change.sentence
    assert "02:30 goes out at 03:30" in change.sentence


def test_in_autumn_the_hour_that_comes_twice_is_named():
    change = clock_change(date(2026, 10, 25), BERLIN)
    assert change.twice == {time(2), time(2, 30)}
    assert "02:00 to 03:00 comes twice" in change.sentence
    assert "goes out once" in change.sentence


def test_a_change_of_half_an_hour_is_half_an_hour():
    change = clock_change(date(2026, 10, 4), ZoneInfo("Australia/Lord_Howe"))
    assert change.missing == {time(2)}
    assert "02:00 to 02:30 does not exist" in change.sentence
    assert "02:00 goes out at 02:30" in change.sentence


@pytest.mark.parametrize("zone", ["UTC", "Asia/Kathmandu", "America/Phoenix"])
def test_other_days_and_zones_say_nothing(zone):
    assert clock_change(date(2026, 3, 29), ZoneInfo(zone)) is None
    assert clock_change(date(2026, 3, 28), BERLIN) is None


@pytest.mark.parametrize("day", [date(2026, 3, 29), date(2026, 10, 25)])
def test_what_the_sentence_says_is_what_the_planner_does(day):
    at = moment_of(day, time(2, 30), BERLIN).at.astimezone(BERLIN)
    shown = "03:30" if clock_change(day, BERLIN).missing else "02:30"
    assert f"{at:%H:%M}" == shown
    assert at.fold == 0
