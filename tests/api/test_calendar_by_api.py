"""The calendar as JSON."""

from datetime import UTC, date, datetime, timedelta

import pytest

from scheduling.models import CalendarSlot
from tests.factories import make_connection, make_schedule

ADDRESS = "/api/calendar"
EVENING = datetime(2031, 7, 1, 22, 30, tzinfo=UTC)  # half past midnight in Berlin


@pytest.fixture
def account(team):
    return make_connection(team, platform_username="maker")


@pytest.fixture
def post(account):
    return make_schedule(account, scheduled_at=EVENING)


def read(api, **query) -> dict:
    answer = api.get(ADDRESS, {"date": "2031-07-02", "view": "day", **query})
    assert answer.status_code == 200
    return answer.json()


def test_a_post_stands_on_the_day_of_the_team(api, post):
    found = read(api)
    assert (found["first"], found["last"], found["timezone"]) == (
        "2031-07-02", "2031-07-02", "Europe/Berlin",
    )  # fmt: skip
    (day,) = found["days"]
    assert day["scheduled_posts"] == 1
    assert day["posts"][0]["id"] == str(post.pk)
    assert day["posts"][0]["local_time"].startswith("2031-07-02T00:30")
    assert day["posts"][0]["state"] == "scheduled"


def test_conflicts_and_free_slots_are_told(api, account, post):
    make_schedule(account, scheduled_at=EVENING + timedelta(minutes=30))
    CalendarSlot.objects.create(
        team=account.team,
        connection=account,
        date=date(2031, 7, 2),
        time_slot="18:00",
        timezone="Europe/Berlin",
        slot_type="prime",
    )
    found = read(api)
    (day,) = found["days"]
    assert found["conflicts"] == 2
    assert "Only 30 minutes" in day["posts"][0]["conflicts"][0]
    assert day["free_slots"][0]["slot_type"] == "prime"


def test_the_clocks_and_the_views_are_those_of_the_page(api, post):
    assert "does not exist" in read(api, date="2031-03-30")["days"][0]["clock_change"]
    weeks = read(api, view="weeks")
    assert len(weeks["days"]) == 35
    assert date.fromisoformat(weeks["first"]).weekday() == 0


def test_filters_are_those_of_the_page(api, team, post):
    make_schedule(make_connection(team, platform="x"), scheduled_at=EVENING)
    assert read(api)["posts"] == 2
    assert read(api, platform="x")["posts"] == 1
    assert read(api, account=str(post.connection_id))["posts"] == 1
    assert read(api, status="failed")["posts"] == 0


def test_strangers_see_nothing_of_it(stranger_api, post):
    assert read(stranger_api)["posts"] == 0


def test_the_number_of_queries_is_the_same_at_any_size(api, account, django_assert_max_num_queries):
    make_schedule(account, scheduled_at=EVENING)
    read(api)
    with django_assert_max_num_queries(20) as few:
        read(api)
    for n in range(1, 15):
        make_schedule(account, scheduled_at=EVENING + timedelta(hours=n))
    with django_assert_max_num_queries(len(few)):
        read(api)
