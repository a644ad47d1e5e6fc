"""An account never sends more, or faster, than it may."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from platforms.models import Connection
from platforms.specs import get_spec
from publishing.budgets import DAY, HOUR, Budget, budget_of, wait_for_budget
from scheduling.models import PostingSchedule
from tests.factories import make_attempt, make_connection, make_schedule
from tests.publishing.conftest import stored_image

AT = datetime(2026, 3, 2, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def five(connection, now):
    """Five posts that are due a second apart."""
    return [
        make_schedule(
            connection,
            stored_image(connection.team, bytes([n])),
            scheduled_at=now - timedelta(seconds=5 - n),
        )
        for n in range(5)
    ]


def limit(connection, **limits) -> None:
    Connection.objects.filter(pk=connection.pk).update(**limits)


def test_an_account_keeps_its_posts_per_hour(five, network, run_tick, connection):
    limit(connection, posts_per_hour=2, min_interval_minutes=0)
    sent = []
    for minutes in range(0, 150, 10):
        run_tick(after=minutes * MINUTE)
        sent.append(len(network.posts))
    assert sent[0] == 2
    assert sent[5] == 2  # 50 minutes later
    assert sent[7] == 4
    assert sent[-1] == 5
    assert network.keys() == [post.pk.hex for post in five]


def test_a_waiting_post_says_why_and_keeps_its_plan(five, network, publish, connection, now):
    limit(connection, posts_per_day=3)
    publish(*five)
    assert [post.status for post in five] == ["posted"] * 3 + ["pending"] * 2
    assert "3 posts that it may send in a day" in five[3].error_message
    assert five[3].due_at > now + DAY - MINUTE
    assert five[3].scheduled_at < now


def test_an_unknown_outcome_is_spent_and_a_refusal_is_not(five, network, publish, connection):
    limit(connection, posts_per_hour=2)
    network.answers.extend(["refused", "lost without answer", "never left"])
    publish(*five)
    statuses = [post.status for post in five]
    assert statuses == ["failed", "unconfirmed", "pending", "posted", "pending"]


def test_the_interval_of_an_account_is_kept_also_on_time(five, network, run_tick, connection):
    limit(connection, min_interval_minutes=30)
    for minutes in range(0, 60, 5):
        run_tick(after=minutes * MINUTE)
    assert len(network.posts) == 2


def test_without_own_figures_those_of_the_platform_hold(team):
    connection = make_connection(team, platform="instagram")
    assert budget_of(connection, "instagram").per_day == get_spec("instagram").posts_per_day == 50
    connection.posts_per_day = 4
    assert budget_of(connection, "instagram").per_day == 4


def test_what_went_out_yesterday_is_not_counted(post, network, publish, connection, now):
    limit(connection, posts_per_day=1)
    old = make_schedule(connection, scheduled_at=now - 2 * DAY, status="canceled")
    make_attempt(old, outcome="accepted", sent_at=now - DAY - MINUTE)
    publish(post)
    assert post.status == "posted"


def test_another_account_is_not_held_up(post, five, network, publish, team, now):
    limit(five[0].connection, posts_per_day=1)
    other = make_schedule(make_connection(team), stored_image(team, b"o"), scheduled_at=now)
    publish(other)
    assert other.status == "posted"
    assert PostingSchedule.objects.filter(status="posted").count() == 2


def test_a_limit_of_zero_sends_nothing(post, network, publish, connection):
    limit(connection, posts_per_day=0)
    publish(post)
    assert (post.status, network.posts) == ("pending", [])


times = st.lists(st.integers(1, 3000).map(lambda minutes: AT - minutes * MINUTE), max_size=60)
limits = st.one_of(st.none(), st.integers(1, 8))


@given(times, limits, limits, st.one_of(st.none(), st.integers(1, 300)))
def test_after_the_wait_there_is_room_and_never_before(sent, per_hour, per_day, minutes):
    interval = minutes * MINUTE if minutes else None
    budget = Budget(per_hour, per_day, interval)
    wait = wait_for_budget(budget, sent, AT)
    if wait is None:
        assert per_hour is None or sum(at > AT - HOUR for at in sent) < per_hour
        assert per_day is None or sum(at > AT - DAY for at in sent) < per_day
        return
    assert wait.until > AT
    assert wait_for_budget(budget, sent, wait.until) is None
    assert wait_for_budget(budget, sent, wait.until - timedelta(seconds=1)) is not None
