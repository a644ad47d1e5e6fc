"""Rewriting on the page of a post, in a real Chromium."""

import pytest
from django.urls import reverse

from scheduling.models import PostingSchedule

pytestmark = pytest.mark.browser


def test_a_person_asks_sees_the_difference_and_takes_it(surf, owner, story, settings):
    settings.OPENAI_API_KEY = settings.OPENAI_BASE_URL = ""
    post, desk = story.awaiting[0], surf(owner)
    page = desk.open(reverse("post", args=[post.pk]))
    page.fill("#edit [name=body]", "Not saved yet. It is about bread! And about rye.")
    page.get_by_role("link", name="Rewrite or find hashtags").click()
    page.get_by_label("Length").select_option("shorter")
    page.get_by_role("button", name="Suggest a rewrite").click()
    proposal = page.locator(".rl-proposal")
    proposal.wait_for()
    assert proposal.locator("del").count() > 0
    assert PostingSchedule.objects.get(pk=post.pk).body == post.body
    proposal.get_by_role("button", name="Take it").click()
    page.wait_for_selector(".rl-toast")
    saved = PostingSchedule.objects.get(pk=post.pk).body
    assert saved.startswith("Not saved yet.")
    assert len(saved) < 45
    assert desk.errors == []


def test_leaving_it_brings_the_wishes_back_and_keeps_the_words(surf, owner, story, settings):
    settings.OPENAI_API_KEY = settings.OPENAI_BASE_URL = ""
    page = surf(owner).open(reverse("post", args=[story.awaiting[0].pk]))
    page.get_by_role("link", name="Rewrite or find hashtags").click()
    page.get_by_role("button", name="Suggest hashtags").click()
    page.get_by_role("link", name="Leave it").click()
    page.wait_for_selector(".rl-proposal", state="detached")
    assert page.get_by_role("button", name="Suggest a rewrite").is_visible()
