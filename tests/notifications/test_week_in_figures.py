"""The weekly notice: once, at the person's hour, honest about what is not known."""

from datetime import UTC, datetime, timedelta

import pytest

from metrics.services.weekly_notices import tell_weeks
from metrics.weekly import read_week, sentences_of
from teams.models import Notification, NotificationPreferences
from tests.factories import make_connection, make_reading, make_schedule

MONDAY_8 = datetime(2026, 3, 2, 7, tzinfo=UTC)  # 08:00 in Berlin


@pytest.fixture
def account(team):
    return make_connection(team, route="direct")


def add_post(account, *, days: float, **fields):
    at = MONDAY_8 - timedelta(days=days)
    values = {"status": "posted", "published_at": at, "external_post_id": f"id-{days}"}
    return make_schedule(account, scheduled_at=at, **{**values, **fields})


def text_of(team) -> str:
    return "\n".join(sentences_of(read_week(team, MONDAY_8)))


def test_it_comes_at_eight_on_monday_of_the_teams_zone_and_once(account, owner, team):
    add_post(account, days=2)
    assert tell_weeks(MONDAY_8 - timedelta(minutes=1)) == 0
    assert tell_weeks(MONDAY_8) == 1
    assert tell_weeks(MONDAY_8 + timedelta(minutes=15)) == 0
    notice = Notification.objects.get()
    assert notice.type == "weekly_report_ready"
    assert notice.mail_status == "waiting"
    assert notice.title == "Your week: 1 posted, 0 planned"


def test_each_person_chooses_the_hour(account, owner, teammate, team):
    add_post(account, days=2)
    NotificationPreferences.objects.create(
        team=team, user=teammate, digest_weekday=0, digest_hour=18
    )
    tell_weeks(MONDAY_8)
    assert Notification.objects.get().user == owner
    tell_weeks(MONDAY_8 + timedelta(hours=10))
    assert Notification.objects.count() == 2


def test_changing_the_day_does_not_give_a_second_one_in_the_same_week(account, owner, team):
    add_post(account, days=2)
    tell_weeks(MONDAY_8)
    NotificationPreferences.objects.create(team=team, user=owner, digest_weekday=1)
    assert tell_weeks(MONDAY_8 + timedelta(days=1, hours=1)) == 0


def test_after_a_long_downtime_no_stale_one_is_sent(account, owner):
    add_post(account, days=2)
    assert tell_weeks(MONDAY_8 + timedelta(hours=37)) == 0
    assert tell_weeks(MONDAY_8 + timedelta(hours=35)) == 1


def test_the_morning_after_the_clocks_change_it_still_comes_at_eight(account, owner, team):
    NotificationPreferences.objects.create(team=team, user=owner, digest_weekday=6)
    sunday = datetime(2026, 3, 29, 6, tzinfo=UTC)  # 08:00 of summer time
    make_schedule(account, scheduled_at=sunday + timedelta(days=1))
    assert tell_weeks(sunday - timedelta(minutes=1)) == 0
    assert tell_weeks(sunday) == 1


def test_a_team_where_nothing_happened_is_left_alone(account, owner):
    assert tell_weeks(MONDAY_8) == 0


def test_it_names_what_went_out_failed_comes_and_did_best(account, team):
    best = add_post(account, days=2, body="Desk tour.")
    add_post(account, days=3)
    make_reading(best, views=48_210, post_social_score=81.0, is_simulated=False,
                 check_time=MONDAY_8 - timedelta(hours=5))  # fmt: skip
    make_schedule(account, scheduled_at=MONDAY_8 - timedelta(days=1), status="failed",
                  failure_reason="refused", error_message="Too long.", due_at=None)  # fmt: skip
    make_schedule(account, scheduled_at=MONDAY_8 + timedelta(days=1), review_status="awaiting")
    text = text_of(team)
    assert "2 posts went out. 1 could not be measured yet." in text
    assert "Best: “Desk tour.”" in text
    assert "48,210 views" in text
    assert "as of Mon 2 Mar" in text
    assert "Too long." in text
    assert "1 post planned for the next seven days, 1 of them wait for approval" in text


def test_without_a_reading_it_says_so_and_shows_no_zero(account, team):
    add_post(account, days=2)
    text = text_of(team)
    assert "There are no figures yet" in text
    assert "0 views" not in text


def test_a_simulation_is_called_one(team):
    post = add_post(make_connection(team), days=1)
    make_reading(post, check_time=MONDAY_8 - timedelta(hours=1))
    text = text_of(team)
    assert "All of them went to the Sandbox, a simulation" in text
    assert "(simulation)" in text


def test_figures_of_another_team_stay_there(account, team, stranger):
    other = make_connection(stranger.memberships.get().team, route="direct")
    add_post(other, days=1)
    assert read_week(team, MONDAY_8).is_empty


def test_the_number_of_queries_does_not_grow(account, team, django_assert_num_queries):
    counts = []
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    for n in range(2):
        for day in range(6):
            post = add_post(account, days=day + 0.1 * (n + 1))
            make_reading(post, check_time=MONDAY_8 - timedelta(minutes=1))
            make_schedule(account, scheduled_at=MONDAY_8 + timedelta(hours=day * 3 + n + 1))
        with CaptureQueriesContext(
            connection,
        ) as captured:
            sentences_of(read_week(team, MONDAY_8))
        counts.append(len(captured))
    assert counts[0] == counts[1]
