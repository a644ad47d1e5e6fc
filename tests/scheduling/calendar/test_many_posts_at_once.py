"""Moving, canceling and approving many posts: each by itself, with a sentence for who cannot."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scheduling.models import PostingSchedule
from scheduling.services.bulk import Seen, approve_posts, cancel_posts, shift_posts
from scheduling.services.locks import set_lock
from tests.factories import make_connection, make_schedule


@pytest.fixture
def account(team):
    return make_connection(team)


def seen(*posts) -> list[Seen]:
    return [Seen(post, post.version, post.fence) for post in posts]


def row_of(account, now, *hours, **fields) -> list[PostingSchedule]:
    return [make_schedule(account, scheduled_at=now + timedelta(hours=n), **fields) for n in hours]


def times(*posts) -> list:
    return [PostingSchedule.objects.get(pk=post.pk).scheduled_at for post in posts]


@pytest.mark.parametrize(("days", "hours"), [(0, 2), (1, 0), (0, -2), (2, 5)])
def test_a_row_of_posts_moves_without_standing_in_its_own_way(account, now, days, hours):
    posts = row_of(account, now, 4, 6, 8, 10)
    outcome = shift_posts(seen(*posts), days=days, hours=hours, by=None, now=now)
    assert (outcome.done, outcome.problems) == (4, [])
    by = timedelta(days=days, hours=hours)
    assert times(*posts) == [
        post_time + by for post_time in (now + timedelta(hours=n) for n in (4, 6, 8, 10))
    ]


def test_what_cannot_move_says_why_and_the_others_move(account, now):
    free, locked = row_of(account, now, 4, 30)
    set_lock(locked, locked=True, by=None)
    out = make_schedule(account, status="posted", external_post_id="1", scheduled_at=now)
    outcome = shift_posts(seen(free, locked, out), days=3, hours=0, by=None, now=now)
    assert outcome.done == 1
    assert len(outcome.problems) == 2
    assert any("locked to its time" in problem for problem in outcome.problems)
    assert any("It is already out." in problem for problem in outcome.problems)


def test_one_that_stays_is_kept_clear_of(account, now):
    first, second = row_of(account, now, 4, 6)
    set_lock(second, locked=True, by=None)
    outcome = shift_posts(seen(first, second), days=0, hours=1, by=None, now=now)
    assert outcome.done == 0
    assert any("60 minutes from the post" in problem for problem in outcome.problems)


def test_days_keep_the_hour_on_the_wall_across_a_change_of_the_clocks(account, now):
    (post,) = row_of(account, now, 24 * 26)
    assert post.scheduled_at.date() == date(2026, 3, 28)
    shift_posts(seen(post), days=1, hours=0, by=None, now=now)
    assert times(post) == [post.scheduled_at]
    assert post.scheduled_at == now + timedelta(days=27, hours=-1)


def test_cancel_frees_the_times_and_leaves_what_is_out(account, now):
    pending = row_of(account, now, 4)[0]
    out = make_schedule(account, status="posted", external_post_id="1")
    outcome = cancel_posts(seen(pending, out), by=None)
    assert (outcome.done, len(outcome.problems)) == (1, 1)


def test_only_words_that_were_seen_are_approved(account, now, owner):
    one, other = row_of(account, now, 4, 8, review_status="awaiting")
    asked = [Seen(one, one.version, one.fence), Seen(other, other.version + 1, other.fence)]
    outcome = approve_posts(asked, by=owner, now=now)
    assert outcome.done == 1
    assert "It was changed after this page was loaded." in outcome.problems[0]


def test_a_lock_is_set_once_and_said_in_the_history(account, now):
    (post,) = row_of(account, now, 4)
    fence = post.fence
    set_lock(post, locked=True, by=None)
    set_lock(post, locked=True, by=None)
    assert post.fence == fence + 1
    set_lock(post, locked=False, by=None)
    assert not PostingSchedule.objects.get(pk=post.pk).is_locked


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    gaps=st.lists(st.integers(2, 9), min_size=1, max_size=5),
    days=st.integers(-2, 3),
    hours=st.integers(-5, 5),
)
def test_two_hours_are_kept_whatever_is_moved(team, now, gaps, days, hours):
    account = make_connection(team)
    begin, offsets = 60, []
    for gap in gaps:
        begin += gap
        offsets.append(begin)
    posts = row_of(account, now, *offsets)
    shift_posts(seen(*posts[::2]), days=days, hours=hours, by=None, now=now)
    stand = sorted(times(*posts))
    assert all(b - a >= timedelta(hours=2) for a, b in pairwise(stand))
