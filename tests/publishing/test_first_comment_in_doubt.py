"""First comments after crashes, gaps and older databases: looked up before anything is sent."""

from datetime import timedelta

import pytest

from platforms.exceptions import OutcomeUnknown, Rejected
from publishing import guards, journal
from publishing.journal import COMMENT, Event, Line, append
from publishing.lease import lease
from publishing.models import FirstComment, PublisherState
from publishing.services import comment_doubt, replay
from publishing.services import comments as sending
from publishing.services.comment_answers import (
    confirm_comment,
    leave_comment_out,
    send_comment_again,
)
from publishing.services.comment_replay import Repair, Row, judge_comment_line
from publishing.services.comments import write_intent
from publishing.services.publish import publish_due
from publishing.services.reconciliation import confirm_by_person
from scheduling.exceptions import PostProblem
from teams.models import EventLog, Notification
from tests.factories import make_connection, make_schedule

WORDS = "What would you do?"
MINUTE = timedelta(minutes=1)


@pytest.fixture
def connection(team):
    return make_connection(team, platform="instagram")


@pytest.fixture
def post(connection, asset, now):
    return make_schedule(connection, asset, scheduled_at=now, first_comment=WORDS)


@pytest.fixture
def comment(post, network, now):
    """A first comment that waits: its post is out."""
    publish_due(now, owner="test")
    return FirstComment.objects.select_related("team", "schedule__connection").get()


def lines_of(settings) -> list[Line]:
    files = journal.files_in(settings.JOURNAL_DIR)
    texts = [line for file in files for line in file.read_bytes().splitlines()]
    return [line for line in journal.parse(texts, source="test") if line.kind == COMMENT]


def say(schedule_id, event: Event, now, number: int = 1, external_id: str = "") -> None:
    key = f"{schedule_id.hex}c-{number}"
    append(Line(event, key, number, str(schedule_id), now, external_id, kind=COMMENT))


# a worker that dies


def test_who_dies_before_the_call_leaves_a_comment_that_waits(comment, network, run_tick, now):
    sending.hold_comment(comment, now + lease(), lease_owner="a worker that dies")
    run_tick(after=lease() / 2)
    assert network.comments == []
    run_tick(after=lease() + MINUTE)
    assert network.comments == [(comment.schedule.external_post_id, WORDS)]


def test_who_dies_over_the_call_leaves_a_doubt(comment, network, run_tick, now):
    sending.hold_comment(comment, now + lease(), lease_owner="a worker that dies")
    write_intent(comment, now=now)
    network.comments.append((comment.schedule.external_post_id, WORDS))
    run_tick(after=lease() / 2)
    comment.refresh_from_db()
    assert comment.status == "sending"
    run_tick(after=lease() + MINUTE)
    comment.refresh_from_db()
    assert comment.status == "unconfirmed"
    run_tick(after=10 * MINUTE)
    comment.refresh_from_db()
    assert (comment.status, comment.external_id) == ("posted", "comment-1")
    assert len(network.comments) == 1


# the journal


def test_a_comment_leaves_intent_and_result_and_no_words(comment, run_tick, settings):
    run_tick(after=MINUTE)
    lines = lines_of(settings)
    assert [line.event for line in lines] == [Event.INTENT, Event.ACCEPTED]
    assert lines[1].external_id == "comment-1"
    assert WORDS not in str(lines)


def test_lines_of_posts_are_as_they_were(comment, settings):
    text = journal.files_in(settings.JOURNAL_DIR)[0].read_text()
    assert '"kind"' not in text


def test_a_full_disk_sends_nothing(comment, network, run_tick, monkeypatch):
    def full(line):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(sending, "append", full)
        run_tick(after=MINUTE)
    comment.refresh_from_db()
    assert (network.comments, comment.status) == ([], "waiting")
    assert "takes no more data" in comment.reason
    run_tick(after=10 * MINUTE)
    assert len(network.comments) == 1


def test_an_accepted_line_makes_it_posted(comment, network, run_tick, now):
    say(comment.schedule_id, Event.ACCEPTED, now, external_id="comment-9")
    replay.read_again()
    run_tick(after=MINUTE)
    comment.refresh_from_db()
    assert (comment.status, comment.external_id) == ("posted", "comment-9")
    assert "journal" in comment.evidence
    assert network.comments == []


def test_an_intent_that_the_database_lost_is_looked_up(comment, network, run_tick, now):
    network.comments.append((comment.schedule.external_post_id, WORDS))
    say(comment.schedule_id, Event.INTENT, now)
    replay.read_again()
    for minutes in (1, 5, 10):
        run_tick(after=minutes * MINUTE)
    comment.refresh_from_db()
    assert (comment.status, comment.external_id) == ("posted", "comment-1")
    assert len(network.comments) == 1


def test_a_line_waits_for_a_row_that_an_older_database_does_not_have_yet(
    post, network, run_tick, now
):
    """The copy is older than the post: the row is made when the post is sent, or found."""
    say(post.pk, Event.ACCEPTED, now, external_id="comment-9")
    replay.read_again()
    run_tick(post)
    comment = FirstComment.objects.get()
    assert (comment.status, comment.external_id) == ("posted", "comment-9")
    assert network.comments == []


def test_lines_that_prove_a_refusal_change_nothing(comment, network, run_tick, now):
    say(comment.schedule_id, Event.INTENT, now)
    say(comment.schedule_id, Event.REJECTED, now)
    replay.read_again()
    run_tick(after=MINUTE)
    assert len(network.comments) == 1


@pytest.mark.parametrize(
    ("event", "row", "repair"),
    [
        (Event.INTENT, None, Repair.LATER),
        (Event.ACCEPTED, None, Repair.LATER),
        (Event.REJECTED, None, Repair.NOTHING),
        (Event.ABSENT, ("waiting", 1, 0), Repair.NOTHING),
        (Event.INTENT, ("posted", None, 0), Repair.NOTHING),
        (Event.ACCEPTED, ("posted", None, 1), Repair.NOTHING),
        (Event.INTENT, ("sending", 1, 1), Repair.LATER),
        (Event.ACCEPTED, ("sending", -1, 1), Repair.POSTED),
        (Event.INTENT, ("sending", -1, 1), Repair.NOTHING),
        (Event.INTENT, ("waiting", 1, 0), Repair.DOUBT),
        (Event.INTENT, ("waiting", 1, 1), Repair.NOTHING),
        (Event.INTENT, ("failed", None, 0), Repair.DOUBT),
        (Event.ACCEPTED, ("needs_person", 1, 1), Repair.POSTED),
    ],
)
def test_each_line_against_each_row(now, post, event, row, repair):
    line = Line(event, "k-1", 1, str(post.pk), now, kind=COMMENT)
    known = None
    if row:
        status, minutes, tries = row
        known = Row(status, now + minutes * MINUTE if minutes else None, tries)
    assert judge_comment_line(line, known, now) == repair


# the guards


def test_after_a_gap_what_waited_is_looked_up_first(comment, network, run_tick, now):
    guards.stand_guard(now)
    guards.forget()
    network.comments.append((comment.schedule.external_post_id, WORDS))  # by the lost database
    for minutes in (60, 65, 70):
        run_tick(after=minutes * MINUTE)
    comment.refresh_from_db()
    assert comment.status == "posted"
    assert len(network.comments) == 1


def test_after_a_gap_what_is_not_there_goes_out_late(comment, network, run_tick, now):
    guards.stand_guard(now)
    guards.forget()
    for minutes in (60, 61, 65, 66):
        run_tick(after=minutes * MINUTE)
    comment.refresh_from_db()
    assert (comment.status, len(network.comments)) == ("posted", 1)


def test_a_post_that_was_sent_before_a_gap_has_its_comment_looked_up(post, network, run_tick, now):
    """The older copy knows the post as in doubt only; its comment went out in the meantime."""
    guards.stand_guard(now - 10 * MINUTE)
    guards.forget()
    network.land(f"{post.pk.hex}-1")
    remote_id = network.posts[0][1]
    network.comments.append((remote_id, WORDS))
    for minutes in range(0, 30, 3):
        run_tick(post, after=minutes * MINUTE)
    assert (post.status, post.external_post_id) == ("posted", remote_id)
    assert FirstComment.objects.get().status == "posted"
    assert len(network.comments) == 1
    assert PublisherState.objects.get().gap_ended_at - now < MINUTE


def test_a_time_too_far_ahead_is_pulled_in(comment, run_tick, now):
    FirstComment.objects.update(due_at=now + timedelta(days=400))
    run_tick(after=MINUTE)
    comment.refresh_from_db()
    assert comment.due_at < now + timedelta(days=2)


def test_a_moved_clock_proves_no_absence(post, network, run_tick, monkeypatch):
    network.comment_answers.append("lost without answer")
    run_tick(post)
    monkeypatch.setattr(comment_doubt, "is_frozen", lambda *a: True)
    for minutes in (4, 8, 20, 60):
        run_tick(after=minutes * MINUTE)
    comment = FirstComment.objects.get()
    assert (comment.status, comment.first_absent_at) == ("unconfirmed", None)


def test_below_a_post_whose_id_nobody_knows_a_person_writes(post, network, run_tick, owner, now):
    network.answers.append("lost without answer")
    network.lookups.extend([OutcomeUnknown("No.")] * 9)
    run_tick(post)
    confirm_by_person(post, url="https://example.com/p/1", by=owner, now=now + MINUTE)
    comment = FirstComment.objects.get()
    assert comment.status == "needs_person"
    assert "write the first comment yourself" in comment.reason
    run_tick(after=timedelta(days=2))
    assert network.comments == []


# a person


@pytest.fixture
def in_doubt(post, blind, run_tick):
    blind.comment_answers.append("lands without answer")
    run_tick(post)
    return FirstComment.objects.select_related("team", "schedule__connection").get()


def test_it_is_there(in_doubt, blind, owner, now, run_tick):
    confirm_comment(in_doubt, by=owner, now=now + MINUTE)
    run_tick(after=MINUTE)
    in_doubt.refresh_from_db()
    assert (in_doubt.status, len(blind.comments)) == ("posted", 1)
    assert in_doubt.evidence == "A colleague saw it below the post."
    assert EventLog.objects.get(event_type="first_comment_posted").user == owner
    assert not Notification.objects.filter(read_at=None, type="needs_person").exists()


def test_send_it_again(in_doubt, blind, owner, now, run_tick):
    with pytest.raises(PostProblem, match="may still appear"):
        send_comment_again(in_doubt, by=owner, now=now + MINUTE)
    send_comment_again(in_doubt, by=owner, now=now + 5 * MINUTE)
    run_tick(after=6 * MINUTE)
    in_doubt.refresh_from_db()
    assert (in_doubt.status, in_doubt.tries) == ("posted", 2)


def test_leave_it_out(in_doubt, blind, owner, now, run_tick):
    leave_comment_out(in_doubt, by=owner, now=now + MINUTE)
    run_tick(after=timedelta(days=2))
    in_doubt.refresh_from_db()
    assert (in_doubt.status, len(blind.comments)) == ("failed", 1)


def test_a_failed_one_may_be_sent_again_at_once(post, network, owner, now, run_tick):
    network.comment_answers.append(Rejected("Comments are off."))
    run_tick(post)
    comment = FirstComment.objects.select_related("team", "schedule__connection").get()
    send_comment_again(comment, by=owner, now=now + MINUTE)
    run_tick(after=2 * MINUTE)
    comment.refresh_from_db()
    assert comment.status == "posted"


def test_what_is_posted_takes_no_answers(comment, owner, run_tick, now):
    run_tick(after=MINUTE)
    comment.refresh_from_db()
    for step in (confirm_comment, send_comment_again, leave_comment_out):
        with pytest.raises(PostProblem, match="cannot do that"):
            step(comment, by=owner, now=now)


def test_a_viewer_answers_nothing(in_doubt, viewer, now):
    with pytest.raises(PostProblem):
        confirm_comment(in_doubt, by=viewer, now=now)


def test_an_answer_to_a_row_that_has_moved_on_changes_nothing(in_doubt, owner, now):
    FirstComment.objects.update(fence=99)
    with pytest.raises(PostProblem, match="moved on"):
        confirm_comment(in_doubt, by=owner, now=now)
