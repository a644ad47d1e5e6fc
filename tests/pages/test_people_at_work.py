"""What people do, in Chromium: sign in, upload, seek, approve, edit, publish, collide."""

import base64

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from scheduling.models import PostingSchedule
from scheduling.services.posts import edit_post
from tests.pages.rows import picture, real_video

pytestmark = pytest.mark.browser

DROP = """([name, type, data]) => {
  const bytes = Uint8Array.from(atob(data), (c) => c.charCodeAt(0));
  const transfer = new DataTransfer();
  transfer.items.add(new File([bytes], name, { type }));
  for (const kind of ["dragenter", "dragover", "drop"]) {
    document.querySelector("[data-upload]").dispatchEvent(
      new DragEvent(kind, { dataTransfer: transfer, bubbles: true, cancelable: true }));
  }
}"""


def test_a_person_signs_in_and_out(surf, owner, team):
    session = surf()
    page = session.page
    page.goto(session.base_url + "/")
    page.get_by_label("Email").fill(owner.email)
    page.get_by_label("Password").fill("correct horse battery")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Good to see you")
    page.get_by_label("Your menu").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page).to_have_url(session.base_url + "/accounts/login/?next=/")


def drop(page, name: str, kind: str, data: bytes) -> None:
    page.wait_for_selector("[data-upload][data-ready]")
    page.evaluate(DROP, [name, kind, base64.b64encode(data).decode()])


def test_dropped_files_show_what_became_of_each(surf, owner, team):
    session = surf(owner)
    page = session.open(reverse("library"))
    image = picture("DROPPED", (250, 190, 40), (200, 40, 60))
    drop(page, "dropped.webp", "image/webp", image)
    lines = page.locator("[data-upload-list] li")
    expect(lines.nth(0)).to_contain_text("Accepted", timeout=30_000)
    drop(page, "again.webp", "image/webp", image)
    expect(lines.nth(1)).to_contain_text("Already here as “dropped.webp”", timeout=30_000)
    drop(page, "notes.mp4", "video/mp4", b"just some text")
    expect(lines.nth(2)).to_have_attribute("data-outcome", "refused", timeout=30_000)
    page.get_by_role("link", name="Show the new files").click()
    expect(page.locator(".rl-asset")).to_have_count(1)
    assert session.errors == []


def test_the_button_uploads_too(surf, owner, team):
    page = surf(owner).open(reverse("library"))
    page.wait_for_selector("[data-upload][data-ready]")
    page.locator("#upload-files").set_input_files(real_video())
    line = page.locator("[data-upload-list] li").first
    expect(line).to_contain_text("Accepted", timeout=30_000)


def test_time_codes_frames_and_the_timeline_seek(surf, owner, story):
    page = surf(owner).open(reverse("asset", args=[story.assets[0].pk]))
    page.wait_for_selector("html[data-player=ready]")
    page.wait_for_function("document.getElementById('player').readyState > 0")

    def at() -> float:
        return page.evaluate("document.getElementById('player').currentTime")

    page.get_by_role("button", name="Go to 0:03.0").click()
    assert at() == pytest.approx(3.0, abs=0.1)
    page.get_by_role("button", name="a face fills the first second").click()
    assert at() == pytest.approx(0.5, abs=0.1)
    box = page.locator("[data-timeline]").bounding_box()
    page.mouse.click(box["x"] + box["width"] * 0.75, box["y"] + box["height"] / 2)
    assert at() == pytest.approx(4.5, abs=0.1)


def test_approve_in_the_list_changes_the_row_and_says_so(surf, owner, story):
    session = surf(owner)
    page = session.open(reverse("posts"))
    post = story.awaiting[0]
    row = page.locator(f"#post-row-{post.pk}")
    row.get_by_role("button", name="Approve").click()
    expect(row).to_contain_text("Approved")
    expect(page.get_by_role("status")).to_contain_text("Approved.")
    post.refresh_from_db()
    assert post.review_status == "approved"
    assert session.errors == []


def test_approve_all_shown_approves_what_was_shown(surf, owner, story):
    page = surf(owner).open(f"{reverse('posts')}?tab=awaiting")
    page.get_by_text("Approve all shown (6)").click()
    page.get_by_role("button", name="Approve 6").click()
    expect(page.get_by_role("status")).to_contain_text("6 posts approved.")
    assert not PostingSchedule.objects.filter(review_status="awaiting").exists()


def test_publish_now_asks_first_and_makes_the_post_due(surf, owner, story):
    page = surf(owner).open(reverse("posts"))
    row = page.locator(f"#post-row-{story.approved.pk}")
    row.get_by_text("Publish now").first.click()
    row.get_by_role("button", name="Publish now").click()
    expect(page.get_by_role("status")).to_contain_text("On its way")
    before = story.approved.due_at
    story.approved.refresh_from_db()
    assert story.approved.due_at < before


def test_the_counter_follows_the_words_and_names_the_problem(surf, owner, story):
    session = surf(owner)
    page = session.open(reverse("post", args=[story.awaiting[0].pk]))
    page.get_by_label("Caption").fill("x" * 2300)
    counter = page.locator("#post-counter")
    expect(counter).to_contain_text("of 2200")
    expect(counter).to_contain_text("TikTok takes at most 2,200")
    assert session.errors == []


def test_a_stale_edit_shows_both_texts_and_loses_none(surf, owner, teammate, story, now):
    post = story.awaiting[0]
    page = surf(owner).open(reverse("post", args=[post.pk]))
    edit_post(post, by=teammate, version=post.version, now=now, body="From the colleague.")
    page.get_by_label("Caption").fill("From the owner.")
    page.get_by_role("button", name="Save").click()
    alert = page.get_by_role("alert").filter(has_text="Somebody saved this post")
    expect(alert).to_contain_text("From the colleague.")
    expect(alert).to_contain_text("From the owner.")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status")).to_contain_text("Saved.")
    post.refresh_from_db()
    assert post.body == "From the owner."


def test_the_library_works_without_javascript(surf, owner, team):
    session = surf(owner, java_script_enabled=False)
    page = session.page
    page.goto(session.base_url + reverse("library"))
    page.locator("#upload-files").set_input_files(real_video())
    page.get_by_role("button", name="Upload").click()
    expect(page.get_by_text("Accepted. It is analysed next.")).to_be_visible()
