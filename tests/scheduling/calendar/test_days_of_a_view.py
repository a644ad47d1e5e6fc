"""Which days each view shows, where its arrows lead, and when a day begins."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduling.calendar.spans import FIRST_DAY, LAST_DAY, VIEWS, span_of, turn

SUNDAY, MONDAY = 6, 0
DAYS = st.dates(FIRST_DAY + timedelta(days=100), LAST_DAY - timedelta(days=100))


def test_five_weeks_begin_with_the_week_of_the_day():
    span = span_of("weeks", date(2026, 3, 20), MONDAY)
    assert (span.first, span.last) == (date(2026, 3, 16), date(2026, 4, 19))


def test_a_month_is_shown_in_whole_weeks_of_the_language():
    assert span_of("month", date(2026, 3, 20), MONDAY).first == date(2026, 2, 23)
    assert span_of("month", date(2026, 3, 20), SUNDAY).first == date(2026, 3, 1)
    assert span_of("month", date(2026, 2, 20), SUNDAY).days == 28


@given(DAYS, st.sampled_from(sorted(VIEWS)), st.integers(0, 6))
def test_every_view_shows_the_day_it_was_opened_at(day, view, week_start):
    span = span_of(view, day, week_start)
    assert span.first <= day <= span.last
    if view in ("weeks", "month", "week"):
        assert span.first.weekday() == week_start
        assert span.days % 7 == 0


@given(DAYS, st.sampled_from(["weeks", "week", "day", "list"]))
def test_later_and_earlier_take_each_other_back(day, view):
    assert turn(view, turn(view, day, 1), -1) == day


def test_a_month_turns_to_the_first_of_the_next_one_over_the_year():
    assert turn("month", date(2026, 12, 31), 1) == date(2027, 1, 1)
    assert turn("month", date(2027, 1, 31), -1) == date(2026, 12, 1)


def test_the_edges_of_the_calendar_hold():
    assert turn("month", LAST_DAY, 1) == LAST_DAY
    assert turn("weeks", FIRST_DAY, -1) == FIRST_DAY


@pytest.mark.parametrize(("day", "hours"), [(29, 23), (30, 24)])
def test_a_day_is_as_long_as_the_clocks_make_it(day, hours):
    first, last = span_of("day", date(2026, 3, day), MONDAY).bounds(ZoneInfo("Europe/Berlin"))
    assert last - first == timedelta(hours=hours)
    assert first.tzinfo is not None
    assert datetime(2026, 3, day, tzinfo=UTC) - first <= timedelta(hours=2)
