"""After downtime: late posts are paced, very late ones are missed, and the row says so."""

import itertools
from datetime import timedelta

import pytest

from publishing.catch_up import Action, catch_up, wait_for_review
from tests.factories import make_schedule
from tests.publishing.conftest import stored_image

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


def decide(now, *, late=timedelta(0), overdue=None, last=None):
    due_at = now - (late if overdue is None else overdue)
    return catch_up(
        scheduled_at=now - late,
        due_at=due_at,
        last_published_at=None if last is None else now - last,
        grace=6 * HOUR,
        gap=2 * HOUR,
        now=now,
    )


@pytest.mark.parametrize(
    ("late", "overdue", "last", "action"),
    [
        (0 * HOUR, 0 * HOUR, None, Action.SEND),
        (0 * HOUR, 0 * HOUR, 1 * MINUTE, Action.SEND),  # on time: a person may place it close
        (9 * MINUTE, 9 * MINUTE, 1 * MINUTE, Action.SEND),
        (11 * MINUTE, 11 * MINUTE, 1 * MINUTE, Action.WAIT),
        (5 * HOUR, 5 * HOUR, None, Action.SEND),
        (5 * HOUR, 5 * HOUR, 2 * HOUR, Action.SEND),
        (5 * HOUR, 0 * HOUR, 1 * HOUR, Action.WAIT),
        (6 * HOUR, 6 * HOUR, None, Action.SEND),
        (7 * HOUR, 7 * HOUR, None, Action.MISSED),
        (7 * HOUR, 7 * HOUR, 1 * MINUTE, Action.MISSED),
        (30 * HOUR, 0 * HOUR, None, Action.SEND),  # put off on purpose: nobody missed it
    ],
)
def test_a_due_post_is_sent_waits_or_was_missed(now, late, overdue, last, action):
    assert decide(now, late=late, overdue=overdue, last=last).action == action


def test_it_waits_until_the_gap_is_over(now):
    assert decide(now, late=HOUR, last=HOUR).until == now + HOUR


def test_an_unapproved_post_waits_to_the_end_of_the_grace(now):
    waiting = wait_for_review(scheduled_at=now - HOUR, grace=6 * HOUR, now=now)
    assert (waiting.action, waiting.until) == (Action.WAIT, now + 5 * MINUTE)
    last = wait_for_review(scheduled_at=now - 6 * HOUR, grace=6 * HOUR, now=now)
    assert now < last.until <= now + MINUTE
    late = wait_for_review(scheduled_at=now - 7 * HOUR, grace=6 * HOUR, now=now)
    assert late.action == Action.MISSED


def test_a_post_missed_by_a_day_is_failed_with_a_sentence(post, network, publish):
    publish(post, after=timedelta(days=1))
    assert (post.status, post.failure_reason) == ("failed", "missed")
    assert "more than 6 hours" in post.error_message
    assert post.due_at is None
    assert network.posts == []


def test_a_backlog_goes_out_one_by_one_a_gap_apart(connection, network, now, run_tick):
    posts = [
        make_schedule(
            connection,
            stored_image(connection.team, bytes([n])),
            scheduled_at=now - timedelta(minutes=50 - n),
        )
        for n in range(4)
    ]
    sent = []
    for minutes in range(0, 9 * 60, 30):
        run_tick(after=timedelta(minutes=minutes))
        sent += [minutes] * (len(network.posts) - len(sent))
    assert len(sent) == 4
    assert all(120 <= b - a <= 150 for a, b in itertools.pairwise(sent))
    assert network.keys() == [post.pk.hex for post in posts]


def test_a_waiting_post_says_why(connection, network, now, publish):
    for n in range(2):
        make_schedule(
            connection,
            stored_image(connection.team, bytes([n])),
            scheduled_at=now - HOUR + n * MINUTE,
        )
    publish()
    waiting = connection.schedules.get(status="pending")
    assert "minimum gap" in waiting.error_message
    assert waiting.scheduled_at == now - HOUR + MINUTE  # the plan is not moved
