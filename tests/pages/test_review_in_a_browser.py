"""The review page in Chromium: by keys, with two people at once, on a phone, in the dark."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from scheduling.models import PostComment
from scheduling.services.comments import add_comment
from scheduling.services.posts import approve, edit_post
from tests.pages.conftest import DESK, PHONE
from tests.pages.test_every_page_in_a_browser import grave, overflow

pytestmark = pytest.mark.browser


def open_queue(session, post=None):
    path = reverse("review-post", args=[post.pk]) if post else reverse("review")
    page = session.open(path)
    page.wait_for_selector("html[data-review=ready]")
    return page


def shown(page, post):
    expect(page.locator("#review-post")).to_have_attribute("data-post", str(post.pk))


def test_j_j_a_approves_the_third_and_goes_on(surf, owner, story):
    session = surf(owner)
    page = open_queue(session)
    first, second, third, fourth, *_ = story.awaiting
    shown(page, first)
    page.keyboard.press("j")
    shown(page, second)
    page.keyboard.press("k")
    shown(page, first)
    for post in (second, third):
        page.keyboard.press("j")
        shown(page, post)
    page.keyboard.press("a")
    shown(page, fourth)
    expect(page.locator("#review-post")).to_be_focused()
    expect(page.locator("#toasts")).to_contain_text("Approved.")
    expect(page.locator("#review")).to_have_attribute("data-waiting", "5")
    expect(page.locator('#nav-sidebar a[href="/review/"]').first).to_contain_text("5")
    assert re.search(f"/review/{fourth.pk}/", page.url)
    third.refresh_from_db()
    assert third.review_status == "approved"
    page.get_by_role("button", name="Undo").click()
    shown(page, third)
    expect(page.locator("#review")).to_have_attribute("data-waiting", "6")
    third.refresh_from_db()
    assert third.review_status == "awaiting"
    assert session.errors == []


def test_r_asks_for_the_reason_and_sends_back(surf, owner, story):
    session = surf(owner)
    page = open_queue(session)
    page.keyboard.press("r")
    reason = page.get_by_label("What should change, or why not?")
    expect(reason).to_be_focused()
    page.keyboard.type("a shorter one, and j is no step here")
    expect(reason).to_have_value("a shorter one, and j is no step here")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(reason).to_be_hidden()
    page.keyboard.press("r")
    page.get_by_role("button", name="Ask for changes").click()
    expect(page.locator("#toasts")).to_contain_text("Sent back")
    shown(page, story.awaiting[1])
    story.awaiting[0].refresh_from_db()
    assert story.awaiting[0].review_status == "changes_requested"
    assert session.errors == []


def test_e_and_c_lead_to_their_fields_and_the_list_of_keys_opens(surf, owner, story):
    session = surf(owner)
    page = open_queue(session)
    page.keyboard.press("e")
    expect(page.get_by_label("Caption")).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("c")
    expect(page.get_by_label("Comment", exact=True)).to_be_focused()
    page.keyboard.type("Is the logo allowed?")
    page.get_by_role("button", name="Say it").click()
    expect(page.locator("#review-comments")).to_contain_text("Olga Owner")
    assert PostComment.objects.get().text == "Is the logo allowed?"
    page.locator("#review-post").focus()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("j")
    shown(page, story.awaiting[0])
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    assert session.errors == []


def test_space_plays_and_stops(surf, owner, story):
    page = open_queue(surf(owner))
    page.wait_for_function("document.querySelector('[data-player]').readyState > 1")
    page.locator("#review-post").focus()
    page.keyboard.press(" ")
    page.wait_for_function("!document.querySelector('[data-player]').paused")
    page.keyboard.press(" ")
    page.wait_for_function("document.querySelector('[data-player]').paused")


def test_counter_and_preview_follow_the_words_and_ctrl_s_saves(surf, owner, story):
    session = surf(owner)
    page = open_queue(session)
    page.get_by_label("Caption").fill("A new first line. " + "x" * 200)
    expect(page.locator(".pv-words")).to_contain_text("A new first line.")
    expect(page.locator(".pv-rest")).to_contain_text("Folded until opened")
    expect(page.locator(".rl-counter")).to_contain_text("of 2200")
    page.keyboard.press("Control+s")
    expect(page.locator("#toasts")).to_contain_text("Saved.")
    story.awaiting[0].refresh_from_db()
    assert story.awaiting[0].body.startswith("A new first line.")
    assert session.errors == []


def test_words_that_are_not_saved_are_not_left_without_asking(surf, owner, story):
    page = open_queue(surf(owner))
    page.get_by_label("Caption").fill("Half a thought")
    asked = []
    page.once("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    page.locator('[data-key="j"]').click()
    expect(page.get_by_label("Caption")).to_have_value("Half a thought")
    assert asked == ["Your words are not saved. Leave them?"]
    shown(page, story.awaiting[0])


def test_two_browsers_edit_one_caption_and_nothing_is_lost(surf, owner, teammate, story):
    post = story.awaiting[0]
    one, two = surf(owner), surf(teammate)
    mine, theirs = open_queue(one, post), open_queue(two, post)
    theirs.get_by_label("Caption").fill("From the colleague.")
    expect(theirs.locator(".pv-words")).to_contain_text("From the colleague.")
    theirs.get_by_role("button", name="Save").click()
    expect(theirs.locator("#toasts")).to_contain_text("Saved.")
    mine.get_by_label("Caption").fill("From the owner.")
    expect(mine.locator(".pv-words")).to_contain_text("From the owner.")
    mine.get_by_role("button", name="Save").click()
    alert = mine.get_by_role("alert").filter(has_text="Somebody saved this post")
    expect(alert).to_contain_text("From the colleague.")
    expect(alert).to_contain_text("From the owner.")
    expect(mine.get_by_label("Caption")).to_have_value("From the owner.")
    mine.get_by_role("button", name="Save").click()
    expect(mine.locator("#toasts")).to_contain_text("Saved.")
    post.refresh_from_db()
    assert (post.body, post.version) == ("From the owner.", 3)
    assert one.errors == two.errors == []


def test_another_frame_is_chosen_as_the_cover(surf, owner, story):
    session = surf(owner)
    page = open_queue(session, story.awaiting[0])
    page.get_by_role("button", name="Use the frame at 0:03.0 as the cover").click()
    expect(page.locator("#toasts")).to_contain_text("The cover is the frame at 3.0 s now.")
    expect(page.get_by_alt_text("The cover now")).to_be_visible()
    story.awaiting[0].refresh_from_db()
    assert story.awaiting[0].thumbnail_path
    assert session.errors == []


def test_all_shown_are_approved_with_a_result_for_each(surf, owner, story):
    page = open_queue(surf(owner))
    page.get_by_label("All shown").check()
    page.get_by_text("Approve several").click()
    page.get_by_role("button", name="Approve ticked").click()
    expect(page.locator(".rv-results li")).to_have_count(6)
    expect(page.get_by_role("heading", name="All done")).to_be_visible()


def test_filters_are_in_the_address_and_a_colleague_sees_the_same(surf, owner, teammate, story):
    page = open_queue(surf(owner))
    page.locator(".rv-filters > summary").click()
    page.get_by_label("Platform").select_option("tiktok")
    expect(page.locator(".rv-item")).to_have_count(3)
    assert "platform=tiktok" in page.url
    page.wait_for_selector("html[data-review=ready]")
    page.keyboard.press("j")
    shown(page, story.awaiting[2])
    other = surf(teammate).open(page.url.split("/", 3)[3].join(["/", ""]))
    expect(other.locator(".rv-item")).to_have_count(3)
    shown(other, story.awaiting[2])
    page.go_back()
    shown(page, story.awaiting[0])


def test_a_failed_post_says_why_and_is_sent_again_once(surf, owner, story):
    page = surf(owner).open(f"{reverse('posts')}?tab=failed")
    row = page.locator(f"#post-row-{story.failed.pk}")
    expect(row).to_contain_text("Instagram")
    expect(row).to_contain_text("longer than 15 minutes")
    row.get_by_role("button", name="Send again").click()
    expect(page.locator("#toasts")).not_to_be_empty()
    expect(row.get_by_role("button", name="Send again")).to_have_count(0)
    assert story.failed.attempts.count() == 1


def test_the_page_passes_axe_and_fits_a_phone(surf, owner, teammate, story):
    post, now = story.awaiting[0], timezone.now()
    approve(post, by=owner, now=now)
    edit_post(post, by=teammate, version=1, now=now, body="Other words. " * 20)
    add_comment(post, by=teammate, text="Is the logo allowed?", now=now)
    session = surf(owner)
    found = []
    for one in (post, story.awaiting[1]):
        page = open_queue(session, one)
        page.locator(".pv-safe-switch").check()
        found += grave(page)
        page.get_by_label("Switch between light and dark").click()
        found += grave(page)
        page.set_viewport_size(PHONE)
        if overflow(page) > 0:
            found.append("wider than a phone")
        expect(page.get_by_role("button", name="Approve", exact=False).first).to_be_visible()
        page.set_viewport_size(DESK)
    assert found == []
    assert session.errors == []
    assert session.strays == []


def test_it_works_without_script(surf, owner, story):
    session = surf(owner, java_script_enabled=False)
    page = session.page
    page.goto(session.base_url + reverse("review"))
    page.get_by_role("button", name="Approve", exact=False).first.click()
    expect(page.get_by_text("Approved.", exact=True)).to_be_visible()
    shown(page, story.awaiting[1])
    page.locator("summary").filter(has_text="Send back").click()
    page.get_by_label("What should change, or why not?").fill("Shorter.")
    page.get_by_role("button", name="Ask for changes").click()
    shown(page, story.awaiting[2])
    page.get_by_label("Caption").fill("Plainly edited.")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_label("Caption")).to_have_value("Plainly edited.")
