"""Wall-clock rules over changes of the clocks."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teams.models import NotificationPreferences
from teams.quiet_hours import after_quiet, is_quiet, latest_weekly
from teams.services.notify import mail_time
from tests.factories import make_team

BERLIN = ZoneInfo("Europe/Berlin")
ZONES = st.sampled_from(
    ["UTC", "Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe",
     "Pacific/Chatham", "America/Santiago", "Africa/Casablanca", "Asia/Tehran",
     "Pacific/Apia"]
).map(ZoneInfo)  # fmt: skip
MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))
CLOCKS = st.times().map(lambda clock: clock.replace(second=0, microsecond=0))


def test_mail_at_night_comes_in_the_morning_and_mail_by_day_at_once():
    night = datetime(2026, 3, 2, 22, 30, tzinfo=UTC)  # 23:30 in Berlin
    morning = datetime(2026, 3, 3, 6, tzinfo=UTC)
    assert after_quiet(night, BERLIN, time(22), time(7)) == morning
    assert after_quiet(morning, BERLIN, time(22), time(7)) == morning


def test_quiet_hours_end_by_the_clock_on_the_night_of_the_change():
    night = datetime(2026, 3, 28, 23, tzinfo=UTC)  # midnight; at 02:00 the clocks go forward
    assert after_quiet(night, BERLIN, time(22), time(7)) == datetime(2026, 3, 29, 5, tzinfo=UTC)
    assert after_quiet(night, BERLIN, time(22), time(2, 30)) == datetime(
        2026, 3, 29, 1, 30, tzinfo=UTC
    )


def test_without_quiet_hours_nothing_waits(now):
    assert after_quiet(now, BERLIN, None, None) == now
    assert after_quiet(now, BERLIN, time(8), time(8)) == now


@given(MOMENTS, ZONES, CLOCKS, CLOCKS)
def test_waiting_ends_within_a_day_and_never_before(at, zone, start, end):
    ready = after_quiet(at, zone, start, end)
    assert at <= ready <= at + timedelta(hours=26)
    assert (ready == at) == (not is_quiet(at, zone, start, end))


@given(MOMENTS, ZONES, st.integers(0, 6), st.integers(0, 23))
def test_a_week_has_exactly_one_such_hour(now, zone, weekday, hour):
    day, at = latest_weekly(now, zone, weekday=weekday, hour=hour)
    assert at <= now < at + timedelta(days=8)
    assert day.weekday() == weekday
    following, later = latest_weekly(
        at + timedelta(days=7, hours=3), zone, weekday=weekday, hour=hour
    )
    assert following - day == timedelta(days=7)
    assert timedelta(days=6) < later - at < timedelta(days=8)
    assert latest_weekly(at, zone, weekday=weekday, hour=hour) == (day, at)


@pytest.mark.django_db
def test_a_persons_quiet_hours_are_of_the_teams_zone():
    team = make_team(timezone="Asia/Kathmandu")
    wishes = NotificationPreferences(quiet_from=time(21), quiet_until=time(6, 30))
    late = datetime(2026, 3, 2, 16, tzinfo=UTC)  # 21:45 there
    assert mail_time(team, wishes, late) == datetime(2026, 3, 3, 0, 45, tzinfo=UTC)
