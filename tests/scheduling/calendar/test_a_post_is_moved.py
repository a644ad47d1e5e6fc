"""Moving a post on the calendar: the rules of the account, conflicts, undo, the next free time."""

from datetime import UTC, date, datetime, timedelta

import pytest

from scheduling.exceptions import PostProblem, StaleMove
from scheduling.models import BlackoutDates, CalendarSlot
from scheduling.services.moves import (
    move_post,
    move_to_next_free,
    on_day,
    read_undo,
    undo_move,
)
from scheduling.wall_clock import Moment
from teams.models import EventLog
from tests.factories import make_connection, make_schedule


@pytest.fixture
def account(team):
    return make_connection(team)


@pytest.fixture
def post(account, now):
    """Tomorrow at 13:00 in Berlin, placed by the planner."""
    return make_schedule(account, scheduled_at=now + timedelta(days=1), slot_reason="A good hour.")


def move(post, at, now, by=None, seen=None):
    fence = post.fence if seen is None else seen
    return move_post(post, Moment(at), seen=fence, by=by, now=now)


def refused(post, at, now) -> str:
    before = post.scheduled_at
    with pytest.raises(PostProblem) as problem:
        move(post, at, now)
    post.refresh_from_db()
    assert post.scheduled_at == before
    return problem.value.sentence


def test_a_move_is_stored_with_its_event(post, now, owner):
    moved = move(post, now + timedelta(days=3), now, by=owner)
    post.refresh_from_db()
    assert post.scheduled_at == post.due_at == moved.after == now + timedelta(days=3)
    assert post.placed_by_person
    assert EventLog.objects.filter(subject_id=str(post.pk), event_type="post_moved").count() == 1


def test_another_day_keeps_the_hour_on_the_wall_across_a_change_of_the_clocks(post):
    summer = on_day(post, date(2026, 4, 1))
    assert post.scheduled_at.hour == 12
    assert summer.at == datetime(2026, 4, 1, 11, tzinfo=UTC)


def test_too_near_another_post_is_refused_with_the_next_free_time(account, post, now):
    other = make_schedule(account, scheduled_at=now + timedelta(days=3))
    sentence = refused(post, other.scheduled_at + timedelta(minutes=45), now)
    assert "45 minutes from the post at 13:00" in sentence
    assert "The next free time is Thu 05 Mar, 15:00." in sentence


def test_posts_that_failed_or_were_canceled_leave_room(account, post, now):
    at = now + timedelta(days=3)
    make_schedule(account, scheduled_at=at, status="failed", failure_reason="refused")
    make_schedule(account, scheduled_at=at, status="canceled")
    assert move(post, at, now).after == at


def test_the_limits_of_the_account_hold(account, post, now):
    account.posts_per_day = 2
    account.save()
    for hours in (0, 4):
        make_schedule(account, scheduled_at=now + timedelta(days=3, hours=hours))
    sentence = refused(post, now + timedelta(days=3, hours=8), now)
    assert "over its limit of" in sentence
    assert "2 posts in 24 hours" in sentence


def test_the_past_is_refused(post, now):
    assert "That time has passed." in refused(post, now - timedelta(hours=1), now)


def test_a_locked_post_stays(post, now):
    post.is_locked = True
    post.save()
    assert "locked to its time" in refused(post, now + timedelta(days=3), now)


@pytest.mark.parametrize(
    ("status", "said"),
    [
        ("posted", "It is already out."),
        ("unconfirmed", "It may already be out"),
        ("canceled", "It was canceled."),
        ("failed", "It failed."),
    ],
)
def test_what_is_out_or_ended_does_not_move(account, now, status, said):
    more = {"external_post_id": "1"} if status == "posted" else {}
    more |= {"failure_reason": "refused"} if status == "failed" else {}
    post = make_schedule(account, status=status, scheduled_at=now, **more)
    assert said in refused(post, now + timedelta(days=3), now)


def test_a_viewer_moves_nothing(post, now, viewer):
    with pytest.raises(PostProblem, match="Viewers"):
        move(post, now + timedelta(days=3), now, by=viewer)


def test_whoever_saw_an_older_place_gets_both_times(post, now):
    seen = post.fence
    move(post, now + timedelta(days=3), now)
    with pytest.raises(StaleMove) as stale:
        move(post, now + timedelta(days=5), now, seen=seen)
    assert stale.value.theirs == now + timedelta(days=3)
    assert stale.value.mine == now + timedelta(days=5)
    assert move(post, stale.value.mine, now, seen=stale.value.fence).after == stale.value.mine


def test_a_closed_day_is_said_but_a_person_may_insist(team, post, now):
    BlackoutDates.objects.create(
        team=team, first_day=date(2026, 3, 5), last_day=date(2026, 3, 5), reason="Stocktaking"
    )
    moved = move(post, now + timedelta(days=3), now)
    assert "Nothing is posted on 05 March: Stocktaking." in moved.note


def test_an_undo_puts_it_back_as_it_was(post, now, owner):
    moved = move(post, now + timedelta(days=3), now, by=owner)
    undo_move(post, read_undo(moved.undo), by=owner, now=now)
    post.refresh_from_db()
    assert post.scheduled_at == post.due_at == now + timedelta(days=1)
    assert (post.placed_by_person, post.slot_reason) == (False, "A good hour.")


def test_an_undo_of_what_changed_since_or_of_another_post_is_refused(account, post, now):
    moved = move(post, now + timedelta(days=3), now)
    other = make_schedule(account, scheduled_at=now + timedelta(days=9))
    with pytest.raises(StaleMove):
        undo_move(other, read_undo(moved.undo), by=None, now=now)
    move(post, now + timedelta(days=4), now)
    with pytest.raises(StaleMove):
        undo_move(post, read_undo(moved.undo), by=None, now=now)
    with pytest.raises(PostProblem, match="no longer be undone"):
        read_undo(moved.undo + "x")


def test_the_next_free_time_keeps_clear_of_the_others(account, post, now):
    make_schedule(account, scheduled_at=post.scheduled_at + timedelta(hours=2))
    moved = move_to_next_free(post, seen=post.fence, by=None, now=now)
    assert moved.after == now + timedelta(days=1, hours=4)


def test_the_next_free_time_is_a_slot_where_the_account_has_slots(account, post, now):
    CalendarSlot.objects.create(
        team=account.team,
        connection=account,
        date=date(2026, 3, 4),
        time_slot="18:00",
        timezone="Europe/Berlin",
        recurring_pattern="daily",
    )
    moved = move_to_next_free(post, seen=post.fence, by=None, now=now)
    assert moved.after == datetime(2026, 3, 4, 17, tzinfo=UTC)
