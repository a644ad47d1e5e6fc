"""Create, edit, move, cancel, hurry, send again: what is allowed when, and what it leaves."""

from datetime import timedelta

import pytest

from media_assets.models import MediaAsset
from scheduling.exceptions import PostProblem, StalePost
from scheduling.models import PostingSchedule
from scheduling.payload import is_approved_payload
from scheduling.services.posts import (
    approve,
    cancel,
    create_post,
    edit_post,
    publish_now,
    reschedule,
    send_again,
    submit,
)
from teams.models import EventLog, Team
from tests.factories import make_analysis, make_asset, make_connection, make_schedule

HOUR = timedelta(hours=1)


@pytest.fixture
def connection(team):
    return make_connection(team)


@pytest.fixture
def post(connection, now):
    return make_schedule(connection, scheduled_at=now + HOUR, review_status="awaiting")


def test_a_created_post_takes_the_suggested_words_and_is_hand_placed(connection, owner, now):
    asset = make_asset(connection.team)
    make_analysis(asset)
    post = create_post(asset, connection, at=now + HOUR, by=owner, now=now)
    asset.refresh_from_db()
    assert (post.body, post.platform, post.review_status) == ("Coffee first.", "tiktok", "awaiting")
    assert post.placed_by_person
    assert asset.status == MediaAsset.Status.SCHEDULED


def test_own_words_win_over_the_suggestion(connection, owner, now):
    asset = make_asset(connection.team)
    make_analysis(asset)
    post = create_post(
        asset, connection, at=now + HOUR, by=owner, now=now, body=" Mine. ", hashtags="a, #b a"
    )
    assert (post.body, post.hashtags, post.content_type) == ("Mine.", ["#a", "#b"], "manual")


def test_the_same_asset_again_is_counted_as_a_repeat(connection, owner, now):
    asset = make_asset(connection.team)
    posts = [create_post(asset, connection, at=now + i * HOUR, by=owner, now=now) for i in range(3)]
    assert [post.repeat for post in posts] == [1, 2, 3]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"status": "analyzing"}, "once it is analysed"),
        ({"status": "archived"}, "once it is analysed"),
        ({"media_type": "audio", "mime_type": "audio/mpeg"}, "TikTok takes"),
    ],
)
def test_media_that_cannot_be_posted_are_refused_with_a_reason(
    connection, owner, now, change, sentence
):
    asset = make_asset(connection.team, **change)
    with pytest.raises(PostProblem, match=sentence):
        create_post(asset, connection, at=now + HOUR, by=owner, now=now)


def test_a_time_that_passed_or_has_no_zone_is_refused(connection, owner, now):
    asset = make_asset(connection.team)
    with pytest.raises(PostProblem, match="has passed"):
        create_post(asset, connection, at=now - HOUR, by=owner, now=now)
    with pytest.raises(PostProblem, match="time zone"):
        create_post(asset, connection, at=now.replace(tzinfo=None), by=owner, now=now)


def test_two_live_posts_at_one_moment_are_refused(connection, post, owner, now):
    with pytest.raises(PostProblem, match="exactly that time"):
        create_post(make_asset(post.team), connection, at=post.scheduled_at, by=owner, now=now)
    other = make_schedule(connection, scheduled_at=now + 5 * HOUR)
    with pytest.raises(PostProblem, match="exactly that time"):
        reschedule(other, at=post.scheduled_at, by=owner, now=now)


def test_an_edit_keeps_both_texts_in_its_event(post, teammate, now):
    edit_post(post, by=teammate, version=1, now=now, body="Tea first.", title="")
    event = EventLog.objects.get(event_type="post_edited")
    assert event.user == teammate
    assert event.meta_json == {
        "before": {"body": "Coffee first."},
        "after": {"body": "Tea first."},
    }
    post.refresh_from_db()
    assert (post.body, post.version) == ("Tea first.", 2)


def test_an_edit_after_approval_asks_again(post, owner, now):
    approve(post, by=owner, now=now)
    assert is_approved_payload(post)
    edit_post(post, by=owner, version=1, now=now, body="Tea first.")
    post.refresh_from_db()
    assert (post.review_status, post.payload_hash, post.approved_by) == ("awaiting", "", None)
    assert not is_approved_payload(post)


def test_saving_the_same_words_changes_nothing(post, owner, now):
    approve(post, by=owner, now=now)
    edit_post(post, by=owner, version=1, now=now, body="Coffee first.")
    post.refresh_from_db()
    assert (post.version, post.review_status) == (1, "approved")


def test_the_second_of_two_editors_is_shown_both_texts(post, owner, teammate, now):
    edit_post(post, by=owner, version=1, now=now, body="Tea first.")
    with pytest.raises(StalePost) as caught:
        edit_post(post, by=teammate, version=1, now=now, body="Juice first.")
    assert caught.value.theirs == {"body": "Tea first."}
    assert caught.value.mine == {"body": "Juice first."}


def test_an_edit_on_a_row_that_moved_meanwhile_is_refused(post, owner, now):
    PostingSchedule.objects.filter(pk=post.pk).update(fence=9)  # the publisher was here
    with pytest.raises(PostProblem, match="a moment ago"):
        edit_post(post, by=owner, version=1, now=now, body="Tea first.")
    post.refresh_from_db()
    assert post.body == "Coffee first."
    assert not EventLog.objects.exists()


@pytest.mark.parametrize(
    "fields",
    [
        {"body": 7},
        {"title": "x" * 301},
        {"hashtags": 5},
        {"hashtags": ["two words"]},
        {"link_url": "javascript:alert(1)"},
        {"platform_specific": []},
        {"platform_specific": {"a": "\x00"}},
        {"status": "posted"},
        {"thumbnail_path": "teams/somebody-else/secret.jpg"},
    ],
)
def test_values_that_make_no_sense_are_refused_with_a_sentence(post, owner, now, fields):
    with pytest.raises(PostProblem, match=r"\w+ .*\."):
        edit_post(post, by=owner, version=1, now=now, **fields)
    post.refresh_from_db()
    assert post.version == 1


def test_a_frame_of_the_media_may_be_its_cover(post, owner, now):
    analysis = make_analysis(post.media)
    analysis.frames.create(index=3, time_sec=1.5, image_path="teams/x/frame-3.jpg", score=0.8)
    edit_post(post, by=owner, version=1, now=now, thumbnail_path="teams/x/frame-3.jpg")
    post.refresh_from_db()
    assert post.thumbnail_path == "teams/x/frame-3.jpg"


@pytest.mark.parametrize("status", ["publishing", "unconfirmed", "posted", "canceled", "failed"])
def test_words_and_times_are_fixed_once_a_post_is_under_way(connection, owner, now, status):
    post = make_schedule(
        connection,
        status=status,
        lease_owner="worker",
        external_post_id="1",
        failure_reason="refused",
    )
    with pytest.raises(PostProblem):
        edit_post(post, by=owner, version=1, now=now, body="Tea first.")
    with pytest.raises(PostProblem):
        reschedule(post, at=now + 9 * HOUR, by=owner, now=now)
    with pytest.raises(PostProblem):
        publish_now(post, by=owner, now=now)


@pytest.mark.parametrize("who", ["viewer", "stranger"])
def test_viewers_and_strangers_change_nothing(post, now, who, request):
    person = request.getfixturevalue(who)
    steps = [
        lambda: edit_post(post, by=person, version=1, now=now, body="Mine now."),
        lambda: reschedule(post, at=now + 9 * HOUR, by=person, now=now),
        lambda: cancel(post, by=person),
        lambda: approve(post, by=person, now=now),
        lambda: create_post(
            make_asset(post.team), post.connection, at=now + 9 * HOUR, by=person, now=now
        ),
    ]
    for step in steps:
        with pytest.raises(PostProblem):
            step()
    assert not EventLog.objects.exists()


def test_a_moved_post_is_the_persons_from_then_on(post, owner, now):
    reschedule(post, at=now + 9 * HOUR, by=owner, now=now)
    post.refresh_from_db()
    assert (post.scheduled_at, post.due_at) == (now + 9 * HOUR, now + 9 * HOUR)
    assert post.placed_by_person
    assert post.slot_reason == "Placed by Olga Owner."


def test_a_move_keeps_the_approval_because_the_words_are_the_same(post, owner, now):
    approve(post, by=owner, now=now)
    reschedule(post, at=now + 9 * HOUR, by=owner, now=now)
    assert is_approved_payload(post)


def test_a_locked_post_stays(connection, owner, now):
    post = make_schedule(connection, is_locked=True, scheduled_at=now + HOUR)
    with pytest.raises(PostProblem, match="locked"):
        reschedule(post, at=now + 9 * HOUR, by=owner, now=now)


def test_publish_now_is_due_at_once_but_only_when_approved(post, owner, now):
    with pytest.raises(PostProblem, match="not approved"):
        publish_now(post, by=owner, now=now)
    approve(post, by=owner, now=now)
    publish_now(post, by=owner, now=now)
    assert PostingSchedule.objects.due(now).get() == post


def test_canceling_frees_the_slot(post, owner, now):
    cancel(post, by=owner)
    again = create_post(
        make_asset(post.team), post.connection, at=post.scheduled_at, by=owner, now=now
    )
    assert again.status == "pending"


def test_a_draft_waits_until_it_is_submitted(connection, owner, now):
    asset = make_asset(connection.team)
    post = create_post(asset, connection, at=now + HOUR, by=owner, now=now, as_draft=True)
    assert post.status == "draft"
    submit(post, by=owner, now=now)
    post.refresh_from_db()
    assert (post.status, post.review_status, post.due_at) == ("pending", "awaiting", now + HOUR)


def test_sending_again_takes_the_next_free_time_and_keeps_the_approval(connection, owner, now):
    make_schedule(connection, scheduled_at=now + HOUR)
    failed = make_schedule(connection, scheduled_at=now - HOUR)
    approve(failed, by=owner, now=now)
    PostingSchedule.objects.filter(pk=failed.pk).update(status="failed", failure_reason="missed")
    failed.refresh_from_db()
    send_again(failed, by=owner, now=now)
    assert (failed.status, failed.scheduled_at) == ("pending", now + 3 * HOUR)
    assert failed.failure_reason == ""
    assert is_approved_payload(failed)


def test_without_a_review_policy_nothing_has_to_be_approved(connection, owner, now):
    Team.objects.filter(pk=connection.team.pk).update(review_policy="none")
    connection.refresh_from_db()
    asset = make_asset(Team.objects.get(pk=connection.team_id))
    post = create_post(asset, connection, at=now + HOUR, by=owner, now=now)
    assert post.review_status == "not_required"
    assert is_approved_payload(post)
    assert publish_now(post, by=owner, now=now).due_at == now
