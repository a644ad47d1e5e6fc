"""Data and privacy in Chromium: an export asked for, an erasure planned and called off."""

import pytest
from django.urls import reverse
from django.utils import timezone

from teams.models import DataRequest
from teams.privacy.work import carry_out_due
from tests.pages.conftest import PHONE
from tests.pages.test_every_page_in_a_browser import grave, overflow

pytestmark = pytest.mark.browser


def test_an_export_appears_by_itself_when_it_is_ready(surf, owner, team):
    desk = surf(owner)
    page = desk.open(reverse("team-data"))
    assert "Nothing was asked for yet" in page.inner_text("main")
    page.get_by_role("button", name="Export everything").click()
    page.get_by_text("Waiting", exact=True).wait_for()
    carry_out_due()
    page.get_by_role("link", name="Download the ZIP").wait_for()
    with page.expect_download() as found:
        page.get_by_role("link", name="Download the ZIP").click()
    assert found.value.suggested_filename.endswith(".zip")
    assert desk.errors == []
    assert desk.strays == []


def test_an_erasure_is_planned_and_called_off_by_keys_at_phone_width(surf, owner, team):
    phone = surf(owner, viewport=PHONE)
    page = phone.open(reverse("team-data"))
    page.get_by_text("Erase this team…").focus()
    page.keyboard.press("Enter")
    assert grave(page) == []
    assert overflow(page) <= 0
    page.get_by_label("The team’s name").fill("Kitchen")
    page.get_by_label("Your password").fill("wrong")
    page.keyboard.press("Enter")
    page.get_by_text("This is not your password.").wait_for()
    page.get_by_label("Your password").fill("correct horse battery")
    page.keyboard.press("Enter")
    page.get_by_text("will be erased").first.wait_for()
    assert DataRequest.objects.get().due_at > timezone.now()
    assert grave(page) == []
    assert overflow(page) <= 0
    page.get_by_role("button", name="Call it off").click()
    page.get_by_text("Called off. Nothing is erased.").wait_for()
    assert phone.errors == []
