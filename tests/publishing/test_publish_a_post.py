"""One post, the good way: each step leaves its row."""

from datetime import timedelta

import pytest

from publishing import crash_points
from publishing.models import PublishAttempt
from publishing.services.publish import publish_due, publish_schedule
from publishing.signals import post_published
from scheduling.models import PostingSchedule
from teams.models import EventLog
from tests.factories import make_connection, make_schedule


def test_a_due_post_is_sent_once_and_posted(post, network, publish):
    assert publish(post) == 1
    assert post.status == "posted"
    assert network.keys() == [post.pk.hex]
    assert post.external_post_id == network.posts[0][1]
    assert post.external_post_url == f"https://fake.example/{post.external_post_id}"
    assert post.due_at is None
    assert publish(post) == 0


def test_its_attempt_keeps_key_handles_and_proof(post, network, publish):
    publish(post)
    attempt = post.attempts.get()
    assert attempt.outcome == PublishAttempt.Outcome.ACCEPTED
    assert attempt.op_key == f"{post.pk.hex}-1"
    assert attempt.handles == {"upload": "u1"}
    assert attempt.external_id == post.external_post_id
    assert attempt.sent_at <= attempt.closed_at


def test_every_step_is_in_the_event_log(post, network, publish):
    publish(post)
    of_post = EventLog.objects.filter(subject_id=str(post.pk)).order_by("created_at")
    assert [event.event_type for event in of_post] == ["post_publishing", "post_posted"]
    assert EventLog.objects.filter(event_type="attempt_sending").count() == 1


def test_asset_and_account_know_of_it(post, network, publish, now):
    publish(post)
    post.media.refresh_from_db()
    post.connection.refresh_from_db()
    assert post.media.status == "posted"
    assert timedelta(0) <= post.connection.last_published_at - now < timedelta(seconds=30)


def test_listeners_hear_of_it_in_the_same_transaction(post, network, publish):
    heard = []

    def listen(sender, schedule, published_at, **_):
        heard.append((schedule.pk, published_at, PostingSchedule.objects.get().status))

    post_published.connect(listen)
    try:
        publish(post)
    finally:
        post_published.disconnect(listen)
    assert heard == [(post.pk, post.published_at, "posted")]


def test_a_broken_listener_cannot_undo_a_post(post, network, publish):
    def break_down(sender, **_):
        raise ValueError("no")

    post_published.connect(break_down)
    try:
        publish(post)
    finally:
        post_published.disconnect(break_down)
    assert post.status == "posted"
    assert EventLog.objects.filter(event_type="post_listener_failed").exists()


def test_the_intent_is_written_before_the_call(post, network, publish):
    seen = []
    network.on_call = lambda: seen.append(post.attempts.get().outcome)
    publish(post)
    assert seen == ["sending"]


def test_a_post_before_its_time_is_left_alone(post, network, publish):
    assert publish(post, after=timedelta(seconds=-1)) == 0
    assert post.status == "pending"


def test_one_account_sends_one_at_a_time_oldest_first(connection, network, now, publish):
    from tests.publishing.conftest import stored_image

    later = make_schedule(connection, stored_image(connection.team, b"b"), scheduled_at=now)
    first = make_schedule(
        connection,
        stored_image(connection.team, b"a"),
        scheduled_at=now - timedelta(minutes=1),
    )
    publish(later, first)
    assert network.keys() == [first.pk.hex, later.pk.hex]


def test_a_given_post_is_published_by_id(post, network, now):
    assert publish_schedule(post.pk, now=now, owner="test") == "posted"
    assert publish_schedule(str(post.pk), now=now, owner="test") == "posted"
    assert len(network.posts) == 1


def test_the_limit_is_kept(team, network, now):
    from tests.publishing.conftest import stored_image

    for n in range(3):
        make_schedule(make_connection(team), stored_image(team, bytes([n])), scheduled_at=now)
    assert publish_due(now, owner="test", limit=2) == 2
    assert len(network.posts) == 2


def test_all_points_of_a_publication_are_passed_in_order(post, network, publish, monkeypatch):
    points = []
    monkeypatch.setattr(crash_points, "_listener", points.append)
    publish(post)
    order = [p for p in crash_points.CRASH_POINTS if p in points]
    assert points == order
    assert len(points) == 14


@pytest.mark.django_db(transaction=True)
def test_the_call_is_made_outside_of_any_transaction(network, now):
    from django.db import connection as database

    from tests.factories import make_team
    from tests.publishing.conftest import stored_image

    team = make_team()
    make_schedule(make_connection(team), stored_image(team), scheduled_at=now)
    seen = []
    network.on_call = lambda: seen.append(database.in_atomic_block)
    publish_due(now, owner="test")
    assert seen == [False]


def test_no_post_is_begun_when_the_time_is_up(post, network, now):
    assert publish_due(now, owner="test", within=timedelta(seconds=-1)) == 0
    assert network.posts == []
