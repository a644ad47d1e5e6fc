"""First comments by API: with the words of a post, and what a person says about one in doubt."""

from datetime import timedelta

import pytest
from django.utils import timezone

from publishing.models import FirstComment
from scheduling.models import PostingSchedule
from tests.factories import make_asset, make_connection, make_first_comment, make_schedule

WORDS = "What would you do?"


@pytest.fixture
def account(team):
    return make_connection(team, platform="instagram")


@pytest.fixture
def in_doubt(account):
    hour_ago = timezone.now() - timedelta(hours=1)
    post = make_schedule(
        account, status="posted", scheduled_at=hour_ago, external_post_id="p1", first_comment=WORDS
    )
    return make_first_comment(post, status="needs_person", sent_at=hour_ago, tries=1)


def tomorrow() -> str:
    return (timezone.now() + timedelta(days=1)).isoformat()


def test_a_post_brings_its_first_comment(api, team, account):
    asset = make_asset(team, status="analyzed")
    body = {"media": str(asset.pk), "connection": str(account.pk), "scheduled_at": tomorrow()}
    answer = api.post("/api/posts", {**body, "first_comment": WORDS}, format="json")
    assert answer.status_code == 201, answer.content
    assert answer.json()["first_comment"] == WORDS


def test_it_is_edited_with_the_version(api, account):
    post = make_schedule(account)
    body = {"version": 1, "first_comment": WORDS}
    answer = api.patch(f"/api/posts/{post.pk}", body, format="json")
    assert (answer.status_code, answer.json()["first_comment"]) == (200, WORDS)


def test_a_cross_post_leaves_it_out_where_none_can_be_sent(api, team, account):
    asset, tiktok = make_asset(team, status="analyzed"), make_connection(team)
    body = {
        "media": str(asset.pk),
        "connections": [str(account.pk), str(tiktok.pk)],
        "scheduled_at": tomorrow(),
        "first_comment": WORDS,
    }
    answer = api.post("/api/cross-post-groups", body, format="json")
    assert answer.status_code == 201, answer.content
    posts = PostingSchedule.objects.in_team(team)
    assert posts.get(connection=account).first_comment == WORDS
    assert posts.get(connection=tiktok).first_comment == ""


@pytest.mark.parametrize(
    ("step", "status"), [("confirm", "posted"), ("retry", "waiting"), ("leave-out", "failed")]
)
def test_each_answer_does_what_it_says(api, in_doubt, step, status):
    answer = api.post(f"/api/first-comments/{in_doubt.pk}/{step}", {}, format="json")
    assert (answer.status_code, answer.json()["status"]) == (200, status)


def test_an_answer_that_does_not_fit_is_a_409(api, in_doubt):
    FirstComment.objects.update(status="posted", external_id="c1", due_at=None)
    answer = api.post(f"/api/first-comments/{in_doubt.pk}/confirm", {}, format="json")
    assert answer.status_code == 409
    assert "cannot do that" in answer.json()["detail"]


def test_a_stranger_finds_none(stranger_api, in_doubt):
    answer = stranger_api.post(f"/api/first-comments/{in_doubt.pk}/retry", {}, format="json")
    assert answer.status_code == 404
    assert FirstComment.objects.get().status == "needs_person"


def test_they_are_filtered_by_post_and_state(api, in_doubt):
    page = api.get("/api/first-comments", {"status": "needs_person"}).json()
    assert [row["id"] for row in page["results"]] == [str(in_doubt.pk)]
    assert api.get("/api/first-comments", {"status": "posted"}).json()["count"] == 0
