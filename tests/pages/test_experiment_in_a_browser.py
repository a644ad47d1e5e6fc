"""Experiments, failed posts and the bell in Chromium: axe, phone width, what a click does."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from scheduling.models import PostingSchedule
from scheduling.services.experiments import Wish, start_experiment
from tests.factories import make_connection
from tests.pages.test_every_page_in_a_browser import findings

pytestmark = pytest.mark.browser


def test_the_form_and_the_result_pass_axe_in_both_themes_and_fit_a_phone(surf, owner, team, story):
    accounts = [make_connection(team) for _ in range(3)]
    day = timezone.localdate() + timedelta(days=1)
    asked = Wish("Question?", "caption", ["One.", "Two?"], accounts, 2, day)
    experiment = start_experiment(story.assets[7], asked, by=owner, now=timezone.now())
    new = reverse("experiment-new", args=[story.assets[0].pk])
    pages = [f"{new}?kind={kind}" for kind in ("caption", "thumbnail", "time")]
    pages += [reverse("experiment", args=[experiment.pk]), reverse("experiments")]
    desk = surf(owner)
    assert [line for path in pages for line in findings(desk.open(path))] == []
    assert desk.errors == []
    assert desk.strays == []


def test_one_click_sends_a_failed_post_again_from_the_report(surf, owner, story):
    page = surf(owner).open(reverse("report-failures"))
    page.get_by_role("button", name="Send again").click()
    page.wait_for_selector(".rl-toast")
    assert "Nothing failed in this time" in page.locator("main").inner_text()
    assert PostingSchedule.objects.get(pk=story.failed.pk).status != "failed"


def test_the_bell_counts_down_as_notices_are_read(surf, owner, story):
    page = surf(owner).open(reverse("notifications"))
    before = int(page.locator(".rl-bell-count").inner_text())
    page.get_by_role("button", name="Mark as read").first.click()
    page.wait_for_load_state()
    assert int(page.locator(".rl-bell-count").inner_text()) == before - 1
    page.get_by_role("button", name="Mark all as read").click()
    page.wait_for_load_state()
    assert page.locator(".rl-bell-count").count() == 0
