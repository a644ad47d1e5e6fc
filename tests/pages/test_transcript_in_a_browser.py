"""The transcript beside its player: seek, follow, split at the cursor, save."""

import pytest
from django.urls import reverse

from analysis.services.versions import current_original

pytestmark = pytest.mark.browser


@pytest.fixture
def page(surf, owner, story):
    return surf(owner).open(reverse("transcript", args=[story.assets[0].pk]))


def test_a_word_seeks_and_its_line_and_word_are_marked(page):
    page.wait_for_function("document.getElementById('player').readyState >= 1")
    page.get_by_role("button", name="hook.", exact=True).click()
    page.wait_for_selector(".rl-cue.rl-now .rl-word.rl-now:text('hook.')")
    assert page.evaluate("document.getElementById('player').currentTime") == pytest.approx(3.4)


def test_a_line_is_split_at_the_cursor_without_a_reload_and_saved(page, story):
    line = page.get_by_label("Line 2", exact=True)
    line.focus()
    line.evaluate("box => box.setSelectionRange(6, 6)")
    page.locator("#split-1").click()
    page.wait_for_selector("#cue-3")
    assert page.get_by_label("Line 2", exact=True).input_value() == "Number"
    assert page.get_by_text("Your changes are not saved yet.").count() == 1
    page.locator("button[value=save]").first.click()
    page.wait_for_url("**language=en")
    saved = current_original(story.assets[0])
    assert [cue["text"] for cue in saved.cues][1:3] == ["Number", "one: no hook."]
    assert saved.cues[1]["words"][0]["text"] == "Number"


def test_a_wrong_shift_is_said_and_the_form_stays(page):
    page.locator("[name=shift_by]").fill("soon")
    page.locator("#shift").click()
    page.wait_for_selector(".rl-toast-error")
    assert "is no number of seconds" in page.locator(".rl-toast-error").inner_text()
