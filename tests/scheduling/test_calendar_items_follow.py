"""The status of wanted pieces follows what is made and posted; a person has the last word."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from django.db import connection as database
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from scheduling.calendar_status import (
    ITEM_MOVES,
    ORDER,
    campaign_status_on,
    item_status,
    next_status,
)
from scheduling.exceptions import PostProblem
from scheduling.models import CalendarItem
from scheduling.services.content_calendars import (
    follow_due,
    follow_items,
    move_campaign,
    move_item,
    store_item,
)
from teams.models import EventLog
from tests.factories import (
    make_asset,
    make_calendar,
    make_campaign,
    make_connection,
    make_item,
    make_project,
    make_schedule,
)

POSTED = {"status": "posted", "external_post_id": "1"}


@pytest.fixture
def calendar(team):
    return make_calendar(team)


def status_of(item):
    return CalendarItem.objects.get(pk=item.pk).status


def test_from_the_idea_to_the_post(team, calendar, owner):
    item = make_item(calendar, planned_platforms=["tiktok"])
    follow_items(team)
    assert status_of(item) == "planned"
    asset = make_asset(team, status="analyzing")
    store_item(item, by=owner, media=asset)
    assert status_of(item) == "in_progress"
    type(asset).objects.update(status="analyzed")
    follow_items(team)
    assert status_of(item) == "render_ready"
    make_schedule(make_connection(team), asset, **POSTED)
    follow_items(team)
    assert status_of(item) == "published"
    kinds = EventLog.objects.filter(subject_id=str(item.pk)).order_by("created_at")
    types = kinds.values_list("event_type", flat=True)
    names = [kind.removeprefix("calendaritem_") for kind in types]
    assert names == ["changed", "in_progress", "render_ready", "published"]


def test_a_script_means_that_it_is_being_made(team, calendar):
    item = make_item(calendar, script_id=uuid4())
    assert follow_items(team) == 1
    assert status_of(item) == "in_progress"


def test_it_is_published_when_it_is_out_on_every_network(team, calendar):
    asset = make_asset(team, status="posted")
    item = make_item(calendar, media=asset, planned_platforms=["tiktok", "instagram"])
    make_schedule(make_connection(team), asset, **POSTED)
    follow_items(team)
    assert status_of(item) == "render_ready"
    account = make_connection(team, platform="instagram")
    make_schedule(account, asset, platform="instagram_reels", **POSTED)
    follow_items(team)
    assert status_of(item) == "published"


def test_what_a_person_skipped_stays_skipped_until_it_is_taken_up(team, calendar, owner):
    item = make_item(calendar, media=make_asset(team))
    move_item(item, "skipped", by=owner)
    assert follow_items(team) == 0
    move_item(item, "planned", by=owner)
    assert follow_items(team) == 1
    assert status_of(item) == "render_ready"


def test_a_step_that_there_is_not_is_refused(team, calendar, owner, viewer):
    item = make_item(calendar, status="published")
    with pytest.raises(PostProblem):
        move_item(item, "planned", by=owner)
    with pytest.raises(PostProblem, match="Viewers"):
        move_item(make_item(calendar), "skipped", by=viewer)
    with pytest.raises(PostProblem):
        move_item(make_item(calendar), "nonsense", by=owner)


def test_a_second_click_on_an_old_page_is_told(team, calendar, owner):
    item = make_item(calendar)
    stale = CalendarItem.objects.get(pk=item.pk)
    move_item(item, "skipped", by=owner)
    with pytest.raises(PostProblem, match="a moment ago"):
        move_item(stale, "in_progress", by=owner)


def test_items_are_followed_in_a_fixed_number_of_queries(team, calendar, django_assert_num_queries):
    for _ in range(3):
        make_item(calendar, media=make_asset(team), status="render_ready")
    with CaptureQueriesContext(database) as few:
        follow_items(team)
    for _ in range(20):
        make_item(calendar, media=make_asset(team), status="render_ready")
    with django_assert_num_queries(len(few)):
        follow_items(team)


def test_campaigns_start_and_end_by_their_dates(team, owner, now):
    project = make_project(team)
    campaign = make_campaign(project, start_date=date(2026, 3, 2), end_date=date(2026, 3, 3))
    assert follow_due(now) == 1
    campaign.refresh_from_db()
    assert campaign.status == "running"
    assert follow_due(now) == 0
    follow_due(datetime(2026, 3, 3, 22, 59, tzinfo=UTC))  # still the 3rd in Berlin
    campaign.refresh_from_db()
    assert campaign.status == "running"
    follow_due(datetime(2026, 3, 3, 23, 1, tzinfo=UTC))
    campaign.refresh_from_db()
    assert campaign.status == "completed"
    move_campaign(campaign, "running", by=owner)


def test_a_cancelled_campaign_does_not_start():
    day = date(2026, 3, 2)
    assert campaign_status_on(day, day, day, "cancelled") is None
    assert campaign_status_on(day, day, day, "planned") == "running"
    assert campaign_status_on(date(2026, 3, 1), day, day, "planned") is None


@given(
    now=st.sampled_from(list(CalendarItem.Status)),
    has_script=st.booleans(),
    media=st.sampled_from([None, "ingested", "analyzing", "analyzed", "scheduled", "posted"]),
    wanted=st.sets(st.sampled_from(["tiktok", "instagram", "yt_shorts"])),
    posted=st.sets(st.sampled_from(["tiktok", "instagram_reels", "youtube"])),
)
def test_following_only_goes_forward_along_allowed_moves(now, has_script, media, wanted, posted):
    spoken = item_status(has_script=has_script, media_status=media, wanted=wanted, posted=posted)
    to = next_status(now, spoken)
    if to is not None:
        assert to in ITEM_MOVES[now]
        assert ORDER.index(to) > ORDER.index(now)
        assert next_status(to, spoken) is None
