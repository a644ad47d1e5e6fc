"""The first comment goes out right after its post: once, or with a reason."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from platforms.exceptions import (
    Duplicate,
    NotSent,
    OutcomeUnknown,
    RateLimited,
    ReconnectNeeded,
    Rejected,
)
from publishing.models import FirstComment
from publishing.services.comments import send_comments_due
from publishing.tick import tick
from teams.models import EventLog, Notification
from tests.factories import make_connection, make_schedule

WORDS = "What would you do?"
DAY = timedelta(hours=24)


@pytest.fixture
def connection(team):
    return make_connection(team, platform="instagram")


@pytest.fixture
def post(connection, asset, now):
    return make_schedule(connection, asset, scheduled_at=now, first_comment=WORDS)


@pytest.fixture
def comment_now(run_tick):
    """A round of the clock, and the comment's row as it is then."""

    def run(post, after=None):
        run_tick(post, after=after)
        return FirstComment.objects.get(schedule=post)

    return run


def kinds(post) -> list[str]:
    events = EventLog.objects.filter(subject_id=str(post.pk)).order_by("created_at")
    return [e.event_type for e in events if e.event_type.startswith("first_comment")]


def test_it_goes_out_in_the_round_of_its_post(post, network, comment_now):
    comment = comment_now(post)
    assert post.status == "posted"
    assert network.comments == [(post.external_post_id, WORDS)]
    assert (comment.status, comment.external_id, comment.tries) == ("posted", "comment-1", 1)
    assert comment.due_at is None
    steps = ["first_comment_waiting", "first_comment_sending", "first_comment_posted"]
    assert kinds(post) == steps


def test_it_goes_out_once_however_often_the_clock_ticks(post, network, comment_now):
    for minutes in (0, 1, 10, 600):
        comment_now(post, after=timedelta(minutes=minutes))
    assert len(network.comments) == 1


def test_a_post_without_one_has_no_row(network, connection, asset, now, run_tick):
    run_tick(make_schedule(connection, asset, scheduled_at=now))
    assert not FirstComment.objects.exists()
    assert network.comments == []


def test_before_the_call_the_try_is_committed(post, network, run_tick):
    seen = []

    def look():
        seen.extend(FirstComment.objects.values_list("status", "tries"))

    network.on_call = look
    run_tick()
    assert seen == [("sending", 1)]


def test_a_lost_answer_is_looked_up_and_not_repeated(post, network, comment_now):
    network.comment_answers.append("lands without answer")
    assert comment_now(post).status == "unconfirmed"
    comment = comment_now(post, after=timedelta(minutes=4))
    assert (comment.status, comment.external_id) == ("posted", "comment-1")
    assert len(network.comments) == 1


def test_what_never_landed_is_sent_again_after_two_readings(post, network, comment_now):
    network.comment_answers.append("lost without answer")
    assert comment_now(post).status == "unconfirmed"
    assert comment_now(post, after=timedelta(minutes=4)).status == "unconfirmed"
    comment = comment_now(post, after=timedelta(minutes=8))
    assert (comment.status, network.comments) == ("waiting", [])
    comment = comment_now(post, after=timedelta(minutes=9))
    assert (comment.status, comment.tries) == ("posted", 2)
    assert len(network.comments) == 1


def test_without_a_list_a_person_is_asked(post, blind, comment_now):
    blind.comment_answers.append("lands without answer")
    comment = comment_now(post)
    assert comment.status == "needs_person"
    assert "look below the post" in comment.reason
    assert comment_now(post, after=DAY * 3).status == "needs_person"
    assert len(blind.comments) == 1
    notice = Notification.objects.get(type="needs_person")
    assert notice.title.startswith("Is the first comment there?")


def test_a_list_that_never_says_anything_ends_with_a_person(post, network, comment_now):
    network.comment_answers.append("lands without answer")
    comment_now(post)
    for hours in (1, 2, 4, 8, 16, 30, 31):
        network.comment_lookups.append(OutcomeUnknown("No."))
        comment = comment_now(post, after=timedelta(hours=hours))
    assert comment.status == "needs_person"
    network.comment_lookups.clear()
    assert comment_now(post, after=DAY * 3).status == "posted"


@pytest.mark.parametrize(
    "error", [Rejected("Comments are off."), ReconnectNeeded("No right to comment.")]
)
def test_a_refusal_ends_it_and_leaves_the_post_alone(post, network, comment_now, error):
    network.comment_answers.append(error)
    comment = comment_now(post)
    assert (comment.status, comment.reason) == ("failed", error.user_sentence)
    assert post.status == "posted"
    post.connection.refresh_from_db()
    assert post.connection.status == "connected"
    notice = Notification.objects.get(type="publish_failed")
    assert notice.title.startswith("First comment not sent")
    assert comment_now(post, after=DAY).status == "failed"


def test_not_now_is_tried_again_when_the_network_says(post, network, comment_now, now):
    network.comment_answers.append(RateLimited("Wait.", retry_at=now + timedelta(minutes=5)))
    assert comment_now(post).status == "waiting"
    assert comment_now(post, after=timedelta(minutes=4)).status == "waiting"
    assert comment_now(post, after=timedelta(minutes=7)).status == "posted"


def test_not_now_without_a_time_is_tried_three_times_more(post, network, comment_now):
    network.comment_answers.extend([RateLimited("Wait.")] * 9)
    statuses = [comment_now(post, after=timedelta(minutes=m)).status for m in (0, 7, 14, 21, 28)]
    assert statuses == ["waiting", "waiting", "waiting", "failed", "failed"]
    assert len(network.comment_answers) == 5


def test_what_never_left_is_tried_again_soon(post, network, comment_now):
    network.comment_answers.append(NotSent("Nobody listens."))
    assert comment_now(post).status == "waiting"
    assert comment_now(post, after=timedelta(minutes=6)).status == "posted"


def test_steps_before_the_call_may_fail_and_are_repeated(post, network, comment_now):
    network.comment_answers.append("preparing fails")
    comment = comment_now(post)
    assert (comment.status, comment.tries, comment.retries) == ("waiting", 0, 1)
    assert comment_now(post, after=timedelta(minutes=7)).status == "posted"


def test_a_refusal_of_doubles_that_names_the_first_is_proof(post, network, comment_now):
    network.comment_answers.append(Duplicate("You said that.", post_id="comment-7"))
    assert comment_now(post).external_id == "comment-7"


def test_it_waits_for_an_account_that_is_off(post, network, comment_now, publish):
    publish(post)
    type(post.connection).objects.update(is_active=False)
    comment = comment_now(post, after=timedelta(seconds=1))
    assert comment.status == "waiting"
    assert "switched off" in comment.reason
    assert kinds(post) == ["first_comment_waiting"]
    type(post.connection).objects.update(is_active=True)
    assert comment_now(post, after=timedelta(minutes=6)).status == "posted"


def test_an_account_that_stays_off_for_a_day_ends_it(post, network, comment_now, publish):
    publish(post)
    type(post.connection).objects.update(is_active=False)
    for hours in range(0, 26, 5):
        comment = comment_now(post, after=timedelta(hours=hours, seconds=1))
    assert comment.status == "failed"


def test_what_nobody_looked_at_for_hours_is_not_sent(post, network, publish, now):
    publish(post)
    later = now + timedelta(hours=post.team.catch_up_hours, minutes=1)
    assert send_comments_due(later, owner="late") == 1
    comment = FirstComment.objects.get()
    assert (comment.status, network.comments) == ("failed", [])
    assert "more than 6 hours" in comment.reason


def test_the_words_are_those_that_were_approved_with_the_post(post, network, publish, comment_now):
    publish(post)
    type(post).objects.update(first_comment="Something else.")
    comment_now(post, after=timedelta(seconds=1))
    assert network.comments == [(post.external_post_id, WORDS)]


def test_a_post_found_by_a_look_up_gets_its_comment(post, network, comment_now, run_tick):
    network.answers.append("lands without answer")
    run_tick(post)
    assert not FirstComment.objects.exists()
    comment_now(post, after=timedelta(minutes=4))
    assert comment_now(post, after=timedelta(minutes=5)).status == "posted"
    assert len(network.comments) == 1


def test_the_platform_is_given_one_key_for_all_tries(post, network, comment_now):
    network.comment_answers.append("lost without answer")
    for minutes in (0, 4, 8, 9):
        comment_now(post, after=timedelta(minutes=minutes))
    assert network.comment_keys == [f"{post.pk.hex}c-1", f"{post.pk.hex}c-2"]


def test_two_workers_do_not_send_the_same(post, network, publish, now):
    publish(post)
    network.on_call = lambda: send_comments_due(now + timedelta(seconds=2), owner="second")
    send_comments_due(now + timedelta(seconds=1), owner="first")
    assert len(network.comments) == 1


@pytest.mark.parametrize(
    "values",
    [
        {"status": "posted", "external_id": "", "due_at": None},
        {"status": "waiting", "due_at": None},
        {"status": "failed", "reason": "", "due_at": None},
    ],
)
def test_the_database_refuses_rows_that_say_too_little(post, network, publish, values):
    publish(post)
    with pytest.raises(IntegrityError), transaction.atomic():
        FirstComment.objects.update(**values)


def test_none_is_begun_when_the_time_of_the_round_is_over(post, network, publish, now):
    publish(post)
    counts = tick(now + timedelta(seconds=1), "test", within=timedelta(0))
    assert (counts["commented"], network.comments) == (0, [])
