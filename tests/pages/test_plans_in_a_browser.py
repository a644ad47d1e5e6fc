"""Campaigns, content calendars, planning and feeds in Chromium, with rows on them."""

import os
from datetime import date, time, timedelta
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone

from scheduling.models import BlackoutDates, CalendarItem, CalendarSlot
from tests.factories import (
    make_asset,
    make_calendar,
    make_campaign,
    make_connection,
    make_item,
    make_project,
    make_schedule,
)
from tests.pages.conftest import PHONE
from tests.pages.test_every_page_in_a_browser import findings

pytestmark = pytest.mark.browser


@pytest.fixture
def rows(team, owner):
    account = make_connection(team, platform_username="kitchen.daily")
    project = make_project(
        team, name="Autumn bakery", description="Bread for beginners.",
        objectives_json={"audience": "people who bake on Sundays", "tone": "warm"},
    )  # fmt: skip
    campaign = make_campaign(
        project, name="Sourdough week", status="running", target_platforms=["tiktok", "instagram"],
        targets_json={"posts": 8, "views": 20_000, "engagement_rate": 0.06},
    )  # fmt: skip
    for n, views in enumerate((5200, 3100, None)):
        out = {"status": "posted", "external_post_id": str(n), "views": views} if views else {}
        engagements = 300 if views else None
        make_schedule(account, make_asset(team), campaign=campaign, body="Day seven: it floats.",
                      engagements=engagements, **out)  # fmt: skip
    march = date(2026, 3, 20)
    at = timezone.make_aware(timezone.datetime(2026, 3, 20, 12))
    make_schedule(account, scheduled_at=at, body="Not in any campaign")
    calendar = make_calendar(
        team, name="March", project=project, strategy_summary="Teach first, sell last."
    )
    for pillar, status in zip(CalendarItem.ContentPillar.values, CalendarItem.Status.values):  # noqa: B905
        make_item(calendar, content_pillar=pillar, status=status, campaign=campaign,
                  planned_platforms=["tiktok"], title=f"How to: {pillar}", assignee=owner,
                  media=make_asset(team, filename="Sourdough, day 7.mov"))  # fmt: skip
    make_calendar(team, name="March", version=2)
    BlackoutDates.objects.create(
        team=team, first_day=timezone.localdate(), reason="Trade fair",
        last_day=timezone.localdate() + timedelta(days=2),
    )  # fmt: skip
    for kind, hour in (("regular", 9), ("prime", 18), ("test", 21)):
        CalendarSlot.objects.create(
            team=team, connection=account, date=march, time_slot=time(hour, 30), slot_type=kind,
            timezone="Asia/Kathmandu" if kind == "test" else team.timezone, is_locked=hour == 9,
            recurring_pattern="daily",
        )  # fmt: skip
    return {"campaigns": [], "campaign": [campaign.pk], "campaign-edit": [campaign.pk],
            "content-calendars": [], "content-calendar": [calendar.pk], "planning": [],
            "slot-new": [], "calendar-feeds": []}  # fmt: skip


def shoot(page, name):
    if folder := os.environ.get("SHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)
        page.set_viewport_size(PHONE)
        page.screenshot(path=Path(folder) / f"{name}-phone.png", full_page=True)
        page.set_viewport_size({"width": 1280, "height": 900})


def test_the_pages_of_plans_pass_axe_and_fit_a_phone(surf, owner, rows):
    desk = surf(owner)
    found = []
    for name, args in rows.items():
        page = desk.open(reverse(name, args=args))
        shoot(page, name)
        found += findings(page)
    assert found == []
    assert desk.errors == desk.strays == []


def test_an_item_is_added_by_keys(surf, owner, team):
    calendar = make_calendar(team)
    page = surf(owner).open(reverse("calendar-item-new", args=[calendar.pk]))
    page.get_by_label("Title").fill("How to knead")
    page.get_by_label("TikTok", exact=True).press("Space")
    page.get_by_label("Content pillar").select_option("education")
    page.get_by_role("button", name="Save").press("Enter")
    page.wait_for_selector("text=Saved “How to knead”")
    assert CalendarItem.objects.get().planned_platforms == ["tiktok"]
