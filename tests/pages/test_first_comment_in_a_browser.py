"""The first comment in Chromium: typed, counted, suggested, answered; on a phone, in the dark."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from analysis.models import MediaAnalysis
from publishing.models import FirstComment
from tests.factories import make_connection, make_first_comment, make_schedule
from tests.pages.conftest import DESK, PHONE
from tests.pages.test_every_page_in_a_browser import grave, overflow

pytestmark = pytest.mark.browser
IDEA = "Did yours rise on the second day, or did you wait for the third?"


@pytest.fixture
def account(team):
    return make_connection(team, platform="instagram", platform_username="bakery")


@pytest.fixture
def post(story, account):
    asset = story.assets[4]
    MediaAnalysis.objects.current().filter(media=asset).update(
        ai_first_comments={"instagram": IDEA}
    )
    at = timezone.now() + timedelta(days=2)
    return make_schedule(
        account, asset, scheduled_at=at, review_status="awaiting", body="Day seven: it floats."
    )


@pytest.fixture
def in_doubt(story, account):
    hour_ago = timezone.now() - timedelta(hours=1)
    post = make_schedule(
        account,
        story.assets[4],
        repeat=2,
        status="posted",
        scheduled_at=hour_ago,
        published_at=hour_ago,
        external_post_id="p1",
        external_post_url="https://example.com/p/1",
        first_comment=IDEA,
    )
    make_first_comment(
        post,
        status="needs_person",
        sent_at=hour_ago,
        tries=1,
        reason="For a day it could not be found out whether the first comment is there. Please "
        "look below the post.",
    )
    return post


def test_it_is_counted_while_it_is_typed_and_saved(surf, owner, post):
    session = surf(owner)
    page = session.open(reverse("post", args=[post.pk]))
    field = page.get_by_label("First comment")
    field.fill("What is yours called?")
    expect(page.locator("#post-counter")).to_contain_text("First comment: 21 of 2196 characters")
    expect(page.locator(".pv-rest").first).to_contain_text("What is yours called?")
    page.get_by_label("Hashtags").press("Enter")  # saves, and takes no suggestion
    page.wait_for_load_state()
    post.refresh_from_db()
    assert post.first_comment == "What is yours called?"
    assert session.errors == []


@pytest.mark.parametrize("name", ["post", "review-post"])
def test_the_suggestion_is_taken_with_one_press(surf, owner, post, name):
    session = surf(owner)
    page = session.open(reverse(name, args=[post.pk]))
    page.get_by_role("button", name="Use it and save").click()
    expect(page.get_by_label("First comment")).to_have_value(IDEA)
    expect(page.get_by_role("button", name="Use it and save")).to_have_count(0)
    post.refresh_from_db()
    assert post.first_comment == IDEA
    assert session.errors == []


@pytest.mark.parametrize("screen", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_fit_and_pass_axe(surf, owner, post, in_doubt, screen, scheme):
    session = surf(owner, viewport=screen, scheme=scheme)
    for row in (post, in_doubt):
        page = session.open(reverse("post", args=[row.pk]))
        assert overflow(page) <= 0
        assert grave(page) == []
    assert session.errors == []


def test_a_person_says_that_it_is_there(surf, owner, in_doubt):
    session = surf(owner)
    page = session.open(reverse("post", args=[in_doubt.pk]))
    page.get_by_role("button", name="It is there").click()
    expect(page.locator("#first-comment")).to_contain_text("it is below the post since")
    assert FirstComment.objects.get().status == "posted"
    assert session.errors == []
