"""The guards: nothing is sent by the wrong installation, after a gap, or by a clock that jumped."""

import time
import uuid
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command

from publishing import clocks, guards
from publishing.clocks import Clocks, is_frozen, wall_step
from publishing.guards import stand_guard, unwatched_since
from publishing.lease import lease
from publishing.models import PublisherState
from publishing.services.adopt import adopt_instance
from publishing.services.claim import claim_next
from publishing.services.publish import publish_schedule
from publishing.services.sweep import sweep_due
from scheduling.models import PostingSchedule
from teams.models import EventLog
from tests.factories import make_attempt

MINUTE = timedelta(minutes=1)
UNMOVED = Clocks("", 5000.0, None)
SETTLE = timedelta(seconds=180)


@pytest.fixture
def alive(db, now):
    """The publisher was alive two hours before now; then this process starts."""
    stand_guard(now - 120 * MINUTE)
    guards.forget()
    return PublisherState.objects.get()


# the instance


def test_the_first_start_makes_database_and_file_agree(settings, now, db):
    assert stand_guard(now).problem == ""
    assert settings.INSTANCE_FILE.read_text().strip() == str(
        PublisherState.objects.get().instance_id
    )
    assert settings.INSTANCE_FILE.stat().st_mode & 0o777 == 0o600


def test_a_new_database_takes_the_id_of_its_installation(settings, now, db):
    own = uuid.uuid4()
    settings.INSTANCE_FILE.write_text(str(own))
    assert stand_guard(now).problem == ""
    assert PublisherState.objects.get().instance_id == own


@pytest.mark.parametrize("there", [None, "nonsense", "0c8e1f9a-3a52-4d5c-9a37-0d1f6d0a7f11"])
def test_a_copied_database_publishes_nothing(post, network, run_tick, settings, now, there):
    stand_guard(now)
    settings.INSTANCE_FILE.unlink()
    if there:
        settings.INSTANCE_FILE.write_text(there)
    assert run_tick(post) == {"published": 0}
    assert "another installation" in publish_schedule(post.pk, now=now, owner="w")
    with pytest.raises(CommandError, match="adopt_instance"):
        call_command("publish")
    assert network.posts == []
    assert PostingSchedule.objects.get().status == "pending"


def test_an_adopted_database_publishes_after_it_looked(post, network, run_tick, settings, now):
    stand_guard(now - MINUTE)
    network.land(f"{post.pk.hex}-1")  # the installation that it was copied from was faster
    settings.INSTANCE_FILE.unlink()
    assert adopt_instance(now).doubted == 1
    guards.forget()
    for minutes in range(0, 30, 4):
        run_tick(post, after=timedelta(minutes=minutes))
    assert post.status == "posted"
    assert len(network.posts) == 1
    assert EventLog.objects.filter(event_type="instance_adopted").count() == 1


def test_the_command_says_what_it_did(settings, now, db, capsys):
    stand_guard(now)
    settings.INSTANCE_FILE.unlink()
    call_command("adopt_instance")
    assert str(PublisherState.objects.get().instance_id) in capsys.readouterr().out
    assert stand_guard(now).problem == ""


# the gap


def test_after_a_gap_a_post_that_is_out_is_found_and_not_sent(post, network, run_tick, alive):
    remote = network.land(f"{post.pk.hex}-1")
    run_tick(post)
    assert (post.status, post.external_post_id) == ("posted", remote)
    assert len(network.posts) == 1


def test_after_a_gap_a_post_that_is_not_out_is_sent_once_it_is_sure(post, network, run_tick, alive):
    assert run_tick(post)["doubted"] == 1
    assert (post.status, network.posts) == ("unconfirmed", [])
    assert "looked up before it is sent" in post.error_message
    for minutes in range(4, 30, 4):
        run_tick(post, after=timedelta(minutes=minutes))
    assert post.status == "posted"
    assert network.keys() == [post.pk.hex]


def test_posts_that_are_not_due_yet_are_not_in_doubt(post, network, run_tick, alive, now):
    PostingSchedule.objects.update(due_at=now + MINUTE, scheduled_at=now + MINUTE)
    assert run_tick(post)["doubted"] == 0
    run_tick(post, after=MINUTE)
    assert post.status == "posted"


def test_a_claim_of_an_old_copy_is_in_doubt_as_well(post, network, run_tick, alive, now):
    claim_next(now, owner="before the copy")
    network.land(f"{post.pk.hex}-1")
    run_tick(post, after=lease())
    assert post.status == "posted"
    assert len(network.posts) == 1


def test_a_post_beyond_the_grace_is_missed_and_not_in_doubt(post, network, run_tick, alive):
    run_tick(post, after=timedelta(hours=7))
    assert (post.status, post.failure_reason) == ("failed", "missed")


def test_a_process_that_goes_on_is_no_gap_however_late(post, network, run_tick, now, db):
    stand_guard(now - 120 * MINUTE)  # the machine slept
    run_tick(post)
    assert post.status == "posted"


def test_a_restart_within_a_minute_is_no_gap(post, network, run_tick, now, db):
    stand_guard(now - MINUTE / 2)
    guards.forget()
    run_tick(post)
    assert post.status == "posted"


def test_a_database_that_goes_back_under_a_running_process_is_noticed(
    post, network, run_tick, now, db
):
    stand_guard(now - MINUTE)
    copy = PublisherState.objects.values().get()
    stand_guard(now)
    network.land(f"{post.pk.hex}-1")
    PublisherState.objects.update(**copy)
    run_tick(post)
    assert post.status == "posted"
    assert len(network.posts) == 1


def test_a_network_that_cannot_be_asked_asks_a_person(post, blind, run_tick, alive):
    run_tick(post)
    assert (post.status, post.needs_person) == ("unconfirmed", True)
    assert blind.posts == []


@pytest.mark.parametrize(
    ("beats", "seen", "minutes", "expected"),
    [(5, None, 1, False), (5, None, 1.1, True), (5, 5, 100, False), (4, 5, 0, True)],
)
def test_what_counts_as_a_gap(now, beats, seen, minutes, expected):
    state = PublisherState(beats=beats, alive_at=now - minutes * MINUTE)
    assert (unwatched_since(state, seen, now, UNMOVED) == state.alive_at) is expected


@pytest.mark.parametrize(
    ("silent", "moved", "expected"),
    [
        (0.1, 60, None),  # put forward by an hour: nobody was away
        (5, 60, 5),
        (5, -60, 5),  # put back: the five minutes show all the same
        (0.1, -60, None),
    ],
)
def test_a_clock_that_was_moved_is_taken_out_of_the_gap(now, silent, moved, expected):
    boot = 5000.0
    noted = now - (silent + moved) * MINUTE  # by the wall clock as it was then
    state = PublisherState(beats=5, alive_at=noted, boot_id="same", wall_offset=1000.0)
    clocks_now = Clocks("same", boot, 1000.0 + moved * 60)
    since = unwatched_since(state, None, now, clocks_now)
    assert since == (None if expected is None else now - expected * MINUTE)


def test_an_offset_from_before_the_move_hides_no_gap(now):
    # the reading of the clocks was interrupted at the last beat: only the time was noted
    state = PublisherState(beats=5, alive_at=now - 5 * MINUTE, boot_id="same", wall_offset=1000.0)
    moved = Clocks("same", 5000.0, 1000.0 + 3600)
    assert unwatched_since(state, None, now, moved) == now - 5 * MINUTE


def test_a_process_that_starts_after_the_clock_was_put_forward_sends_as_usual(
    post, network, run_tick, now, db, monkeypatch
):
    stand_guard(now - 60 * MINUTE)
    guards.forget()
    real = time.time
    monkeypatch.setattr(time, "time", lambda: real() + 3600)
    assert run_tick(post)["doubted"] == 0
    assert post.status == "posted"


# the clock


@pytest.fixture
def step(monkeypatch, now):
    """Move the wall clock by so many seconds."""

    def move(seconds):
        stand_guard(now)
        real = time.time
        monkeypatch.setattr(time, "time", lambda: real() + seconds)
        stand_guard(now)

    return move


@pytest.fixture
def later(monkeypatch):
    """Let so many real seconds pass: both clocks go on."""

    def move(seconds):
        boot, wall = clocks.boot_seconds, time.time
        monkeypatch.setattr(clocks, "boot_seconds", lambda: boot() + seconds)
        monkeypatch.setattr(time, "time", lambda: wall() + seconds)

    return move


@pytest.mark.parametrize(("seconds", "frozen"), [(3600, True), (-2, True), (0.5, False)])
def test_a_clock_that_is_moved_is_noticed(db, step, seconds, frozen):
    step(seconds)
    assert is_frozen() is frozen


def test_a_moved_clock_ends_no_lease_until_the_workers_are_through(post, now, step, later, network):
    claim_next(now, owner="still at it")
    step(3600)
    assert sweep_due(now + timedelta(hours=1)) == 0
    later((lease() + SETTLE).total_seconds() + 1)
    assert sweep_due(now + timedelta(hours=1)) == 1


def test_a_moved_clock_proves_no_absence(post, network, publish, run_tick, step, later):
    network.answers.append("lost without answer")
    publish(post)
    run_tick(after=SETTLE + MINUTE)
    assert post.attempts.get().absent_readings == 1
    step(3600)
    run_tick(post, after=60 * MINUTE)
    assert (post.status, post.attempts.get().absent_readings) == ("unconfirmed", 1)
    later((lease() + SETTLE).total_seconds() + 1)
    for minutes in range(80, 100, 2):
        run_tick(post, after=minutes * MINUTE)
    assert post.status == "posted"
    assert len(network.posts) == 1


def test_a_restart_of_the_machine_is_no_step():
    state = PublisherState(boot_id="before", wall_offset=0.0)
    assert wall_step(state, Clocks("after", 1.0, 5000.0)) == 0
    assert wall_step(state, Clocks("before", 1.0, None)) == 0
    assert wall_step(state, Clocks("before", 1.0, 5000.0)) == 5000


@pytest.mark.parametrize(
    ("status", "ahead", "at_most"),
    [
        ("unconfirmed", timedelta(days=30), timedelta(hours=25)),
        ("publishing", timedelta(days=30), timedelta(minutes=5)),
        ("pending", timedelta(days=30), timedelta(hours=25)),
        ("pending", timedelta(hours=20), timedelta(hours=20)),
    ],
)
def test_times_too_far_ahead_are_pulled_in(post, run_tick, network, now, status, ahead, at_most):
    PostingSchedule.objects.update(status=status, due_at=now + ahead, lease_owner="w")
    make_attempt(post, outcome="unknown") if status == "unconfirmed" else None
    run_tick(post)
    assert post.due_at == now + at_most or abs(post.due_at - now - at_most) < MINUTE
    assert post.scheduled_at == now


def test_a_plan_far_ahead_is_a_plan(post, run_tick, now):
    at = now + timedelta(days=50)
    PostingSchedule.objects.update(due_at=at, scheduled_at=at)
    assert run_tick(post)["clamped"] == 0
    assert post.due_at == at
