"""Proven refusals: put back, given up, or handed to a person."""

import itertools
from datetime import timedelta

import pytest

from platforms.exceptions import Duplicate, RateLimited, ReconnectNeeded
from teams.models import EventLog

MINUTE = timedelta(minutes=1)


def test_a_refused_post_fails_with_the_platforms_sentence(post, network, publish):
    network.answers.append("refused")
    publish(post)
    assert (post.status, post.failure_reason) == ("failed", "refused")
    assert post.error_message == "Too much coffee."
    attempt = post.attempts.get()
    assert attempt.outcome == "rejected"
    assert attempt.error_json["type"] == "Rejected"


def test_three_retries_five_minutes_apart_then_it_is_given_up(post, network, run_tick):
    network.answers.extend(["later"] * 9)
    tries = []
    for minutes in range(60):
        run_tick(after=minutes * MINUTE)
        tries += [minutes] * (post.attempts.count() - len(tries))
    post.refresh_from_db()
    assert (post.status, post.failure_reason, post.retry_count) == ("failed", "retries", 3)
    assert len(tries) == 4
    assert all(4 <= b - a <= 7 for a, b in itertools.pairwise(tries))


def test_a_rate_limit_with_a_date_is_kept(post, network, publish, now):
    network.answers.append(RateLimited("Later.", retry_at=now + 40 * MINUTE))
    publish(post)
    assert post.status == "pending"
    assert 40 * MINUTE <= post.due_at - now <= 41 * MINUTE
    assert post.retry_count == 0
    publish(post, after=42 * MINUTE)
    assert post.status == "posted"


def test_a_call_that_never_left_is_made_again_soon(post, network, publish, now):
    network.answers.append("never left")
    publish(post)
    assert post.status == "pending"
    assert post.due_at - now <= MINUTE
    publish(post, after=MINUTE)
    assert post.status == "posted"


def test_a_lost_token_stops_the_account_and_keeps_the_post(post, network, run_tick):
    network.answers.append(ReconnectNeeded("Please connect the account again."))
    run_tick(post)
    assert (post.status, post.retry_count) == ("pending", 0)
    post.connection.refresh_from_db()
    assert post.connection.status == "expired"
    assert "again" in post.connection.status_reason
    assert EventLog.objects.filter(event_type="connection_expired").count() == 1
    run_tick(post, after=10 * MINUTE)
    assert post.status == "pending"


def test_a_duplicate_after_an_absent_try_is_adopted(post, network, run_tick):
    network.answers.extend(
        ["lost without answer", Duplicate("Twice.", post_id="remote-7", url="https://x/7")]
    )
    for minutes in range(0, 60, 2):
        run_tick(after=minutes * MINUTE)
    post.refresh_from_db()
    assert (post.status, post.external_post_id) == ("posted", "remote-7")


def test_an_id_that_belongs_to_another_post_is_not_believed(
    connection, post, network, publish, now
):
    from platforms.adapters.types import PostState, PublishResult
    from tests.factories import make_schedule
    from tests.publishing.conftest import stored_image

    other = make_schedule(
        connection, stored_image(connection.team, b"o"), scheduled_at=now + MINUTE
    )
    answer = PublishResult(PostState.LIVE, "same", "https://x/same")
    network.answers.extend([answer, answer])
    publish(post)
    publish(other, after=MINUTE)
    assert (post.status, other.status) == ("posted", "unconfirmed")
    assert other.needs_person
    assert "another post" in other.error_message
    assert other.attempts.get().outcome == "unknown"


@pytest.mark.parametrize("bug", [ValueError("x"), KeyError("id"), ZeroDivisionError()])
def test_a_bug_in_the_adapter_leaves_the_post_in_doubt_not_in_pieces(post, network, publish, bug):
    network.answers.append(bug)
    publish(post)
    assert post.status == "unconfirmed"
    assert post.attempts.get().error_json == {"type": type(bug).__name__}
