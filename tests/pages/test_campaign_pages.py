"""Projects, campaigns and content calendars as pages."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection as database
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from scheduling.models import CalendarItem, Campaign, ContentCalendar, PostingSchedule, Project
from tests.factories import (
    make_asset,
    make_calendar,
    make_campaign,
    make_connection,
    make_item,
    make_project,
    make_schedule,
)

MARCH = datetime(2026, 3, 10, 12, tzinfo=UTC)


@pytest.fixture
def project(team):
    return make_project(team, name="Launch")


@pytest.fixture
def campaign(project):
    return make_campaign(project, name="Spring", targets_json={"posts": 4, "views": 1000})


def text(answer) -> str:
    return answer.content.decode()


def test_an_empty_team_is_led_to_its_first_project(owner_client, team):
    assert "Make the first project" in text(owner_client.get(reverse("campaigns")))
    assert owner_client.get(reverse("campaign-new"))["Location"] == reverse("project-new")


def test_a_project_is_made_and_changed(owner_client, team, owner):
    data = {
        "name": "Launch",
        "start_date": "2026-03-01",
        "audience": "Bakers",
        "kpis": "views, saves",
    }
    assert "Saved “Launch”" in text(owner_client.post(reverse("project-new"), data, follow=True))
    project = Project.objects.get()
    assert project.user == owner
    assert project.objectives_json == {"audience": "Bakers", "kpis": ["views", "saves"]}
    edit = reverse("project-edit", args=[project.pk])
    assert 'value="views, saves"' in text(owner_client.get(edit))
    seen = project.updated_at.isoformat()
    owner_client.post(edit, {**data, "name": "Launch 2", "kpis": "", "seen": seen})
    project.refresh_from_db()
    assert (project.name, project.objectives_json) == ("Launch 2", {"audience": "Bakers"})


def test_two_people_who_edit_one_project_are_told(owner_client, project):
    edit, seen = reverse("project-edit", args=[project.pk]), project.updated_at.isoformat()
    data = {"name": "First", "start_date": "2026-03-01", "seen": seen}
    owner_client.post(edit, data)
    answer = owner_client.post(edit, {**data, "name": "Second"})
    assert answer.status_code == 422
    assert "Somebody saved this" in text(answer)
    assert 'value="Second"' in text(answer)
    project.refresh_from_db()
    assert project.name == "First"


@pytest.mark.parametrize(
    ("change", "said"),
    [({"end_date": "2026-02-01"}, "end"), ({"name": ""}, "required"),
     ({"name": "Launch"}, "already")],
)  # fmt: skip
def test_what_is_wrong_with_a_project_is_said(owner_client, project, change, said):
    data = {"name": "New", "start_date": "2026-03-01", **change}
    answer = owner_client.post(reverse("project-new"), data)
    assert answer.status_code == 422
    assert said in text(answer)
    assert Project.objects.count() == 1


def test_a_campaign_is_made_with_targets(owner_client, project):
    data = {
        "project": project.pk, "name": "Spring", "start_date": "2026-03-01",
        "end_date": "2026-03-31", "target_platforms": ["tiktok"], "posts": 10,
        "engagement_percent": "5.5", "amount": "200", "currency": "EUR",
    }  # fmt: skip
    owner_client.post(reverse("campaign-new"), data)
    campaign = Campaign.objects.get()
    assert campaign.targets_json == {"posts": 10, "engagement_rate": 0.055}
    assert campaign.budget_json == {"amount": 200.0, "currency": "EUR"}
    page = text(owner_client.get(reverse("campaign-edit", args=[campaign.pk])))
    assert 'value="5.5"' in page
    assert 'value="tiktok" id="id_target_platforms_' in page.replace("checked ", "")


def test_the_page_of_a_campaign_shows_how_far_it_is(owner_client, team, campaign):
    account = make_connection(team, platform_username="kitchen")
    make_schedule(account, campaign=campaign, status="posted", external_post_id="1", views=250,
                  body="Out already")  # fmt: skip
    make_schedule(account, campaign=campaign, body="Still to come")
    make_item(make_calendar(team), campaign=campaign, title="Teaser")
    page = text(owner_client.get(reverse("campaign", args=[campaign.pk])))
    for words in ("Out already", "Still to come", "Teaser", "kitchen", "Views: 25 % reached",
                  "Posts: 25 % reached", "newest reading of 1 of 1 posts"):  # fmt: skip
        assert words in page
    assert "Views: 25 % reached" in text(owner_client.get(reverse("campaigns")))


def test_a_figure_that_is_not_there_is_no_zero(owner_client, team, campaign):
    make_schedule(make_connection(team), campaign=campaign, status="posted", external_post_id="1")
    page = text(owner_client.get(reverse("campaign", args=[campaign.pk])))
    assert "<strong>–</strong> of 1,000" in page


def test_posts_are_added_and_taken_out(owner_client, team, campaign):
    post = make_schedule(make_connection(team), scheduled_at=MARCH, body="Loose")
    address = reverse("campaign-posts", args=[campaign.pk])
    assert "without a campaign" in text(owner_client.get(reverse("campaign", args=[campaign.pk])))
    assert "1 post added" in text(owner_client.post(address, {"post": [post.pk]}, follow=True))
    post.refresh_from_db()
    assert post.campaign == campaign
    assert "Choose posts first" in text(owner_client.post(address, {}, follow=True))
    owner_client.post(address, {"post": [post.pk], "out": "1"})
    post.refresh_from_db()
    assert post.campaign is None


def test_a_campaign_is_started_and_cancelled(owner_client, campaign):
    move = reverse("campaign-move", args=[campaign.pk])
    assert "is running" in text(owner_client.post(move, {"to": "running"}, follow=True))
    owner_client.post(move, {"to": "cancelled"})
    campaign.refresh_from_db()
    assert campaign.status == "cancelled"
    address = reverse("campaign", args=[campaign.pk])
    owner_client.get(address)  # where the message is shown
    assert address not in text(owner_client.get(reverse("campaigns")))
    assert "Spring" in text(owner_client.get(reverse("campaigns") + "?ended=1"))


def test_a_calendar_is_planned_and_versioned(owner_client, team):
    data = {"name": "March", "period_start": "2026-03-01", "period_end": "2026-03-31",
            "strategy_summary": "Teach first."}  # fmt: skip
    owner_client.post(reverse("content-calendar-new"), data)
    calendar = ContentCalendar.objects.get()
    new = reverse("calendar-item-new", args=[calendar.pk])
    asset = make_asset(team)
    item = {"title": "How to knead", "planned_date": "2026-03-05", "content_pillar": "education",
            "planned_platforms": ["tiktok"], "media": asset.pk}  # fmt: skip
    owner_client.post(new, item)
    assert "goes from 2026-03-01" in text(
        owner_client.post(new, {**item, "planned_date": "2026-05-01"})
    )
    page = text(owner_client.get(reverse("content-calendar", args=[calendar.pk])))
    for words in ("How to knead", "Teach first.", "Ready", "TikTok"):
        assert words in page
    made = owner_client.post(reverse("content-calendar-version", args=[calendar.pk]), follow=True)
    assert "You are on version 2 now." in text(made)
    old = text(owner_client.get(reverse("content-calendar", args=[calendar.pk])))
    assert "This is an earlier version" in old
    assert "Restore this version" in old


def test_an_item_is_skipped_edited_and_removed(owner_client, team):
    calendar = make_calendar(team)
    item = make_item(calendar, title="Old")
    edit = reverse("calendar-item-edit", args=[item.pk])
    data = {"title": "New", "planned_date": "2026-03-11", "content_pillar": "promotion"}
    owner_client.post(edit, data)
    item.refresh_from_db()
    assert (item.title, item.content_pillar) == ("New", "promotion")
    owner_client.post(reverse("calendar-item-move", args=[item.pk]), {"to": "skipped"})
    assert CalendarItem.objects.get().status == "skipped"
    owner_client.post(reverse("calendar-item-remove", args=[item.pk]))
    assert not CalendarItem.objects.exists()


def test_two_people_who_edit_one_item_are_told(owner_client, team):
    item = make_item(make_calendar(team), title="Old")
    edit, seen = reverse("calendar-item-edit", args=[item.pk]), item.updated_at.isoformat()
    data = {"planned_date": "2026-03-11", "content_pillar": "promotion", "seen": seen}
    owner_client.post(edit, {**data, "title": "First"})
    answer = owner_client.post(edit, {**data, "title": "Second"})
    assert answer.status_code == 422
    assert "Somebody saved this" in text(answer)
    item.refresh_from_db()
    assert item.title == "First"


def test_versions_are_compared_on_a_page(owner_client, team):
    first, second = (make_calendar(team, name="March", version=n) for n in (1, 2))
    make_item(second, title="Only now")
    page = text(owner_client.get(reverse("content-calendar-compare", args=[second.pk, first.pk])))
    assert "Only now" in page
    assert "Added" in page


def test_foreign_rows_are_out_of_reach(stranger_client, team, campaign, project):
    item = make_item(make_calendar(team))
    rows = {"campaign": campaign, "campaign-edit": campaign, "project-edit": project,
            "content-calendar": item.calendar, "content-calendar-edit": item.calendar,
            "calendar-item-new": item.calendar, "calendar-item-edit": item}  # fmt: skip
    for name, row in rows.items():
        assert stranger_client.get(reverse(name, args=[row.pk])).status_code == 404, name
    for name in ("campaign-move", "campaign-posts"):
        assert stranger_client.post(reverse(name, args=[campaign.pk])).status_code == 404
    data = {
        "project": project.pk,
        "name": "X",
        "start_date": "2026-03-01",
        "end_date": "2026-03-02",
    }
    make_project(stranger_client_team(stranger_client))
    assert stranger_client.post(reverse("campaign-new"), data).status_code == 422


def stranger_client_team(client):
    from teams.models import Team

    return Team.objects.get(name="Elsewhere")


def test_posts_of_another_team_cannot_be_added(owner_client, stranger, campaign):
    theirs = make_schedule(make_connection(stranger.memberships.get().team))
    owner_client.post(reverse("campaign-posts", args=[campaign.pk]), {"post": [theirs.pk]})
    assert PostingSchedule.objects.get(pk=theirs.pk).campaign is None


def test_viewers_change_nothing(viewer_client, team, project, campaign):
    data = {"name": "X", "start_date": "2026-03-01"}
    assert viewer_client.post(reverse("project-new"), data).status_code == 403
    assert viewer_client.post(reverse("campaign-move", args=[campaign.pk])).status_code == 403
    assert Project.objects.count() == 1
    assert "New campaign" not in text(viewer_client.get(reverse("campaigns")))


@pytest.mark.parametrize("page", ["campaigns", "campaign", "content-calendars", "content-calendar"])
def test_the_number_of_queries_does_not_grow(
    owner_client, team, project, campaign, page, django_assert_num_queries
):
    calendar, account = make_calendar(team), make_connection(team)
    rows = {"campaign": [campaign.pk], "content-calendar": [calendar.pk]}

    def grow(count):
        for _ in range(count):
            make_campaign(project)
            make_calendar(team, period_start=date(2026, 3, 1))
            asset = make_asset(team)
            make_item(calendar, media=asset, campaign=campaign)
            make_schedule(account, asset, campaign=campaign)
            make_schedule(account, scheduled_at=None)

    address = reverse(page, args=rows.get(page))
    grow(2)
    owner_client.get(address)
    with CaptureQueriesContext(database) as few:
        owner_client.get(address)
    grow(8)
    with django_assert_num_queries(len(few)):
        owner_client.get(address)
