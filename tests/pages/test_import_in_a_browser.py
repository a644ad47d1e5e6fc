"""A file of posts in Chromium: chosen, checked, imported; with keys alone and at phone width."""

import os
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone

from scheduling.models import PostingSchedule
from tests.factories import make_asset, make_connection, make_schedule
from tests.pages.conftest import PHONE
from tests.pages.test_every_page_in_a_browser import grave, overflow

pytestmark = pytest.mark.browser
YEAR = timezone.now().year + 1
ROWS = f"""media;account;scheduled_at;body
clip.mp4;kitchen;{YEAR}-03-04 12:00;Three mistakes that cost me a year. Nobody talks about it.
other.mp4;kitchen;{YEAR}-03-04 13:00;Too close to the first
waits.mp4;kitchen;{YEAR}-03-08 13:00;Is planned already
night.mp4;kitchen;{YEAR}-03-28 02:30;In the night when the clocks change
none.mp4;nobody;tomorrow;All wrong
"""


@pytest.fixture
def plan(team, tmp_path):
    account = make_connection(team, platform_username="kitchen")
    for name in ("clip", "other", "night", "waits"):
        make_asset(team, filename=f"{name}.mp4")
    make_schedule(account, team_asset(team, "waits.mp4"))
    path = tmp_path / "plan.csv"
    path.write_text(ROWS, encoding="utf-16")
    return path


def team_asset(team, name):
    from media_assets.models import MediaAsset

    return MediaAsset.objects.in_team(team).get(filename=name)


def shoot(page, name):
    if folder := os.environ.get("SHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def test_a_file_is_chosen_checked_and_imported(surf, owner, plan):
    desk = surf(owner)
    page = desk.open(reverse("post-import"))
    shoot(page, "import-empty")
    page.get_by_label("CSV file").set_input_files(plan)
    page.get_by_role("button", name="Check the rows").press("Enter")
    page.wait_for_selector("text=What would happen")
    assert page.get_by_text("at least 2 hours").count() == 1
    assert page.get_by_text("does not exist that night").count() == 1
    shoot(page, "import-plan")
    found = grave(page)
    page.get_by_label("Switch between light and dark").click()
    found += grave(page)
    shoot(page, "import-dark")
    page.set_viewport_size(PHONE)
    assert (found, overflow(page)) == ([], 0)
    shoot(page, "import-phone")
    page.get_by_role("button", name="Import 2 rows, leave out 2").press("Enter")
    page.wait_for_selector("text=2 posts imported")
    assert PostingSchedule.objects.count() == 3
    assert desk.errors == desk.strays == []
