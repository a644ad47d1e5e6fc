"""A post of unknown outcome is looked up, and never simply sent again."""

from datetime import timedelta

import pytest

from platforms.adapters import ADAPTERS
from platforms.adapters.types import Absent, Found, Unknown
from platforms.exceptions import ReconnectNeeded
from publishing.services.reconciliation import confirm_by_person, declare_absent, reconcile_due
from publishing.services.resend import send_again
from scheduling.exceptions import PostProblem
from scheduling.services.posts import cancel, edit_post
from tests.factories import make_schedule

SECOND = timedelta(seconds=1)
SETTLE = timedelta(seconds=180)
HOUR = timedelta(hours=1)


@pytest.fixture
def lost(post, network, publish):
    """A post whose call was not answered and did not land."""
    network.answers.append("lost without answer")
    publish(post)
    return post


@pytest.fixture
def landed(post, network, publish):
    """A post whose call was not answered but landed."""
    network.answers.append("lands without answer")
    publish(post)
    return post


def test_it_waits_a_settle_time_before_the_first_look_up(landed, network, run_tick, now):
    assert landed.status == "unconfirmed"
    assert SETTLE <= landed.due_at - now <= SETTLE + 30 * SECOND
    assert run_tick(landed, after=SETTLE - SECOND)["looked_up"] == 0


def test_found_is_posted_at_the_time_it_was_sent(landed, network, run_tick):
    run_tick(landed, after=SETTLE + 30 * SECOND)
    assert landed.status == "posted"
    assert landed.published_at == landed.attempts.get().sent_at
    assert landed.external_post_id == network.posts[0][1]
    assert len(network.posts) == 1


def test_absent_once_is_not_enough(lost, network, run_tick):
    run_tick(lost, after=SETTLE + 30 * SECOND)
    assert lost.status == "unconfirmed"
    assert lost.attempts.get().absent_readings == 1
    assert network.posts == []


def test_absent_twice_sends_it_again_once(lost, network, run_tick):
    for minutes in range(0, 30, 4):
        run_tick(lost, after=timedelta(minutes=minutes))
    assert lost.status == "posted"
    assert network.keys() == [lost.pk.hex]
    assert [a.outcome for a in lost.attempts.order_by("number")] == ["absent", "accepted"]


def test_a_post_that_appears_late_is_found_by_the_second_look(landed, network, run_tick):
    network.lookups.append(Absent())
    for minutes in range(0, 30, 4):
        run_tick(landed, after=timedelta(minutes=minutes))
    assert landed.status == "posted"
    assert len(network.posts) == 1


@pytest.mark.parametrize("answer", [Unknown("busy"), ReconnectNeeded("token"), ValueError("bug")])
def test_a_look_up_that_fails_proves_nothing(lost, network, run_tick, answer):
    network.lookups.append(answer)
    run_tick(lost, after=SETTLE + 30 * SECOND)
    assert lost.status == "unconfirmed"
    assert lost.attempts.get().absent_readings == 0
    assert lost.attempts.get().lookups == 1


def test_look_ups_get_rarer_and_end_with_a_person(lost, network, run_tick):
    network.lookups.extend([Unknown("busy")] * 50)
    looks = 0
    for minutes in range(0, 60 * 40, 30):
        looks += run_tick(lost, after=timedelta(minutes=minutes))["looked_up"]
    assert lost.status == "unconfirmed"
    assert lost.needs_person
    assert "check the account" in lost.error_message
    assert lost.due_at is not None
    assert 6 <= looks <= 10


def test_without_a_look_up_a_person_is_asked_at_once(post, blind, publish, run_tick):
    blind.answers.append("lost without answer")
    publish(post)
    assert (post.status, post.needs_person) == ("unconfirmed", True)
    run_tick(post, after=25 * HOUR)
    assert post.status == "unconfirmed"
    assert blind.posts == []


def test_without_an_account_it_cannot_be_asked_and_a_person_is_in_the_end(
    lost, run_tick, monkeypatch
):
    monkeypatch.delitem(ADAPTERS, "sandbox")
    run_tick(lost, after=HOUR)
    assert (lost.status, lost.needs_person) == ("unconfirmed", False)
    run_tick(lost, after=25 * HOUR)
    assert (lost.status, lost.needs_person) == ("unconfirmed", True)


def test_two_workers_do_not_look_the_same_post_up(lost, network, now):
    at = now + 5 * SETTLE
    assert reconcile_due(at, owner="a") == 1
    assert reconcile_due(at, owner="b") == 0


def test_an_id_of_another_post_is_not_adopted(lost, network, run_tick, now):
    make_schedule(
        lost.connection,
        scheduled_at=now - HOUR,
        status="posted",
        external_post_id="remote-x",
        due_at=None,
    )
    network.lookups.append(Found("remote-x", "https://x/x"))
    run_tick(lost, after=SETTLE + 30 * SECOND)
    assert (lost.status, lost.needs_person) == ("unconfirmed", True)
    assert "another post" in lost.error_message


def test_a_person_finds_it_and_pastes_its_link(lost, owner, now):
    confirm_by_person(lost, url="https://fake.example/p/1", by=owner, now=now)
    lost.refresh_from_db()
    assert (lost.status, lost.external_post_id) == ("posted", None)
    assert lost.external_post_url == "https://fake.example/p/1"
    assert str(owner) in lost.evidence
    assert lost.attempts.get().outcome == "accepted"


@pytest.mark.parametrize("url", ["", "remote-1", "javascript:alert(1)", "ftp://x.example/"])
def test_a_link_must_be_one(lost, owner, now, url):
    with pytest.raises(PostProblem, match="https"):
        confirm_by_person(lost, url=url, by=owner, now=now)
    lost.refresh_from_db()
    assert lost.status == "unconfirmed"


def test_a_person_says_it_is_not_there_and_sends_it_again(lost, owner, network, now, publish):
    declare_absent(lost, by=owner, now=now + HOUR)
    lost.refresh_from_db()
    assert (lost.status, lost.failure_reason) == ("failed", "person")
    send_again(lost, by=owner, now=now + HOUR)
    publish(lost, after=HOUR)
    assert lost.status == "posted"
    assert len(network.posts) == 1


def test_saying_so_is_refused_while_the_call_may_still_land(lost, owner, now):
    with pytest.raises(PostProblem, match="may still appear"):
        declare_absent(lost, by=owner, now=now + SECOND)
    lost.refresh_from_db()
    assert lost.status == "unconfirmed"


def test_the_buttons_are_refused_when_nothing_is_in_question(post, owner, now):
    with pytest.raises(PostProblem, match="not in question"):
        confirm_by_person(post, url="https://fake.example/p/1", by=owner, now=now)
    with pytest.raises(PostProblem, match="not in question"):
        declare_absent(post, by=owner, now=now)


def test_a_button_pressed_on_an_old_page_changes_nothing(lost, owner, network, run_tick, now):
    stale = type(lost).objects.get(pk=lost.pk)
    network.land(f"{lost.pk.hex}-1")
    run_tick(lost, after=SETTLE + 30 * SECOND)
    with pytest.raises(PostProblem):
        declare_absent(stale, by=owner, now=now + HOUR)
    lost.refresh_from_db()
    assert lost.status == "posted"


def test_it_cannot_be_edited_or_canceled(lost, owner, now):
    with pytest.raises(PostProblem):
        cancel(lost, by=owner)
    with pytest.raises(PostProblem):
        edit_post(lost, by=owner, version=lost.version, now=now, body="Tea")
    lost.refresh_from_db()
    assert (lost.status, lost.body) == ("unconfirmed", "Coffee first.")
