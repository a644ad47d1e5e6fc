"""A platform that does not answer is left in peace, and asked by a reading before more is sent."""

from datetime import UTC, datetime, timedelta

import pytest

from platforms.adapters.types import AccountReading, PostState, PublishResult
from platforms.exceptions import (
    NotSent,
    OutcomeUnknown,
    RateLimited,
    ReconnectNeeded,
    Rejected,
    StepFailed,
    Unsupported,
)
from publishing.breaker import Health, Sign, State, after_call, after_probe, sign_of
from publishing.models import Breaker
from publishing.services.breakers import account_key, note_call, platform_key, probe_due
from scheduling.models import PostingSchedule
from teams.models import EventLog
from tests.factories import make_connection, make_schedule
from tests.publishing.conftest import stored_image
from tests.publishing.fake_network import FakeNetwork

AT = datetime(2026, 3, 2, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
DEAD = OutcomeUnknown("No answer.")


@pytest.fixture
def readings(monkeypatch):
    """What the network says about the account: an error, or nothing wrong."""
    answers = []

    def fetch_account(self):
        if answers:
            raise answers.pop(0)
        return AccountReading("a", "a", "A", 1)

    monkeypatch.setattr(FakeNetwork, "fetch_account", fetch_account, raising=False)
    return answers


def fail(connection, now, times=5) -> None:
    for _ in range(times):
        note_call(connection, DEAD, now=now)


def test_five_dead_calls_in_a_row_stop_an_account(post, network, publish, now):
    fail(post.connection, now)
    publish(post)
    assert (post.status, network.posts) == ("pending", [])
    assert "asked again before anything is sent" in post.error_message
    assert post.due_at > now + MINUTE


def test_a_reading_that_works_lets_posts_through(post, network, run_tick, readings, now):
    fail(post.connection, now)
    run_tick(post)
    assert network.posts == []
    assert run_tick(post, after=MINUTE)["probed"] == 2  # the account and its platform
    run_tick(post, after=2 * MINUTE)
    assert post.status == "posted"
    assert set(Breaker.objects.values_list("state", "failures")) == {("closed", 0)}


def test_a_reading_that_fails_makes_the_rest_longer(post, network, run_tick, readings, now):
    fail(post.connection, now)
    readings.extend([NotSent("Nobody listens.")] * 40)
    asked = [run_tick(after=minutes * MINUTE)["probed"] for minutes in range(0, 40)]
    account = Breaker.objects.get(pk=account_key(post.connection))
    assert (account.state, account.reason) == ("open", "Nobody listens.")
    assert 8 <= sum(asked) <= 12  # two breakers, after 1, 2, 5, 15, 15 minutes
    assert network.posts == []


def test_no_post_is_ever_the_probe(post, network, run_tick, readings, now):
    fail(post.connection, now)
    readings.append(DEAD)
    probe_due(now + MINUTE)
    assert network.posts == []
    assert Breaker.objects.get(pk=account_key(post.connection)).state == "open"


def test_the_failures_of_many_accounts_stop_their_platform(team, network, publish, now):
    for connection in [make_connection(team) for _ in range(5)]:
        fail(connection, now, times=1)
    sixth = make_schedule(make_connection(team), stored_image(team), scheduled_at=now)
    publish(sixth)
    assert (sixth.status, network.posts) == ("pending", [])


def test_another_platform_goes_on(team, network, publish, now, asset):
    fail(make_connection(team, platform="tiktok"), now)
    other = make_schedule(
        make_connection(team, platform="instagram"), asset, scheduled_at=now, platform="instagram"
    )
    publish(other)
    assert other.status == "posted"


def test_real_publications_are_counted(team, network, run_tick, now, readings):
    network.answers.extend(["lost without answer"] * 5)
    for n in range(7):
        make_schedule(make_connection(team), stored_image(team, bytes([n])), scheduled_at=now)
    run_tick()
    assert PostingSchedule.objects.filter(status="unconfirmed").count() == 5
    assert PostingSchedule.objects.filter(status="pending").count() == 2
    for minutes in range(1, 40, 2):
        run_tick(after=minutes * MINUTE)
    assert PostingSchedule.objects.filter(status="posted").count() == 7
    assert len(set(network.keys())) == len(network.posts) == 7


def test_opening_and_closing_are_events(post, network, run_tick, readings, now):
    fail(post.connection, now)
    run_tick(after=MINUTE)
    kinds = EventLog.objects.filter(event_type__startswith="breaker_")
    assert sorted(kinds.values_list("event_type", flat=True)) == [
        "breaker_closed", "breaker_closed", "breaker_open", "breaker_open",
    ]  # fmt: skip


def test_a_network_that_has_no_reading_is_tried_after_its_rest(post, network, run_tick, now):
    fail(post.connection, now)  # the fake network cannot be asked about its accounts
    for minutes in range(4):
        run_tick(post, after=minutes * MINUTE)
    assert post.status == "posted"


def test_a_wait_that_one_post_is_told_holds_for_its_whole_account(
    connection, network, publish, run_tick, now
):
    type(connection).objects.update(min_interval_minutes=0)
    network.answers.append(RateLimited("Later.", retry_at=now + 20 * MINUTE))
    posts = [
        make_schedule(
            connection,
            stored_image(connection.team, bytes([n])),
            scheduled_at=now - timedelta(seconds=9 - n),
        )
        for n in range(3)
    ]
    publish(*posts)
    assert network.posts == []
    assert all(post.due_at >= now + 20 * MINUTE for post in posts)
    for minutes in range(21, 30):
        run_tick(*posts, after=minutes * MINUTE)
    assert len(network.posts) == 3


@pytest.mark.parametrize(
    ("answer", "sign"),
    [
        (PublishResult(PostState.LIVE, "p"), Sign.WELL),
        (Rejected("no"), Sign.WELL),
        (RateLimited("later"), Sign.WELL),
        (ReconnectNeeded("who"), Sign.WELL),
        (DEAD, Sign.ILL),
        (NotSent("nobody"), Sign.ILL),
        (StepFailed("upload"), Sign.ILL),
        (Unsupported("x", "y"), Sign.NOTHING),
        (OSError("our disk"), Sign.NOTHING),
    ],
)
def test_what_each_answer_says(answer, sign):
    assert sign_of(answer) == sign


def test_an_answer_between_them_starts_the_count_again():
    health = Health()
    for sign in [Sign.ILL] * 4 + [Sign.WELL] + [Sign.ILL] * 4:
        health = after_call(health, sign, AT)
    assert (health.state, health.failures) == (State.CLOSED, 4)


def test_failures_far_apart_are_not_in_a_row():
    health = Health()
    for n in range(20):
        health = after_call(health, Sign.ILL, AT + n * 11 * MINUTE)
    assert health.state == State.CLOSED


def test_while_it_rests_only_a_reading_changes_it():
    resting = Health(state=State.OPEN, probes=1, rest_until=AT)
    assert after_call(resting, Sign.WELL, AT) == resting
    assert after_probe(resting, works=True, now=AT) == Health()
    assert after_probe(resting, works=False, now=AT).rest_until == AT + 2 * MINUTE


def test_both_breakers_are_named(connection):
    assert platform_key(connection) == "platform:sandbox/tiktok"
    assert account_key(connection) == f"account:{connection.pk}"
