"""The first comment on the pages: written, counted, suggested, and answered when in doubt."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from publishing.models import FirstComment
from scheduling.link_tokens import token_of
from scheduling.services.links import create_link
from tests.factories import (
    make_analysis,
    make_asset,
    make_connection,
    make_first_comment,
    make_schedule,
)

WORDS = "What would you do?"
STEPS = ("first-comment-confirm", "first-comment-send-again", "first-comment-leave-out")


@pytest.fixture
def account(team):
    return make_connection(team, platform="instagram", platform_username="maker")


@pytest.fixture
def asset(team):
    asset = make_asset(team)
    make_analysis(asset, ai_first_comments={"instagram": "Did yours rise?"})
    return asset


@pytest.fixture
def post(account, asset):
    return make_schedule(account, asset, scheduled_at=timezone.now() + timedelta(days=1))


@pytest.fixture
def out(account):
    """A post that is out, and whose first comment is in doubt."""
    hour_ago = timezone.now() - timedelta(hours=1)
    post = make_schedule(
        account,
        status="posted",
        scheduled_at=hour_ago,
        published_at=hour_ago,
        external_post_id="p1",
        first_comment=WORDS,
    )
    make_first_comment(
        post, status="needs_person", sent_at=hour_ago, tries=1, reason="Nobody knows."
    )
    return post


def words_of(post, **more) -> dict:
    return {"version": post.version, "body": post.body, "hashtags": "#coffee", **more}


@pytest.mark.parametrize("page", ["post", "review-post"])
def test_the_editor_has_the_field_and_its_counter(owner_client, post, page):
    type(post).objects.update(review_status="awaiting")
    content = owner_client.get(reverse(page, args=[post.pk])).content.decode()
    assert 'name="first_comment"' in content
    assert "First comment: 0 of 2196 characters" in content
    assert "Did yours rise?" in content


def test_the_drawer_has_it_too(owner_client, post):
    url = reverse("calendar-post", args=[post.pk])
    content = owner_client.get(url, headers={"HX-Request": "true"}).content.decode()
    assert 'name="first_comment"' in content
    owner_client.post(
        reverse("calendar-words", args=[post.pk]), words_of(post, first_comment=WORDS)
    )
    post.refresh_from_db()
    assert post.first_comment == WORDS


def test_it_is_saved_and_shown(owner_client, post):
    owner_client.post(reverse("post-edit", args=[post.pk]), words_of(post, first_comment=WORDS))
    post.refresh_from_db()
    assert post.first_comment == WORDS
    page = owner_client.get(reverse("post", args=[post.pk])).content.decode()
    assert f"<strong>First comment:</strong> {WORDS}" in page


def test_the_suggestion_is_taken_with_a_button(owner_client, post):
    sent = words_of(post, first_comment="", suggested_comment="Did yours rise?")
    owner_client.post(reverse("post-edit", args=[post.pk]), sent)
    post.refresh_from_db()
    assert post.first_comment == "Did yours rise?"
    page = owner_client.get(reverse("post", args=[post.pk])).content.decode()
    assert "Suggested first comment" not in page


def test_the_counter_follows_what_is_typed(owner_client, post):
    sent = words_of(post, first_comment="a" * 2200)
    answer = owner_client.post(reverse("post-count", args=[post.pk]), sent).content.decode()
    assert "First comment: 2200 of 2196 characters" in answer
    assert "Shorten it by 4." in answer


def test_a_network_that_takes_none_says_so(owner_client, team):
    post = make_schedule(make_connection(team), scheduled_at=timezone.now() + timedelta(days=1))
    page = owner_client.get(reverse("post", args=[post.pk])).content.decode()
    assert 'name="first_comment"' not in page
    assert "TikTok takes no comments from apps." in page


def test_an_edit_that_does_not_know_the_field_leaves_it(owner_client, team):
    at = timezone.now() + timedelta(days=1)
    post = make_schedule(make_connection(team), scheduled_at=at)
    owner_client.post(reverse("post-edit", args=[post.pk]), words_of(post, body="Tea."))
    post.refresh_from_db()
    assert (post.body, post.first_comment) == ("Tea.", "")


def test_in_doubt_a_person_is_asked_with_buttons(owner_client, viewer_client, out):
    page = owner_client.get(reverse("post", args=[out.pk])).content.decode()
    assert "Is the first comment there?" in page
    for name in STEPS:
        assert reverse(name, args=[out.pk]) in page
    page = viewer_client.get(reverse("post", args=[out.pk])).content.decode()
    assert reverse(STEPS[0], args=[out.pk]) not in page


@pytest.mark.parametrize(
    ("step", "status"),
    list(zip(STEPS, ("posted", "waiting", "failed"), strict=True)),
)
def test_each_button_does_what_it_says(owner_client, out, step, status):
    owner_client.post(reverse(step, args=[out.pk]))
    assert FirstComment.objects.get().status == status


@pytest.mark.parametrize("step", STEPS)
def test_nobody_else_may_press_them(viewer_client, stranger_client, out, step):
    assert viewer_client.post(reverse(step, args=[out.pk])).status_code in (302, 403)
    assert stranger_client.post(reverse(step, args=[out.pk])).status_code == 404
    assert FirstComment.objects.get().status == "needs_person"


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"status": "posted", "external_id": "c1", "due_at": None}, "it is below the post"),
        ({"status": "waiting"}, "it goes out"),
        ({"status": "sending"}, "it is being sent"),
        ({"status": "unconfirmed"}, "it may be there already"),
        ({"status": "failed", "reason": "Comments are off."}, "Comments are off."),
    ],
)
def test_where_it_stands_is_said(owner_client, out, values, said):
    FirstComment.objects.update(posted_at=timezone.now(), **values)
    page = owner_client.get(reverse("post", args=[out.pk])).content.decode()
    assert said in page


def test_the_client_sees_what_would_be_written(owner, client, team, account, post):
    type(post).objects.update(review_status="awaiting", first_comment=WORDS)
    now = timezone.now()
    link = create_link(team, name="Rosa", by=owner, now=now, days=7, connection=account)
    page = client.get(reverse("client-review", args=[token_of(link)])).content.decode()
    assert "<h3>First comment</h3>" in page
    assert WORDS in page


def test_the_dashboard_leads_to_one_in_doubt(owner_client, out):
    page = owner_client.get(reverse("dashboard")).content.decode()
    assert "1 first comment that only you can settle." in page
    assert reverse("post", args=[out.pk]) in page
