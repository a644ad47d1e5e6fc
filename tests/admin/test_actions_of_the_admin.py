"""The buttons of the admin call the services, and say what came of it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from media_assets.models import MediaAsset, MediaFolder, ProcessingJob
from platforms.models import Connection
from scheduling.models import PostingSchedule
from teams.models import ApiToken, EventLog, TeamMember
from tests.factories import (
    make_analysis,
    make_asset,
    make_attempt,
    make_connection,
    make_job,
    make_reading,
    make_schedule,
)
from tests.media_samples import samples  # noqa: F401  (a fixture)

SOON = datetime(2031, 3, 2, 12, tzinfo=UTC)


def page(model, name, *args) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{name}", args=args)


def act(client, row, action, **more) -> list[str]:
    """Run a list action on one row; the messages that the person reads."""
    body = {"action": action, "_selected_action": str(row.pk), **more}
    answer = client.post(page(type(row), "changelist"), body)
    row.refresh_from_db()
    return [str(message) for message in get_messages(answer.wsgi_request)]


@pytest.fixture
def post(team):
    asset = make_asset(team)
    make_analysis(asset)
    return make_schedule(make_connection(team), asset, review_status="awaiting", scheduled_at=SOON)


def test_a_post_is_approved(owner_client, post, owner):
    assert act(owner_client, post, "approve") == ["1 approved."]
    assert (post.review_status, post.approved_by) == ("approved", owner)


def test_a_refusal_is_a_message_and_nothing_changes(owner_client, post):
    (message,) = act(owner_client, post, "publish_now")
    assert "not approved yet" in message
    assert post.due_at == SOON


def test_an_approved_post_is_published_now(owner_client, post):
    act(owner_client, post, "approve")
    act(owner_client, post, "publish_now")
    assert post.due_at < SOON


def test_changes_are_asked_for_with_the_note(owner_client, post):
    assert "Say what should change" in act(owner_client, post, "request_changes")[0]
    act(owner_client, post, "request_changes", note="Shorter.")
    assert (post.review_status, post.review_note) == ("changes_requested", "Shorter.")


def test_a_post_is_rejected_or_canceled(owner_client, post):
    act(owner_client, post, "reject", note="No.")
    assert (post.status, post.review_status) == ("canceled", "rejected")


def test_a_failed_post_is_sent_again(owner_client, post):
    PostingSchedule.objects.update(status="failed", failure_reason="refused")
    act(owner_client, post, "retry")
    assert post.status == "pending"


@pytest.mark.parametrize(
    ("action", "note", "status"),
    [("confirm", "https://example.com/1", "posted"), ("declare_absent", "", "failed")],
)
def test_an_unclear_post_is_settled_by_a_person(owner_client, post, action, note, status):
    make_attempt(post, outcome="unknown", sent_at=SOON - timedelta(days=3650))
    PostingSchedule.objects.update(status="unconfirmed", needs_person=True)
    act(owner_client, post, action, note=note)
    assert post.status == status


def test_the_coach_is_asked(owner_client, post):
    assert "no reading" in act(owner_client, post, "ask_coach")[0]
    make_reading(post, post_social_score=80.0)
    act(owner_client, post, "ask_coach")
    assert post.insights.count() == 1


def form_of(post, **changes) -> dict:
    at = {"scheduled_at_0": "2031-03-02", "scheduled_at_1": "13:00:00"}  # Berlin
    words = {"title": "", "body": post.body, "hashtags": '["#coffee"]', "link_url": ""}
    return {**at, **words, "platform_specific": "{}", "version": post.version, **changes}


def test_the_words_are_edited_through_the_service(owner_client, post):
    answer = owner_client.post(page(PostingSchedule, "change", post.pk), form_of(post, body="New."))
    assert answer.status_code == 302
    post.refresh_from_db()
    assert (post.body, post.version, post.scheduled_at) == ("New.", 2, SOON)
    assert EventLog.objects.filter(event_type="post_edited").count() == 1


def test_two_editors_do_not_overwrite_each_other(owner_client, post):
    address = page(PostingSchedule, "change", post.pk)
    owner_client.post(address, form_of(post, body="Theirs."))
    answer = owner_client.post(address, form_of(post, body="Mine."))
    html = answer.content.decode()
    assert answer.status_code == 200
    assert "Theirs." in html
    assert "Mine." in html
    post.refresh_from_db()
    assert post.body == "Theirs."


def test_save_and_approve_does_both(owner_client, post):
    button = "scheduling_postingschedule_save_and_approve"
    body = {**form_of(post, body="New."), button: "1"}
    owner_client.post(page(PostingSchedule, "change", post.pk), body)
    post.refresh_from_db()
    assert (post.body, post.review_status) == ("New.", "approved")


def test_a_status_cannot_be_typed_in(owner_client, post):
    body = form_of(post, status="posted", external_post_id="x", review_status="approved")
    owner_client.post(page(PostingSchedule, "change", post.pk), body)
    post.refresh_from_db()
    assert (post.status, post.review_status, post.external_post_id) == ("pending", "awaiting", None)


def test_a_post_is_added(owner_client, team, owner):
    asset, connection = make_asset(team), make_connection(team)
    make_analysis(asset)
    body = {"media": asset.pk, "connection": connection.pk, "scheduled_at_0": "2031-03-02",
            "scheduled_at_1": "13:00:00", "hashtags": "[]", "platform_specific": "{}"}  # fmt: skip
    answer = owner_client.post(page(PostingSchedule, "add"), body)
    assert answer.status_code == 302, answer.content.decode()
    added = PostingSchedule.objects.get()
    assert (added.scheduled_at, added.created_by, added.body) == (SOON, owner, "Coffee first.")


def test_foreign_media_cannot_be_chosen(stranger_client, team):
    asset, connection = make_asset(team), make_connection(team)
    body = {"media": asset.pk, "connection": connection.pk, "scheduled_at_0": "2031-03-02",
            "scheduled_at_1": "13:00:00", "hashtags": "[]", "platform_specific": "{}"}  # fmt: skip
    answer = stranger_client.post(page(PostingSchedule, "add"), body)
    assert answer.status_code == 200
    assert not PostingSchedule.objects.exists()


def test_files_are_uploaded_and_each_is_reported(owner_client, samples, team, owner):  # noqa: F811
    picture = samples["coffee_first"].path.read_bytes()
    files = [SimpleUploadedFile("a.jpg", picture), SimpleUploadedFile("b.jpg", picture),
             SimpleUploadedFile("c.mp4", b"no media")]  # fmt: skip
    answer = owner_client.post(page(MediaAsset, "add"), {"files": files})
    messages = [str(message) for message in get_messages(answer.wsgi_request)]
    assert messages[0] == "a.jpg: taken in."
    assert messages[1] == "b.jpg: is in the library already."
    assert messages[2].startswith("c.mp4: ")
    asset = MediaAsset.objects.get()
    assert (asset.team, asset.owner, asset.source_type) == (team, owner, "upload")


def test_an_asset_is_analysed_again_archived_and_restored(owner_client, team):
    asset = make_asset(team)
    act(owner_client, asset, "analyse_again")
    assert asset.jobs.get().status == "queued"
    act(owner_client, asset, "archive")
    assert asset.status == "archived"
    act(owner_client, asset, "restore")
    assert asset.status == "analyzed"


def test_a_scheduled_asset_is_not_archived(owner_client, team):
    asset = make_asset(team, status="scheduled")
    assert "Cancel them first" in act(owner_client, asset, "archive")[0]
    assert asset.status == "scheduled"


def test_the_planner_runs_from_the_list(owner_client, team):
    asset = make_asset(team)
    make_analysis(asset)
    make_connection(team)
    assert act(owner_client, asset, "plan")[0] == "1 posts planned."
    assert asset.schedules.count() == 1


def test_a_failed_job_is_tried_again(owner_client, team):
    job = make_job(make_asset(team), status="failed")
    act(owner_client, job, "requeue")
    assert job.status == "queued"
    act(owner_client, job, "cancel")
    assert job.status == "canceled"


def test_a_running_job_is_not_requeued(owner_client, team):
    job = make_job(make_asset(team), status="processing", lease_owner="w")
    assert act(owner_client, job, "requeue")
    assert ProcessingJob.objects.get().status == "processing"


def test_a_new_row_belongs_to_the_team_and_names_are_checked_inside_it(owner_client, team):
    for code in (302, 200):
        assert owner_client.post(page(MediaFolder, "add"), {"name": "clips"}).status_code == code
    assert MediaFolder.objects.get().team == team


def test_a_key_is_shown_once(owner_client, owner):
    answer = owner_client.post(page(ApiToken, "add"), {"name": "script"})
    (note, *_) = [str(message) for message in get_messages(answer.wsgi_request)]
    token = ApiToken.objects.get()
    assert token.user == owner
    assert f"{token.prefix}." in note
    act(owner_client, token, "revoke")
    assert token.revoked


def test_only_managers_change_an_account(owner_client, teammate_client, team):
    connection = make_connection(team)
    body = {"account_name": "Ours"}
    answer = teammate_client.post(page(Connection, "change", connection.pk), body)
    assert answer.status_code == 403
    owner_client.post(page(Connection, "change", connection.pk), body)
    connection.refresh_from_db()
    assert (connection.account_name, connection.is_active) == ("Ours", False)


def test_roles_change_by_rule(owner_client, team, owner, teammate):
    mate = TeamMember.objects.get(user=teammate)
    owner_client.post(page(TeamMember, "change", mate.pk), {"role": "admin"})
    mate.refresh_from_db()
    assert mate.role == "admin"
    me = TeamMember.objects.get(user=owner)
    owner_client.post(page(TeamMember, "change", me.pk), {"role": "viewer"})
    me.refresh_from_db()
    assert me.role == "owner"


def test_a_viewer_has_no_actions(viewer_client, post):
    act(viewer_client, post, "approve")
    assert post.review_status == "awaiting"
