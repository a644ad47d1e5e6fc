"""What the journal puts right when the database has forgotten."""

import json
from datetime import timedelta

import pytest

from publishing import journal
from publishing.journal import Event, Line, append
from publishing.lease import lease
from publishing.services import replay, results
from publishing.services.replay import Repair, Row, judge_line
from scheduling.models import PostingSchedule

SETTLE = timedelta(seconds=180)


def lines_of(settings) -> list[dict]:
    texts = [file.read_text() for file in journal.files_in(settings.JOURNAL_DIR)]
    return [json.loads(line) for text in texts for line in text.split("\n") if line]


@pytest.fixture
def restart():
    """A new process: it has read nothing yet."""
    replay.read_again()


def say(post, event: str, now, number: int = 1, external_id: str = "") -> None:
    key = f"{post.pk.hex}-{number}"
    append(Line(Event(event), key, number, str(post.pk), now, external_id))


def test_a_publication_leaves_intent_and_result_and_no_words(post, network, publish, settings):
    publish(post)
    lines = lines_of(settings)
    assert [line["event"] for line in lines] == ["intent", "accepted"]
    assert lines[1]["external_id"] == post.external_post_id
    assert {line["op_key"] for line in lines} == {f"{post.pk.hex}-1"}
    assert post.body not in str(lines)
    assert post.connection.access_token not in str(lines)


@pytest.mark.parametrize(
    ("answer", "event"),
    [("refused", "rejected"), ("never left", "rejected"), ("lost without answer", None)],
)
def test_each_proof_has_its_line(post, network, publish, settings, answer, event):
    network.answers.append(answer)
    publish(post)
    assert [line["event"] for line in lines_of(settings)][1:] == ([event] if event else [])


def test_an_absence_has_its_line(post, network, run_tick, settings):
    network.answers.append("lost without answer")
    for minutes in range(0, 30, 4):
        run_tick(post, after=timedelta(minutes=minutes))
    events = [line["event"] for line in lines_of(settings)]
    assert events == ["intent", "absent", "intent", "accepted"]


def test_what_was_never_called_has_no_line(post, network, publish, settings):
    network.answers.append("upload fails")
    publish(post)
    assert lines_of(settings) == []


def test_a_full_disk_sends_nothing(post, network, publish, monkeypatch):
    def full(line):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(results, "append", full)
        publish(post)
    assert network.posts == []
    assert (post.status, post.attempts.get().outcome) == ("pending", "not_sent")
    assert "takes no more data" in post.error_message
    publish(post, after=timedelta(minutes=1))
    assert post.status == "posted"


def test_a_disk_that_is_full_after_the_call_does_not_lose_the_answer(
    post, network, publish, monkeypatch
):
    def full(line):
        if line.event == Event.ACCEPTED:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(results, "append", full)
    publish(post)
    assert post.status == "posted"


def forget_the_try(post, **changes) -> None:
    """The database as it was before the post was claimed."""
    post.attempts.all().delete()
    old = {"status": "pending", "due_at": post.scheduled_at, "external_post_id": None, **changes}
    PostingSchedule.objects.filter(pk=post.pk).delete()
    for name, value in old.items():
        setattr(post, name, value)
    post.published_at, post.error_message, post.evidence = None, "", ""
    post.save(force_insert=True)


def test_a_post_that_is_out_is_not_sent_again_from_an_old_copy(
    post, network, publish, run_tick, restart
):
    publish(post)
    remote = post.external_post_id
    forget_the_try(post)
    replay.read_again()
    assert run_tick(post)["replayed"] == 1
    assert (post.status, post.external_post_id) == ("posted", remote)
    assert post.attempts.get().outcome == "accepted"
    assert "journal" in post.evidence
    assert len(network.posts) == 1


@pytest.mark.parametrize("changes", [{}, {"status": "failed", "failure_reason": "refused"}])
def test_a_call_without_an_answer_is_looked_up_from_an_old_copy(
    post, network, publish, run_tick, restart, changes
):
    network.answers.append("lands without answer")
    publish(post)
    forget_the_try(post, **changes)
    replay.read_again()
    run_tick(post)
    assert post.status == "posted"
    assert [a.outcome for a in post.attempts.all()] == ["accepted"]
    assert len(network.posts) == 1


def test_an_old_copy_with_an_earlier_try_in_doubt_looks_for_the_last_one(
    post, network, publish, run_tick, restart, now
):
    network.answers.append("lost without answer")
    publish(post)
    network.land(f"{post.pk.hex}-2")
    say(post, "absent", now)
    say(post, "intent", now + SETTLE, number=2)
    replay.read_again()
    run_tick(post, after=3 * SETTLE)
    assert [a.outcome for a in post.attempts.order_by("number")] == ["absent", "accepted"]
    assert len(network.posts) == 1


def test_a_post_that_a_worker_holds_is_left_to_it(post, network, now, run_tick, restart):
    PostingSchedule.objects.filter(pk=post.pk).update(
        status="publishing", lease_owner="w", due_at=now + lease()
    )
    say(post, "accepted", now, external_id="remote-9")
    assert run_tick(post)["replayed"] == 0
    assert run_tick(post, after=lease())["replayed"] == 1
    assert (post.status, post.external_post_id) == ("posted", "remote-9")


def test_refused_and_absent_tries_are_no_reason_to_wait(post, network, run_tick, restart, now):
    say(post, "intent", now)
    say(post, "rejected", now)
    run_tick(post)
    assert post.status == "posted"


def test_a_line_of_a_post_that_is_not_here_is_left_alone(post, network, run_tick, now):
    say(post, "accepted", now, external_id="x")
    post.delete()
    assert run_tick()["replayed"] == 0


def test_a_published_post_is_settled_at_once(post, network, publish, run_tick, settings):
    publish(post)
    run_tick()
    assert replay._replays[settings.JOURNAL_DIR].unsettled == {}


@pytest.mark.parametrize(
    ("event", "status", "outcome", "repair"),
    [
        ("intent", "pending", None, Repair.DOUBT),
        ("intent", "draft", None, Repair.DOUBT),
        ("intent", "pending", "preparing", Repair.DOUBT),
        ("intent", "pending", "not_sent", Repair.NOTHING),
        ("intent", "unconfirmed", "unknown", Repair.NOTHING),
        ("accepted", "unconfirmed", "unknown", Repair.POSTED),
        ("accepted", "failed", "absent", Repair.NOTHING),
        ("accepted", "posted", "accepted", Repair.NOTHING),
        ("accepted", "canceled", None, Repair.NOTHING),
        ("absent", "pending", None, Repair.NOTHING),
    ],
)
def test_each_line_against_each_row(now, event, status, outcome, repair):
    line = Line(Event(event), "k-1", 1, "k", now)
    assert judge_line(line, Row(status, now, outcome), now) == repair


@pytest.mark.parametrize("event", ["intent", "accepted"])
def test_a_post_that_another_worker_finished_since_it_was_read_is_left_alone(
    post, network, publish, now, restart, monkeypatch, event
):
    publish(post)
    before = (post.status, post.fence)
    remote = post.external_post_id if event == "accepted" else ""
    replay.read_again()
    say(post, event, now, external_id=remote)
    stale = Row("publishing", now, None)
    monkeypatch.setattr(replay, "rows_of", lambda lines: {str(post.pk): stale})
    assert replay.replay_journal(now) == 0
    post.refresh_from_db()
    assert (post.status, post.fence) == before
    assert post.attempts.count() == 1


def test_a_post_that_another_worker_claimed_since_it_was_read_is_looked_at_later(
    post, now, restart, monkeypatch
):
    say(post, "intent", now)
    read = replay.rows_of
    monkeypatch.setattr(replay, "rows_of", lambda lines: {str(post.pk): Row("pending", now, None)})
    PostingSchedule.objects.update(status="publishing", lease_owner="w", due_at=now + lease())
    assert replay.replay_journal(now) == 0
    assert PostingSchedule.objects.get().status == "publishing"
    monkeypatch.setattr(replay, "rows_of", read)
    assert replay.replay_journal(now + lease()) == 1
    assert PostingSchedule.objects.get().status == "unconfirmed"


def test_a_post_that_was_deleted_since_it_was_read_is_forgotten(post, now, restart, monkeypatch):
    say(post, "intent", now)
    stale = {str(post.pk): Row("pending", now, None)}
    monkeypatch.setattr(replay, "rows_of", lambda lines: stale)
    PostingSchedule.objects.all().delete()
    assert replay.replay_journal(now) == 0
