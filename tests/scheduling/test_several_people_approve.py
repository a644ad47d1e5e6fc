"""Two people, not yourself, taking a word back, and a policy that becomes stricter."""

from datetime import timedelta

import pytest

from publishing.services.publish import publish_schedule
from scheduling.exceptions import PostProblem
from scheduling.models import Approval, PostingSchedule
from scheduling.payload import payload_hash
from scheduling.services.posts import (
    approve,
    create_post,
    edit_post,
    publish_now,
    reject,
    request_changes,
    take_back,
)
from scheduling.services.votes import may_go_out, verdict_on
from teams.models import EventLog, Team
from tests.factories import make_asset, make_connection, make_schedule

HOUR = timedelta(hours=1)


@pytest.fixture
def post(team, now):
    connection = make_connection(team)
    return make_schedule(connection, scheduled_at=now + HOUR, review_status="awaiting")


def policy(post, word: str) -> None:
    Team.objects.filter(pk=post.team_id).update(review_policy=word)
    post.team.refresh_from_db()


def test_each_decision_is_a_row_that_names_what_was_seen(post, owner, teammate, now):
    request_changes(post, by=owner, note="Name the café.", now=now)
    edit_post(post, by=teammate, version=1, now=now, body="Coffee at Rosa’s.")
    approve(post, by=owner, now=now + HOUR)
    first, second = Approval.objects.order_by("decided_at")
    assert (first.decision, first.note, first.version) == ("changes_requested", "Name the café.", 1)
    assert (second.decision, second.user, second.as_manager) == ("approved", owner, True)
    assert second.payload_hash == payload_hash(post) == post.payload_hash != first.payload_hash
    assert second.version == 2


def test_two_people_must_agree(post, owner, teammate, now):
    policy(post, "two_people")
    approve(post, by=owner, now=now)
    post.refresh_from_db()
    assert (post.review_status, post.payload_hash, post.approved_by) == ("awaiting", "", None)
    assert post not in PostingSchedule.objects.ready()
    assert EventLog.objects.get(event_type="post_approval_counted").message == "Approved, 1 of 2."
    with pytest.raises(PostProblem, match="somebody else’s yes"):
        approve(post, by=owner, now=now + HOUR)
    approve(post, by=teammate, now=now + HOUR)
    assert post.review_status == "approved"
    assert may_go_out(post)


def test_an_edit_between_the_two_asks_both_again(post, owner, teammate, now):
    policy(post, "two_people")
    approve(post, by=owner, now=now)
    edit_post(post, by=owner, version=1, now=now, body="Tea.")
    approve(post, by=teammate, now=now + HOUR)
    assert post.review_status == "awaiting"
    approve(post, by=owner, now=now + 2 * HOUR)
    assert post.review_status == "approved"


def test_a_note_between_the_two_asks_the_first_one_again(post, owner, teammate, now):
    policy(post, "two_people")
    approve(post, by=owner, now=now)
    request_changes(post, by=teammate, note="Wait for the logo.", now=now + HOUR)
    approve(post, by=teammate, now=now + 2 * HOUR)
    assert post.review_status == "awaiting"
    assert verdict_on(post).missing == 1


def test_who_wrote_a_post_does_not_approve_it(team, owner, teammate, now):
    team.review_policy = "not_yourself"
    team.save()
    at = now + HOUR
    post = create_post(make_asset(team), make_connection(team), at=at, by=owner, now=now)
    with pytest.raises(PostProblem, match="somebody else approves"):
        approve(post, by=owner, now=now)
    edit_post(post, by=teammate, version=1, now=now, body="Tea.")
    with pytest.raises(PostProblem, match="somebody else approves"):
        approve(post, by=teammate, now=now)
    edit_post(post, by=owner, version=2, now=now, body="Tea first.")
    approve(post, by=teammate, now=now)  # somebody else wrote what stands there
    assert post.review_status == "approved"


def test_a_post_of_the_planner_may_be_approved_by_anybody(post, owner, now):
    policy(post, "not_yourself")
    approve(post, by=owner, now=now)
    assert post.review_status == "approved"


def test_ones_own_yes_can_be_taken_back_until_it_is_out(post, owner, teammate, now):
    approve(post, by=owner, now=now)
    take_back(post, by=owner, now=now + HOUR)
    post.refresh_from_db()
    assert (post.status, post.review_status, post.payload_hash) == ("pending", "awaiting", "")
    with pytest.raises(PostProblem, match="not approved"):
        publish_now(post, by=owner, now=now + HOUR)
    approve(post, by=owner, now=now + 2 * HOUR)
    with pytest.raises(PostProblem, match="after you"):
        take_back(post, by=teammate, now=now + 2 * HOUR)
    PostingSchedule.objects.filter(pk=post.pk).update(status="publishing", lease_owner="w")
    post.refresh_from_db()
    with pytest.raises(PostProblem, match="being published"):
        take_back(post, by=owner, now=now + 2 * HOUR)


def test_a_request_for_changes_can_be_taken_back(post, owner, now):
    request_changes(post, by=owner, note="Hm.", now=now)
    take_back(post, by=owner, now=now + HOUR)
    assert (post.review_status, post.review_note) == ("awaiting", "")


def test_a_rejected_post_stays_canceled(post, owner, now):
    reject(post, by=owner, note="No.", now=now)
    with pytest.raises(PostProblem, match="canceled"):
        take_back(post, by=owner, now=now)


def test_a_stricter_policy_holds_for_what_was_approved_already(post, owner, teammate, now):
    approve(post, by=teammate, now=now)
    post.team.review_policy = "admin"
    post.team.save()
    post.refresh_from_db()
    assert (post.review_status, post.payload_hash, post.approved_by) == ("awaiting", "", None)
    approve(post, by=owner, now=now + HOUR)
    post.team.review_policy = "any_member"
    post.team.save()
    post.refresh_from_db()
    assert post.review_status == "approved"


def test_what_is_approved_while_it_is_changed_is_not_approved(post, owner, teammate, now):
    seen = PostingSchedule.objects.select_related("team", "media", "connection").get(pk=post.pk)
    edit_post(post, by=teammate, version=1, now=now, body="Tea.")
    with pytest.raises(PostProblem, match="changed a moment ago"):
        approve(seen, by=owner, now=now)
    assert not Approval.objects.exists()


def test_the_publisher_asks_the_policy_again(post, owner, now):
    approve(post, by=owner, now=now)
    Approval.objects.update(decision="withdrawn")  # behind the service's back
    post.refresh_from_db()
    assert not may_go_out(post)
    publish_schedule(post.pk, now=now + 2 * HOUR, owner="test")
    post.refresh_from_db()
    assert (post.status, post.review_status) == ("pending", "awaiting")
