"""Place, edit, review and publish posts through the API."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from scheduling.models import PostingSchedule
from tests.factories import (
    make_analysis,
    make_asset,
    make_attempt,
    make_connection,
    make_schedule,
)

SOON = datetime(2031, 3, 2, 12, tzinfo=UTC)
RANDOM = "00000000-0000-4000-8000-000000000000"


@pytest.fixture
def asset(team):
    asset = make_asset(team)
    make_analysis(asset)
    return asset


@pytest.fixture
def post(team, asset):
    return make_schedule(make_connection(team), asset, review_status="awaiting", scheduled_at=SOON)


def create(api, asset, connection, **more):
    body = {"media": str(asset.pk), "connection": str(connection.pk)}
    body |= {"scheduled_at": SOON.isoformat(), **more}
    return api.post("/api/posts", body, format="json")


def edit(api, post, **body):
    return api.patch(f"/api/posts/{post.pk}", body, format="json")


def step(api, post, name, **body):
    return api.post(f"/api/posts/{post.pk}/{name}", body, format="json")


def test_a_post_is_placed_with_the_suggested_words(api, asset, team, owner):
    answer = create(api, asset, make_connection(team))
    assert answer.status_code == 201, answer.json()
    body = answer.json()
    assert body["body"] == "Coffee first."
    assert body["review_status"] == "awaiting"
    assert body["created_by"] == str(owner.pk)
    assert body["placed_by_person"] is True


def test_own_words_win(api, asset, team):
    body = create(api, asset, make_connection(team), body="Mine.", hashtags=["#a"]).json()
    assert (body["body"], body["hashtags"]) == ("Mine.", ["#a"])


def test_a_time_that_has_passed_is_refused(api, asset, team):
    answer = create(api, asset, make_connection(team), scheduled_at="2001-01-01T00:00:00Z")
    assert answer.status_code == 409
    assert "passed" in answer.json()["detail"]


def test_the_same_slot_twice_is_refused(api, asset, team):
    connection = make_connection(team)
    create(api, asset, connection)
    other = make_asset(team)
    make_analysis(other)
    assert create(api, other, connection).status_code == 409


def test_an_edit_raises_the_version(api, post):
    answer = edit(api, post, version=1, body="Better.")
    assert answer.status_code == 200
    assert (answer.json()["body"], answer.json()["version"]) == ("Better.", 2)


def test_an_edit_of_an_old_version_gets_both_texts(api, post):
    edit(api, post, version=1, body="Theirs.")
    answer = edit(api, post, version=1, body="Mine.")
    assert answer.status_code == 409
    problem = answer.json()
    assert problem["yours"] == {"body": "Mine."}
    assert problem["theirs"] == {"body": "Theirs."}
    assert problem["version"] == 2
    post.refresh_from_db()
    assert post.body == "Theirs."


def test_an_edit_without_a_version_is_refused(api, post):
    assert "version" in edit(api, post, body="x").json()["errors"]


@pytest.mark.parametrize("field", ["status", "scheduled_at", "external_post_id", "approved_by"])
def test_state_is_never_typed_in(api, post, field):
    assert field in edit(api, post, version=1, **{field: "posted"}).json()["errors"]


def test_approval_and_edit_ask_again(api, post, owner):
    body = step(api, post, "approve").json()
    assert (body["review_status"], body["approved_by"]) == ("approved", str(owner.pk))
    body = edit(api, post, version=body["version"], body="Other words.").json()
    assert (body["review_status"], body["approved_by"]) == ("awaiting", None)


def test_changes_are_asked_for_with_a_reason(api, post):
    assert step(api, post, "request-changes").status_code == 400
    body = step(api, post, "request-changes", note="Shorter, please.").json()
    assert (body["review_status"], body["review_note"]) == (
        "changes_requested", "Shorter, please.",
    )  # fmt: skip


def test_a_rejected_post_is_off_the_plan(api, post):
    body = step(api, post, "reject", note="Not us.").json()
    assert (body["status"], body["review_status"]) == ("canceled", "rejected")


def test_a_post_moves_to_another_time(api, post):
    at = SOON + timedelta(days=1)
    body = step(api, post, "reschedule", scheduled_at=at.isoformat()).json()
    assert body["scheduled_at"] == "2031-03-03T12:00:00Z" or body["scheduled_at"].startswith(
        "2031-03-03T13:00:00+01:00"
    )
    assert step(api, post, "reschedule", scheduled_at="soon").status_code == 400


def test_only_an_approved_post_is_published_now(api, post):
    assert step(api, post, "publish").status_code == 409
    step(api, post, "approve")
    assert step(api, post, "publish").status_code == 200
    post.refresh_from_db()
    assert post.due_at <= timezone.now()


def test_a_canceled_post_stays_so(api, post):
    assert step(api, post, "cancel").json()["status"] == "canceled"
    assert step(api, post, "cancel").status_code == 409


def failed(post, **fields):
    values = {"status": "failed", "failure_reason": "refused", **fields}
    PostingSchedule.objects.filter(pk=post.pk).update(**values)


def test_a_failed_post_is_sent_again(api, post):
    failed(post)
    assert step(api, post, "retry").json()["status"] == "pending"


def test_a_post_that_may_be_out_is_not_sent_again(api, post):
    failed(post)
    make_attempt(post, outcome="unknown")
    answer = step(api, post, "retry")
    assert answer.status_code == 409
    post.refresh_from_db()
    assert post.status == "failed"


def unconfirmed(post):
    make_attempt(post, outcome="unknown", sent_at=post.scheduled_at - timedelta(days=3650))
    PostingSchedule.objects.filter(pk=post.pk).update(status="unconfirmed", needs_person=True)


def test_a_person_confirms_an_unclear_post(api, post):
    unconfirmed(post)
    assert step(api, post, "confirm", url="nowhere").status_code == 400
    body = step(api, post, "confirm", url="https://example.com/p/1").json()
    assert (body["status"], body["external_post_url"]) == ("posted", "https://example.com/p/1")
    assert body["needs_person"] is False


def test_a_person_says_that_an_unclear_post_is_not_there(api, post):
    unconfirmed(post)
    assert step(api, post, "declare-absent").json()["status"] == "failed"


def test_the_planner_fills_the_free_slots(api, asset, team):
    make_connection(team)
    answer = api.post("/api/posts/plan")
    assert answer.status_code == 200
    assert answer.json()["created"] == 1
    assert api.post("/api/posts/plan").json()["created"] == 0


def test_the_planner_says_what_it_left_out(api, team):
    make_analysis(make_asset(team, duration_sec=1.0))  # TikTok takes three seconds or more
    make_connection(team)
    (skipped,) = api.post("/api/posts/plan").json()["skipped"]
    assert set(skipped) == {"media", "reason"}


def test_the_coach_has_nothing_to_say_before_a_reading(api, post):
    assert step(api, post, "coach").status_code == 409


def test_remarks_are_read_and_said(api, stranger_api, post, owner):
    said = api.post(f"/api/posts/{post.pk}/comments", {"text": "Is the logo allowed?"})
    assert (said.status_code, said.json()["user"]) == (201, str(owner.pk))
    rows = api.get(f"/api/posts/{post.pk}/comments").json()
    assert [row["text"] for row in rows] == ["Is the logo allowed?"]
    assert api.post(f"/api/posts/{post.pk}/comments", {"text": " "}).status_code == 400
    assert stranger_api.get(f"/api/posts/{post.pk}/comments").status_code == 404
