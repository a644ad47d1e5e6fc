"""What is offered for a free time, and what becomes of it."""

from datetime import timedelta

import pytest

from scheduling.exceptions import PostProblem
from scheduling.services.unused import best_for, list_unused, place_media, time_to_fill
from scheduling.wall_clock import Moment
from tests.factories import make_analysis, make_asset, make_connection, make_schedule


@pytest.fixture
def account(team):
    return make_connection(team)


def clip(team, score, **fields):
    asset = make_asset(team, status="analyzed", **fields)
    make_analysis(asset, pre_social_score=score)
    return asset


def test_the_best_media_that_the_account_has_not_had_come_first(team, account):
    used, good, best = clip(team, 99), clip(team, 60), clip(team, 80)
    make_schedule(account, used)
    assert [one.asset for one in best_for(account, most=5)] == [best, good]
    assert [one.asset for one in best_for(account, most=1)] == [best]


def test_a_canceled_post_was_a_no_and_another_account_is_none(team, account):
    asset = clip(
        team,
        99,
    )
    make_schedule(account, asset, status="canceled")
    assert best_for(account, most=5) == []
    assert [one.asset for one in best_for(make_connection(team), most=5)] == [asset]


def test_the_tray_holds_what_has_no_post_anywhere(team, account):
    posted_elsewhere, fresh = clip(team, 99), clip(team, 10)
    make_schedule(make_connection(team), posted_elsewhere)
    assert [one.asset for one in list_unused(team, most=5)] == [fresh]
    assert len(list_unused(team, on=account, most=5)) == 2


def test_media_of_another_team_or_without_analysis_are_not_offered(team, account, stranger):
    clip(stranger.teams.get(), 99)
    make_asset(team, status="analyzed")
    assert best_for(account, most=5) == []


def test_media_that_the_network_cannot_take_are_passed_over(team):
    sound = clip(team, 99, media_type="audio", mime_type="audio/mpeg", width=None, height=None)
    film = clip(team, 10)
    offered = best_for(make_connection(team, platform="instagram"), most=5)
    assert film in [one.asset for one in offered]
    assert sound not in [one.asset for one in offered]


def test_the_asked_time_is_kept_where_there_is_room_and_else_the_next_free_one(account, now):
    at = now + timedelta(days=1)
    assert time_to_fill(account, at, now=now) == at
    make_schedule(account, scheduled_at=at + timedelta(hours=1))
    assert time_to_fill(account, at, now=now) == at + timedelta(hours=3)
    assert time_to_fill(account, now - timedelta(days=1), now=now) > now


def test_it_is_placed_with_the_suggested_words(team, account, now, owner):
    asset = clip(team, 80)
    at = now + timedelta(days=1)
    post = place_media(asset, account, Moment(at), by=owner, now=now)
    assert (post.media, post.connection, post.scheduled_at) == (asset, account, at)
    assert post.placed_by_person


@pytest.mark.parametrize(("hours", "said"), [(1, "60 minutes from the post"), (-30, "has passed")])
def test_no_room_and_the_past_are_refused(team, account, now, owner, hours, said):
    make_schedule(account, scheduled_at=now + timedelta(hours=2))
    with pytest.raises(PostProblem, match=said):
        place_media(
            clip(team, 80), account, Moment(now + timedelta(hours=hours)), by=owner, now=now
        )
