"""The planner as a worker: which media go where, with what words."""

from datetime import timedelta

import pytest
from django.db import IntegrityError

from scheduling.models import CrossPostGroup, PlanningRules, PostingSchedule
from scheduling.services import plan as planning
from scheduling.services.plan import plan_due, plan_team
from scheduling.services.posts import cancel
from teams.models import EventLog, Team
from tests.factories import make_analysis, make_asset, make_connection, make_schedule

DAY = timedelta(hours=24)


def analysed(team, score=70.0, **fields):
    asset = make_asset(team, **fields)
    make_analysis(asset, pre_social_score=score)
    return asset


def keep_the_rhythm(team):
    """No good hours: the times are exactly the seed's."""
    PlanningRules.objects.create(team=team, use_good_hours=False)
    return make_connection(team)


def test_the_best_media_go_first_a_day_apart(team, now):
    keep_the_rhythm(team)
    weak, strong = analysed(team, 40), analysed(team, 90)
    assert plan_team(team, now=now).created == 2
    posts = PostingSchedule.objects.order_by("scheduled_at")
    assert [(p.media, p.scheduled_at) for p in posts] == [(strong, now), (weak, now + DAY)]


def test_a_post_carries_the_words_and_the_cover_that_were_suggested(team, now):
    make_connection(team)
    make_analysis(
        make_asset(team),
        ai_caption_suggestions={"tiktok": ["Coffee first."]},
        ai_hashtag_suggestions={"tiktok": ["#coffee", "#mornings"]},
        best_frame_url="teams/x/best.jpg",
    )
    plan_team(team, now=now)
    post = PostingSchedule.objects.get()
    assert (post.body, post.hashtags) == ("Coffee first.", ["#coffee", "#mornings"])
    assert post.thumbnail_path == "teams/x/best.jpg"
    assert "score 70" in post.slot_reason


def test_words_are_fitted_to_the_platform(team, now):
    make_connection(team, platform="x")
    words = "This sentence is about coffee. " * 30
    make_analysis(make_asset(team), ai_caption_suggestions={"x": [words]})
    plan_team(team, now=now)
    assert 0 < len(PostingSchedule.objects.get().body) <= 280


def test_a_video_for_youtube_gets_a_title(team, now):
    make_connection(team, platform="youtube")
    captions = {"yt_shorts": ["Coffee first. Then the rest of the day."]}
    make_analysis(make_asset(team), ai_caption_suggestions=captions)
    plan_team(team, now=now)
    post = PostingSchedule.objects.get()
    assert (post.platform, post.title) == ("yt_shorts", "Coffee first")


def test_a_second_run_creates_nothing(team, now):
    make_connection(team)
    analysed(team)
    plan_team(team, now=now)
    again = plan_team(team, now=now + timedelta(minutes=15))
    assert (again.created, again.waiting) == (0, 0)


def test_new_media_fill_empty_slots_and_nothing_moves(team, now):
    keep_the_rhythm(team)
    analysed(team)
    plan_team(team, now=now)
    analysed(team, 99)
    plan_team(team, now=now + timedelta(hours=1))
    times = PostingSchedule.objects.order_by("scheduled_at").values_list("scheduled_at", flat=True)
    assert list(times) == [now, now + DAY]


def test_hand_placed_posts_stay_and_are_kept_clear_of(team, now):
    connection = make_connection(team)
    at = now + timedelta(hours=1)
    placed = make_schedule(connection, scheduled_at=at, placed_by_person=True)
    analysed(team)
    plan_team(team, now=now)
    placed.refresh_from_db()
    new = PostingSchedule.objects.exclude(pk=placed.pk).get()
    assert placed.scheduled_at == at
    assert new.scheduled_at - at >= timedelta(hours=2)


def test_a_canceled_post_is_not_planned_again(team, owner, now):
    make_connection(team)
    analysed(team)
    plan_team(team, now=now)
    cancel(PostingSchedule.objects.get(), by=owner)
    assert plan_team(team, now=now).created == 0


def test_every_account_gets_the_asset_and_the_posts_are_one_group(team, now):
    make_connection(team)
    make_connection(team, platform="instagram")
    analysed(team)
    assert plan_team(team, now=now).created == 2
    group = CrossPostGroup.objects.get()
    assert {p.platform for p in group.schedules.all()} == {"tiktok", "instagram_reels"}


def test_an_account_connected_later_gets_what_still_waits_in_the_same_group(team, now):
    make_connection(team)
    analysed(team)
    plan_team(team, now=now)
    make_connection(team, platform="instagram")
    plan_team(team, now=now)
    new = PostingSchedule.objects.get(platform="instagram_reels")
    assert new.cross_post_group.source_content == new.media


def test_media_that_an_account_cannot_take_are_left_out_with_a_reason_once(team, now):
    make_connection(team, platform="youtube")
    picture = analysed(team, media_type="image", mime_type="image/jpeg", duration_sec=None)
    for _ in range(2):
        result = plan_team(team, now=now)
    assert result.created == 0
    assert "videos" in result.reasons_for(picture)[0]
    assert EventLog.objects.filter(event_type="plan_skipped").count() == 1


def test_media_meant_for_one_platform_go_only_there(team, now):
    make_connection(team)
    make_connection(team, platform="instagram")
    asset = analysed(team, platform_hint="tiktok")
    result = plan_team(team, now=now)
    assert PostingSchedule.objects.get().platform == "tiktok"
    assert result.reasons_for(asset) == ["The media is meant for tiktok only."]


@pytest.mark.parametrize("fields", [{"is_active": False}, {"status": "revoked"}])
def test_accounts_that_cannot_be_posted_to_get_nothing(team, now, fields):
    make_connection(team, **fields)
    analysed(team)
    assert plan_team(team, now=now).created == 0


def test_posted_archived_and_unanalysed_media_are_not_planned(team, now):
    make_connection(team)
    for status in ("posted", "archived", "ingested", "failed"):
        analysed(team, status=status)
    assert plan_team(team, now=now).created == 0


def test_the_asset_is_scheduled_and_everything_leaves_an_event(team, now):
    make_connection(team)
    asset = analysed(team)
    plan_team(team, now=now)
    asset.refresh_from_db()
    assert asset.status == "scheduled"
    events = EventLog.objects.values_list("event_type", flat=True)
    assert sorted(events) == ["asset_scheduled", "post_planned"]


@pytest.mark.parametrize(
    ("policy", "review"),
    [("none", "not_required"), ("any_member", "awaiting"), ("admin", "awaiting")],
)
def test_the_review_policy_decides_whether_a_post_waits(team, now, policy, review):
    Team.objects.filter(pk=team.pk).update(review_policy=policy)
    make_connection(team)
    analysed(team)
    plan_team(team, now=now)
    assert PostingSchedule.objects.get().review_status == review


def test_a_full_horizon_lets_the_rest_wait(team, now):
    connection = make_connection(team)
    for _ in range(3):
        analysed(team)
    every_two_hours = [now + timedelta(hours=2 * i) for i in range(720)]
    asset = make_asset(team, status="posted")
    PostingSchedule.objects.bulk_create(
        PostingSchedule(
            team=team, media=asset, connection=connection, platform="tiktok", repeat=i + 1,
            scheduled_at=at, due_at=at, status="pending",
        )
        for i, at in enumerate(every_two_hours)
    )  # fmt: skip
    result = plan_team(team, now=now)
    assert (result.created, result.waiting) == (1, 2)  # only the slot at the very end is free


def test_a_dry_run_says_it_and_stores_nothing(team, now):
    make_connection(team)
    analysed(team)
    assert plan_team(team, now=now, dry_run=True).created == 1
    assert not PostingSchedule.objects.exists()


def test_a_slot_taken_meanwhile_makes_the_planner_plan_again(team, now, monkeypatch):
    make_connection(team)
    analysed(team)
    store, calls = planning.store_posts, []

    def first_time_refused(*args, **kwargs):
        calls.append(1)
        if len(calls) == 1:
            raise IntegrityError("one_live_post_per_slot")
        return store(*args, **kwargs)

    monkeypatch.setattr(planning, "store_posts", first_time_refused)
    assert plan_team(team, now=now).created == 1
    assert len(calls) == 2


def test_one_teams_trouble_does_not_stop_the_others(team, stranger, now, monkeypatch):
    for one in Team.objects.all():
        make_connection(one)
        analysed(one)
    plan_one = planning.plan_team

    def broken_for_ours(one, *, now):
        if one == team:
            raise RuntimeError("broken rows")
        return plan_one(one, now=now)

    monkeypatch.setattr(planning, "plan_team", broken_for_ours)
    assert plan_due(now) == 1
    assert PostingSchedule.objects.get().team != team


def test_the_number_of_queries_does_not_grow_with_the_media(
    team, now, django_assert_max_num_queries
):
    make_connection(team)
    make_connection(team, platform="instagram")
    for _ in range(7):
        analysed(team)
    with django_assert_max_num_queries(34):
        plan_team(team, now=now)
