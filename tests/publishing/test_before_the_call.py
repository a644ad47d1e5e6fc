"""What is checked just before a post goes out, and what becomes of it when a check fails."""

import itertools
import time
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from platforms.adapters import ADAPTERS
from platforms.models import Connection
from publishing.models import PublishAttempt
from publishing.services.publish import publish_schedule
from scheduling.models import PostingSchedule
from teams.models import EventLog

HOUR = timedelta(hours=1)


def test_a_missing_file_is_said(post, network, publish):
    default_storage.delete(post.media.storage_path)
    publish(post)
    assert (post.status, post.failure_reason) == ("failed", "preflight")
    assert "is gone" in post.error_message
    assert network.posts == []


@pytest.mark.parametrize("data", [b"bytes of a PICTURE", b"short"])
def test_a_changed_file_is_not_sent(post, network, publish, data):
    default_storage.delete(post.media.storage_path)
    default_storage.save(post.media.storage_path, ContentFile(data))
    publish(post)
    assert (post.status, post.failure_reason) == ("failed", "preflight")
    assert "was changed" in post.error_message


def test_the_platforms_limits_are_checked_again(post, network, publish):
    network.problems = ["The text is too long.", "There are too many hashtags."]
    publish(post)
    assert (post.status, post.failure_reason) == ("failed", "preflight")
    assert post.error_message == "The text is too long. There are too many hashtags."
    assert post.attempts.get().outcome == "not_sent"


def test_a_route_without_an_adapter_is_said(post, network, publish, monkeypatch):
    monkeypatch.delitem(ADAPTERS, "sandbox")
    publish(post)
    assert (post.status, post.failure_reason) == ("failed", "preflight")
    assert "not available yet" in post.error_message


@pytest.mark.parametrize(
    ("state", "words"),
    [({"is_active": False}, "switched off"), ({"status": "expired"}, "connected again")],
)
def test_posts_wait_for_their_account_however_long(post, network, run_tick, state, words):
    Connection.objects.filter(pk=post.connection_id).update(**state)
    for minutes in range(0, 60 * 30, 30):
        run_tick(after=timedelta(minutes=minutes))
    post.refresh_from_db()
    assert (post.status, post.retry_count) == ("pending", 0)
    assert words in post.error_message
    Connection.objects.filter(pk=post.connection_id).update(is_active=True, status="connected")
    run_tick(post, after=30 * HOUR)
    assert post.status == "posted"


def test_the_reason_for_waiting_is_logged_once(post, network, run_tick):
    Connection.objects.filter(pk=post.connection_id).update(is_active=False)
    for minutes in range(0, 60, 5):
        run_tick(after=timedelta(minutes=minutes))
    assert EventLog.objects.filter(event_type="post_waits").count() == 1


def test_an_upload_that_fails_is_tried_three_more_times(post, network, publish, run_tick):
    network.answers.extend(["upload fails"] * 4)
    for minutes in range(0, 60):
        run_tick(after=timedelta(minutes=minutes))
    post.refresh_from_db()
    assert (post.status, post.failure_reason, post.retry_count) == ("failed", "retries", 3)
    assert [a.outcome for a in post.attempts.order_by("number")] == ["not_sent"] * 4
    assert network.posts == []


def test_getting_ready_too_slowly_sends_nothing_and_keeps_the_upload(
    post, network, now, monkeypatch
):
    moments = itertools.count(0, 50)  # every look at the boot clock is 50 s later
    with monkeypatch.context() as patch:
        patch.setattr(time, "clock_gettime", lambda _: next(moments))
        assert publish_schedule(post.pk, now=now, owner="test") == "pending"
    attempt = post.attempts.get()
    assert (attempt.outcome, attempt.handles) == ("not_sent", {"upload": "u1"})
    post.refresh_from_db()
    assert "took too long" in post.error_message
    assert network.posts == []


def test_uploads_of_a_call_that_was_never_made_are_used_again(post, network, publish):
    network.answers.append("never left")
    publish(post)
    publish(post, after=timedelta(minutes=1))
    assert post.status == "posted"
    assert network.prepared == [{}, {"upload": "u1"}]


def test_after_an_edit_the_old_uploads_are_not_used(post, network, publish):
    network.answers.append("never left")
    publish(post)
    PostingSchedule.objects.filter(pk=post.pk).update(body="Tea first.")
    publish(post, after=timedelta(minutes=1))
    assert network.prepared == [{}, {}]


def test_a_post_that_kills_its_workers_ends_with_a_person(post, network, publish):
    PublishAttempt.objects.create(
        team=post.team,
        schedule=post,
        number=1,
        op_key="k",
        fence=0,
        request_hash="0" * 64,
        outcome="preparing",
        starts=12,
    )
    publish(post)
    assert (post.status, post.failure_reason) == ("failed", "preflight")
    assert "stopped 12 times" in post.error_message
