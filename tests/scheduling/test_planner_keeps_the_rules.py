"""Good hours, quiet hours, closed days, slots, twins, topics, campaigns and evergreen media."""

from datetime import date, time, timedelta

import pytest

from platforms.models import PlatformPattern
from scheduling.models import (
    BlackoutDates,
    CalendarItem,
    CalendarSlot,
    Campaign,
    ContentCalendar,
    PlanningRules,
    PostingSchedule,
    Project,
)
from scheduling.services.plan import plan_team
from tests.factories import make_analysis, make_asset, make_connection, make_schedule

DAY = timedelta(days=1)


@pytest.fixture
def account(team):
    return make_connection(team)


def analysed(team, score=70.0, topics=(), **fields):
    asset = make_asset(team, **fields)
    make_analysis(asset, pre_social_score=score, topics=list(topics))
    return asset


def plan(team, now):
    plan_team(team, now=now)
    return list(PostingSchedule.objects.order_by("scheduled_at").select_related("media"))


def learn(account, weekday, hour, **fields):
    template = {"weights": [[weekday, hour, 1.0]]}
    return PlatformPattern.objects.create(
        team=account.team, platform=account.platform, connection=account, evidence_count=31,
        pattern_type="timing", pattern_name="optimal_posting_times", pattern_template=template,
        is_simulated=account.is_simulated, **fields,
    )  # fmt: skip


def test_a_learned_hour_is_used_and_named(team, account, now):
    soon = (now + timedelta(hours=5)).astimezone(team.zone)
    learn(account, soon.weekday(), soon.hour)
    analysed(team)
    (post,) = plan(team, now)
    assert post.scheduled_at.astimezone(team.zone).hour == soon.hour
    assert "learned from 31 posts" in post.slot_reason


def test_hours_learned_from_a_simulation_are_not_used_for_a_real_account(team, now):
    account = make_connection(team, route="direct")
    soon = (now + timedelta(hours=5)).astimezone(team.zone)
    pattern = learn(account, soon.weekday(), soon.hour)
    PlatformPattern.objects.filter(pk=pattern.pk).update(is_simulated=True)
    analysed(team)
    assert "learned" not in plan(team, now)[0].slot_reason


def test_quiet_hours_and_closed_days_stay_empty(team, account, now):
    PlanningRules.objects.create(team=team, quiet_from=time(20), quiet_until=time(9))
    day = now.astimezone(team.zone).date() + DAY
    BlackoutDates.objects.create(team=team, first_day=day, last_day=day, reason="holiday")
    for _ in range(8):
        analysed(team)
    for post in plan(team, now):
        local = post.scheduled_at.astimezone(team.zone)
        assert 9 <= local.hour < 20
        assert local.date() != day


def test_a_closed_day_of_one_account_leaves_the_others_open(team, account, now):
    other = make_connection(team, platform="instagram")
    first = now.astimezone(team.zone).date()
    BlackoutDates.objects.create(
        team=team, connection=account, first_day=first, last_day=first + 5 * DAY
    )
    analysed(team)
    times = {post.connection: post.scheduled_at for post in plan(team, now)}
    assert times[other] < now + DAY
    assert times[account] > now + 5 * DAY


def test_slots_drive_the_plan(team, account, now):
    day = now.astimezone(team.zone).date()
    CalendarSlot.objects.create(
        team=team, connection=account, date=day, time_slot=time(17, 45),
        timezone=team.timezone, recurring_pattern="daily",
    )  # fmt: skip
    for _ in range(4):
        analysed(team)
    clocks = [post.scheduled_at.astimezone(team.zone).time() for post in plan(team, now)]
    assert clocks == [time(17, 45)] * 4


def test_the_best_score_gets_the_prime_slot(team, account, now):
    at = (now + 2 * DAY).astimezone(team.zone)
    CalendarSlot.objects.create(
        team=team, connection=account, date=at.date(), time_slot=at.time(),
        timezone=team.timezone, slot_type="prime",
    )  # fmt: skip
    best = analysed(team, 95)
    for score in (50, 60, 70):
        analysed(team, score)
    prime = next(post for post in plan(team, now) if "prime slot" in post.slot_reason)
    assert prime.media == best


def test_a_locked_slot_is_left_to_people(team, account, now):
    at = (now + timedelta(hours=3)).astimezone(team.zone)
    CalendarSlot.objects.create(
        team=team, connection=account, date=at.date(), time_slot=at.time(),
        timezone=team.timezone, is_locked=True,
    )  # fmt: skip
    analysed(team)
    (post,) = plan(team, now)
    assert abs(post.scheduled_at - at) >= timedelta(hours=2)


def test_near_duplicates_stand_days_apart(team, account, now):
    PlanningRules.objects.create(team=team, twins_apart_days=10)
    twins = [
        analysed(team, 90, phash="ff00ff00ff00ff00"),
        analysed(team, 89, phash="ff00ff00ff00ff01"),
    ]
    for score in range(20):
        analysed(team, score)
    times = {post.media: post.scheduled_at for post in plan(team, now)}
    assert abs(times[twins[0]] - times[twins[1]]) >= 10 * DAY


def test_topics_take_turns(team, account, now):
    for score in (90, 80):
        analysed(team, score, topics=["coffee"])
    tea = analysed(team, 70, topics=["tea"])
    posts = plan(team, now)
    assert posts[1].media == tea
    assert "differs from the post before" in posts[1].slot_reason


def campaign_of(team, asset, first: date, last: date, **fields) -> Campaign:
    project = Project.objects.create(team=team, name="Launch", start_date=first)
    campaign = Campaign.objects.create(
        team=team, project=project, name="Week one", start_date=first, end_date=last, **fields
    )
    calendar = ContentCalendar.objects.create(
        team=team, name="Launch", period_start=first, period_end=last
    )
    CalendarItem.objects.create(
        team=team, calendar=calendar, campaign=campaign, media=asset, planned_date=first,
        content_pillar="promotion",
    )  # fmt: skip
    return campaign


def test_a_campaigns_media_go_out_between_its_dates(team, account, now):
    asset = analysed(team, 10)
    for score in (50, 60, 70, 80):
        analysed(team, score)
    first = now.astimezone(team.zone).date() + 2 * DAY
    campaign = campaign_of(team, asset, first, first + DAY)
    post = next(post for post in plan(team, now) if post.media == asset)
    assert first <= post.scheduled_at.astimezone(team.zone).date() <= first + DAY
    assert post.campaign == campaign


def test_a_campaign_for_one_network_stays_there(team, account, now):
    make_connection(team, platform="instagram")
    asset = analysed(team)
    first = now.astimezone(team.zone).date()
    campaign_of(team, asset, first, first + 20 * DAY, target_platforms=["tiktok"])
    assert [post.platform for post in plan(team, now)] == ["tiktok"]


def posted(account, asset, at):
    return make_schedule(
        account, asset, status="posted", scheduled_at=at, published_at=at, external_post_id="x"
    )


def test_evergreen_media_go_out_again_once_they_rested(team, account, now):
    asset = analysed(team, status="posted", is_evergreen=True)
    posted(account, asset, now - 200 * DAY)
    plan_team(team, now=now)
    again = PostingSchedule.objects.get(status="pending")
    assert (again.media, again.repeat, again.content_type) == (asset, 2, "repurposed")
    assert "evergreen" in again.slot_reason


def test_evergreen_media_rest_first(team, account, now):
    asset = analysed(team, status="posted", is_evergreen=True)
    posted(account, asset, now - 85 * DAY)
    plan_team(team, now=now)
    again = PostingSchedule.objects.filter(status="pending").first()
    assert again is None or again.scheduled_at >= now + 5 * DAY


def test_media_that_are_not_evergreen_go_out_once(team, account, now):
    posted(account, analysed(team, status="posted"), now - 200 * DAY)
    assert plan_team(team, now=now).created == 0
