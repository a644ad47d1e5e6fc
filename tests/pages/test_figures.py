"""How figures read: nothing is never zero, time codes count up, curves leave gaps."""

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.selectors import CheckpointRow, draw_curve
from scheduling.wordcount import count_text
from teams.templatetags import reelay

AGES = ("+15 min", "+1 h", "+4 h", "+24 h", "+72 h", "+7 d")


def row(label: str, views: int | None, median: float | None = None, read: bool = True):
    return CheckpointRow(label, None, SimpleNamespace(views=views) if read else None, median)


@pytest.mark.parametrize("shown", [reelay.figure, reelay.seconds, reelay.percent, reelay.delta])
def test_what_is_not_known_is_a_dash(shown):
    assert shown(None) == "–"


@given(st.floats(0, 80_000))
def test_a_time_code_reads_back_to_the_tenth_that_was_begun(value):
    minutes, rest = reelay.timecode(value).split(":")
    assert 0 <= value - (int(minutes) * 60 + float(rest)) < 0.1 + 1e-6


@pytest.mark.parametrize(("value", "text"), [(5, "0:05"), (75.2, "1:15"), (3725, "1:02:05")])
def test_lengths_read_as_on_a_player(value, text):
    assert reelay.seconds(value) == text


def test_a_delta_says_the_direction_without_colour():
    assert "▲ 25%" in reelay.delta(0.25)
    assert "▼ 40%" in reelay.delta(-0.4)


def test_a_curve_needs_two_readings_and_skips_what_was_not_reported():
    assert draw_curve([row(age, None) for age in AGES]) is None
    rows = [row(AGES[0], 10), row(AGES[1], None), row(AGES[2], 40)]
    rows += [row(age, None, read=False) for age in AGES[3:]]
    assert len(draw_curve(rows).points) == 2


@given(st.lists(st.integers(0, 10**9), min_size=6, max_size=6))
def test_every_point_of_a_curve_is_inside_the_drawing(views):
    curve = draw_curve([row(age, seen, median=5) for age, seen in zip(AGES, views, strict=True)])
    assert all(0 <= x <= 560 and 0 <= y <= 150 for x, y in [*curve.points, *curve.median])


def test_a_delta_without_a_median_is_unknown_not_zero():
    assert row("+1 h", 100).delta is None
    assert row("+1 h", 100, median=80).delta == pytest.approx(0.25)


@pytest.mark.parametrize(("length", "tone"), [(10, "good"), (260, "warn"), (281, "bad")])
def test_a_count_warns_before_the_limit_and_refuses_after(length, tone):
    count = count_text("x", "a" * length, [])
    assert (count.used, count.limit, count.tone) == (length, 280, tone)
