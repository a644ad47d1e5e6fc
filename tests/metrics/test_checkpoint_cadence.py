"""At which ages a post is read, when a reading is late, and when it is missed."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.cadence import (
    CADENCE,
    NAMES,
    comes_after,
    is_missed,
    missed_at,
    planned_times,
    retry_at,
)

OUT = datetime(2026, 3, 2, 12, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def test_the_six_ages_of_the_seed():
    ages = [(name, at - OUT) for name, at in planned_times(OUT)]
    assert ages == [
        ("15m", 15 * MINUTE), ("1h", HOUR), ("4h", 4 * HOUR),
        ("24h", DAY), ("72h", 3 * DAY), ("7d", 7 * DAY),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "age"),
    [
        ("15m", HOUR),
        ("1h", 4 * HOUR),
        ("4h", DAY),
        ("24h", 3 * DAY),
        ("72h", 7 * DAY),
        ("7d", 14 * DAY),
    ],
)
def test_a_reading_is_missed_once_the_next_age_has_come(name, age):
    planned = OUT + CADENCE[name]
    assert missed_at(name, planned) == OUT + age
    assert not is_missed(name, planned, OUT + age - timedelta(seconds=1))
    assert is_missed(name, planned, OUT + age)


@given(st.integers(0, 100), st.datetimes(timezones=st.just(UTC)).filter(lambda d: d.year < 9000))
def test_a_retry_is_always_later_and_never_before_the_platform_said(attempts, asked):
    again = retry_at(attempts, OUT, asked)
    assert again > OUT
    assert again >= asked


def test_retries_come_ever_later():
    waits = [retry_at(n, OUT) - OUT for n in range(1, 6)]
    assert waits == [MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR, HOUR]


def test_ages_have_an_order():
    assert all(comes_after(b, a) and not comes_after(a, b) for a, b in pairwise(NAMES))
