"""No door sends what nobody approved, or anything else than what was approved."""

from datetime import timedelta

import pytest
from django.core.management import call_command

from publishing.services.publish import publish_schedule
from publishing.tasks import publish_due_schedules_task, publish_schedule_task
from scheduling.models import PostingSchedule
from scheduling.payload import payload_hash
from tests.factories import make_approval, make_schedule

NOT_ALLOWED = ["awaiting", "changes_requested", "rejected"]


def approve(post, **changes):
    make_approval(post)
    values = {"review_status": "approved", "payload_hash": payload_hash(post), **changes}
    PostingSchedule.objects.filter(pk=post.pk).update(**values)
    post.refresh_from_db()


@pytest.mark.parametrize("review", NOT_ALLOWED)
def test_no_door_sends_it(post, network, run_tick, now, review):
    PostingSchedule.objects.filter(pk=post.pk).update(review_status=review)
    run_tick()
    publish_schedule(post.pk, now=now, owner="test")
    publish_schedule_task(str(post.pk))
    publish_due_schedules_task()
    call_command("publish", str(post.pk))
    call_command("publish", "--due")
    assert network.posts == []


def test_it_waits_for_approval_with_a_sentence_then_goes_out(post, network, run_tick, now):
    PostingSchedule.objects.filter(pk=post.pk).update(review_status="awaiting")
    run_tick(post)
    assert post.status == "pending"
    assert timedelta(minutes=5) <= post.due_at - now < timedelta(minutes=6)
    assert "nobody has approved" in post.error_message
    approve(post)
    run_tick(post, after=timedelta(minutes=6))
    assert (post.status, post.error_message) == ("posted", "")


def test_never_approved_is_missed_after_the_grace(post, network, run_tick):
    PostingSchedule.objects.filter(pk=post.pk).update(review_status="awaiting")
    for minutes in range(0, 400, 20):
        run_tick(after=timedelta(minutes=minutes))
    post.refresh_from_db()
    assert (post.status, post.failure_reason) == ("failed", "missed")
    assert "Nobody approved" in post.error_message
    assert network.posts == []


def test_the_approved_words_go_out(post, network, publish):
    approve(post)
    publish(post)
    assert post.status == "posted"


@pytest.mark.parametrize(
    "change",
    [
        {"body": "Tea first."},
        {"hashtags": ["#tea"]},
        {"title": "Tea"},
        {"link_url": "https://tea.example/"},
        {"platform_specific": {"privacy": "public"}},
    ],
)
def test_other_words_than_the_approved_are_not_sent_but_asked_about(post, network, publish, change):
    approve(post, **change)
    PostingSchedule.objects.filter(pk=post.pk).update(payload_hash="0" * 64)
    publish(post)
    assert (post.status, post.review_status) == ("pending", "awaiting")
    assert "approve it again" in post.error_message
    assert post.approved_by is None
    assert network.posts == []
    assert post.due_at is not None


def test_another_file_than_the_approved_is_not_sent(post, network, publish):
    approve(post)
    type(post.media).objects.filter(pk=post.media_id).update(sha256="1" * 64)
    publish(post)
    assert post.status == "pending"
    assert network.posts == []


def test_a_draft_never_goes_out(connection, asset, network, publish, now):
    draft = make_schedule(connection, asset, status="draft", scheduled_at=now)
    publish(draft)
    assert draft.status == "draft"
    assert network.posts == []
