"""Dates as people and spreadsheets write them, in a zone, across changes of the clocks."""

from contextlib import suppress
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduling.imports.when import DateOrder, order_of, read_when

BERLIN = ZoneInfo("Europe/Berlin")
HALF_PAST_TWO = datetime(2031, 3, 4, 13, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "2031-03-04 14:30",
        "2031-03-04T14:30:00",
        "2031/3/4 14:30",
        "2031-03-04 2:30 PM",
        "2031-03-04 2:30pm",
        "2031-03-04T13:30:00Z",
        "2031-03-04T15:30:00+02:00",
        "2031-03-04 18:30 +0500",
        "04.03.2031 14:30",
        "4.3.2031, 14.30",
        "2031-03-04 14h30",
    ],
)
def test_one_moment_written_in_many_ways(text):
    assert read_when(text, BERLIN).at == HALF_PAST_TWO


def test_a_date_with_slashes_follows_the_order_that_was_said():
    assert read_when("4/3/2031 14:30", BERLIN, DateOrder.DAY_FIRST).at == HALF_PAST_TWO
    assert read_when("3/4/2031 14:30", BERLIN, DateOrder.MONTH_FIRST).at == HALF_PAST_TWO
    assert read_when("3/14/2031 9 am", BERLIN).at == datetime(2031, 3, 14, 8, tzinfo=UTC)


def test_a_date_that_can_be_read_in_two_ways_is_not_guessed():
    with pytest.raises(ValueError, match="in two ways"):
        read_when("3/4/2031 14:30", BERLIN)
    assert read_when("3/3/2031 14:30", BERLIN).at.day == 3


def test_other_rows_tell_the_order():
    assert order_of(["3/4/2031", "31/3/2031 10:00", ""]) == DateOrder.DAY_FIRST
    assert order_of(["3/4/2031", "3/31/2031"]) == DateOrder.MONTH_FIRST
    assert order_of(["31/3/2031", "3/31/2031"]) == DateOrder.AUTO
    assert order_of(["3/4/2031", "2031-03-31"]) == DateOrder.AUTO


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("soon", "no date and time"),
        ("2031-03-04", "no time of day"),
        ("2031-02-30 10:00", "no day of the calendar"),
        ("2031-03-04 25:00", "no time of day"),
        ("2031-03-04 14", "no time of day"),
        ("2031-03-04 13:00 pm", "no time of day"),
        ("04.03.31 14:30", "no date"),
        ("2031-03-04T14:30+99:00", "offset"),
        ("45720.5", "no date"),
    ],
)
def test_what_is_no_time_says_how_to_write_one(text, said):
    with pytest.raises(ValueError, match=said):
        read_when(text, BERLIN)


def test_the_hour_that_is_left_out_in_spring_is_explained():
    moment = read_when("2031-03-30 02:30", BERLIN)
    assert moment.at.astimezone(BERLIN).hour == 3
    assert "does not exist" in moment.note


def test_the_hour_that_comes_twice_means_the_first():
    moment = read_when("2031-10-26 02:30", BERLIN)
    assert moment.at == datetime(2031, 10, 26, 0, 30, tzinfo=UTC)
    assert "twice" in moment.note


def test_an_offset_needs_no_explaining():
    assert read_when("2031-10-26T02:30:00+01:00", BERLIN).note == ""


@given(st.text(max_size=40))
def test_no_text_breaks_the_reader(text):
    with suppress(ValueError):
        assert read_when(text, BERLIN).at.tzinfo is UTC


@given(
    st.datetimes(datetime(2000, 1, 1), datetime(2090, 1, 1)),
    st.sampled_from(["Asia/Kathmandu", "Australia/Lord_Howe", "America/St_Johns", "Pacific/Apia"]),
)
def test_what_we_export_is_read_as_the_same_moment(local, name):
    at = local.replace(microsecond=0, tzinfo=UTC)
    text = at.astimezone(ZoneInfo(name)).isoformat(timespec="seconds")
    assert read_when(text, BERLIN).at == at
