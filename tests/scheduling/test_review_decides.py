"""Approve, send back, reject: by whom, and what it does."""

from datetime import timedelta

import pytest

from scheduling.exceptions import PostProblem
from scheduling.models import PostingSchedule
from scheduling.payload import is_approved_payload, payload_hash
from scheduling.services.posts import approve, edit_post, reject, request_changes
from teams.models import EventLog, Team
from tests.factories import make_connection, make_schedule

HOUR = timedelta(hours=1)


@pytest.fixture
def post(team, now):
    connection = make_connection(team)
    return make_schedule(connection, scheduled_at=now + HOUR, review_status="awaiting")


def test_approval_freezes_what_will_be_sent(post, teammate, now):
    approve(post, by=teammate, now=now)
    post.refresh_from_db()
    assert (post.review_status, post.approved_by, post.approved_at) == ("approved", teammate, now)
    assert post.payload_hash == payload_hash(post)
    assert post in PostingSchedule.objects.ready()


@pytest.mark.parametrize(
    "change",
    [
        {"body": "Tea."},
        {"title": "T"},
        {"hashtags": ["#tea"]},
        {"link_url": "https://example.com"},
        {"thumbnail_path": "else.jpg"},
        {"platform_specific": {"privacy": "public"}},
        {"media_urls": ["https://example.com/a.mp4"]},
        {"platform": "instagram_reels"},
    ],
)
def test_anything_changed_behind_our_back_is_noticed(post, owner, now, change):
    approve(post, by=owner, now=now)
    PostingSchedule.objects.filter(pk=post.pk).update(**change)
    post.refresh_from_db()
    assert not is_approved_payload(post)


def test_other_media_bytes_are_noticed(post, owner, now):
    approve(post, by=owner, now=now)
    post.media.sha256 = "0" * 64
    assert not is_approved_payload(post)


def test_approving_twice_is_approving_once(post, owner, now):
    approve(post, by=owner, now=now)
    approve(post, by=owner, now=now + HOUR)
    assert EventLog.objects.filter(event_type="post_approved").count() == 1


def test_under_the_admin_policy_a_member_may_not_approve(post, owner, teammate, now):
    Team.objects.filter(pk=post.team_id).update(review_policy="admin")
    post.team.refresh_from_db()
    with pytest.raises(PostProblem, match="admin or the owner"):
        approve(post, by=teammate, now=now)
    approve(post, by=owner, now=now)
    assert post.review_status == "approved"


def test_viewers_approve_nothing(post, viewer, now):
    with pytest.raises(PostProblem, match="Only members"):
        approve(post, by=viewer, now=now)


def test_a_post_over_the_platforms_limit_is_not_approved(post, owner, now):
    edit_post(post, by=owner, version=1, now=now, body="a" * 5000)
    with pytest.raises(PostProblem, match="Shorten it"):
        approve(post, by=owner, now=now)
    post.refresh_from_db()
    assert post.review_status == "awaiting"


def test_changes_are_asked_for_with_a_note_and_an_edit_asks_again(post, owner, teammate, now):
    request_changes(post, by=owner, note="Name the café.")
    post.refresh_from_db()
    assert (post.review_status, post.review_note) == ("changes_requested", "Name the café.")
    edit_post(post, by=teammate, version=1, now=now, body="Coffee at Rosa’s.")
    assert post.review_status == "awaiting"


def test_a_note_is_required_when_sending_back(post, owner):
    with pytest.raises(PostProblem, match="Say what should change"):
        request_changes(post, by=owner, note="  ")


def test_a_rejected_post_is_canceled_with_its_reason(post, owner):
    reject(post, by=owner, note="Not our tone.")
    post.refresh_from_db()
    assert (post.status, post.review_status) == ("canceled", "rejected")
    assert post.review_note == "Not our tone."


def test_approving_a_draft_puts_it_on_the_calendar(team, owner, now):
    draft = make_schedule(make_connection(team), status="draft", scheduled_at=now + HOUR)
    approve(draft, by=owner, now=now)
    assert (draft.status, draft.due_at) == ("pending", now + HOUR)


def test_a_post_approved_long_after_its_time_takes_the_next_free_one(team, owner, now):
    connection = make_connection(team)
    make_schedule(connection, scheduled_at=now + HOUR)
    late = make_schedule(connection, scheduled_at=now - 7 * HOUR, review_status="awaiting")
    approve(late, by=owner, now=now)
    assert late.scheduled_at == now + 3 * HOUR
    assert "time had passed" in late.slot_reason


def test_a_post_approved_a_little_late_goes_out_at_once(team, owner, now):
    late = make_schedule(make_connection(team), scheduled_at=now - HOUR, review_status="awaiting")
    approve(late, by=owner, now=now)
    assert late in PostingSchedule.objects.ready().filter(due_at__lte=now)


def test_a_post_under_way_cannot_be_approved_or_sent_back(team, owner, now):
    post = make_schedule(make_connection(team), status="publishing", lease_owner="w")
    for step in (
        lambda: approve(post, by=owner, now=now),
        lambda: reject(post, by=owner),
        lambda: request_changes(post, by=owner, note="Wait."),
    ):
        with pytest.raises(PostProblem, match="being published"):
            step()


def test_a_policy_that_is_switched_on_holds_for_what_is_planned_already(team, now):
    connection = make_connection(team)
    Team.objects.filter(pk=team.pk).update(review_policy="none")
    new = {"review_status": "not_required"}
    waiting = make_schedule(connection, scheduled_at=now + HOUR, **new)
    out = make_schedule(connection, scheduled_at=now - HOUR, status="canceled", **new)
    team.refresh_from_db()
    team.save()  # without a policy nothing changes
    assert waiting in PostingSchedule.objects.ready()
    team.review_policy = Team.ReviewPolicy.ANY_MEMBER
    team.save()
    rows = {row.pk: row.review_status for row in PostingSchedule.objects.in_team(team)}
    assert rows == {waiting.pk: "awaiting", out.pk: "not_required"}
    assert EventLog.objects.filter(event_type="post_awaits_review").count() == 1
