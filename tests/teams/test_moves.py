"""A row moves from a named status, once, and leaves an event."""

import pytest

from scheduling.models import PostingSchedule
from scheduling.transitions import MOVES, move
from teams.models import EventLog
from teams.transitions import IllegalMove
from tests.factories import make_connection, make_schedule

pytestmark = pytest.mark.django_db
S = PostingSchedule.Status


@pytest.fixture
def post(team):
    return make_schedule(make_connection(team))


def test_a_move_changes_the_row_the_instance_and_the_fence(post):
    assert move(post, S.CANCELED)
    stored = PostingSchedule.objects.get(pk=post.pk)
    assert (stored.status, stored.fence) == (post.status, post.fence) == (S.CANCELED, 1)


def test_a_move_leaves_one_event_with_both_ends(post, owner):
    move(post, S.CANCELED, reason="Not this week.", by=owner)
    event = EventLog.objects.get(subject_id=str(post.pk))
    assert (event.event_type, event.user, event.message) == (
        "post_canceled",
        owner,
        "Not this week.",
    )
    assert (event.meta_json["origin"], event.meta_json["to"]) == ("pending", "canceled")


def test_the_slower_of_two_changes_nothing(post):
    late = PostingSchedule.objects.get(pk=post.pk)
    move(post, S.CANCELED)
    assert move(late, S.DRAFT) is False
    assert EventLog.objects.filter(subject_id=str(post.pk)).count() == 1
    assert PostingSchedule.objects.get(pk=post.pk).status == S.CANCELED


def test_a_fence_that_rose_in_the_same_status_stops_the_old_holder(post):
    late = PostingSchedule.objects.get(pk=post.pk)
    PostingSchedule.objects.filter(pk=post.pk).update(fence=7)
    assert move(late, S.CANCELED) is False


def test_a_step_that_the_table_does_not_list_is_refused(post):
    with pytest.raises(IllegalMove):
        move(post, S.POSTED)


@pytest.mark.parametrize("final", [S.POSTED, S.CANCELED])
def test_final_statuses_have_no_way_out(final):
    assert not MOVES.get(final)
