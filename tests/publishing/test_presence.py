"""After publishing it is looked whether the post is really there."""

from datetime import UTC, datetime, timedelta

import pytest

from config.doctor import probe_vanished
from platforms.adapters import ADAPTERS
from platforms.adapters.types import Absent, Found, Unknown
from publishing.models import PresenceCheck
from publishing.presence import MOST_LOOKS, Presence, after_look
from publishing.services.presence import FIRST_LOOK, check_presence_due
from scheduling.models import PostingSchedule
from teams.models import EventLog

AT = datetime(2026, 3, 2, 12, tzinfo=UTC)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
SETTLE = timedelta(seconds=180)


@pytest.fixture
def posted(post, network, publish):
    publish(post)
    return post


def check_of(post) -> PresenceCheck:
    return PresenceCheck.objects.get(schedule=post)


def test_a_post_that_is_there_is_looked_up_twice(posted, run_tick):
    looks = [run_tick(after=hours * HOUR)["checked"] for hours in range(0, 40)]
    assert sum(looks) == 2
    check = check_of(posted)
    assert (check.state, check.due_at) == ("there", None)
    assert check.seen_at >= posted.published_at + 23 * HOUR


def test_a_post_that_vanished_is_told_and_not_sent_again(posted, network, run_tick):
    network.posts.clear()
    for minutes in range(0, 120, 10):
        run_tick(posted, after=minutes * MINUTE)
    assert check_of(posted).state == "vanished"
    assert (posted.status, network.posts) == ("posted", [])
    assert "not on the account any more" in posted.error_message
    assert EventLog.objects.filter(event_type="post_vanished").count() == 1
    assert not probe_vanished().ok


def test_a_post_that_vanished_within_the_day_is_noticed(posted, network, run_tick):
    run_tick(after=HOUR)
    network.posts.clear()
    for hours in range(2, 40):
        run_tick(posted, after=hours * HOUR)
    assert check_of(posted).state == "vanished"


def test_one_absent_reading_is_not_enough(posted, network, run_tick):
    network.lookups.append(Absent())
    run_tick(posted, after=FIRST_LOOK + MINUTE)
    assert check_of(posted).state == "due"
    run_tick(posted, after=FIRST_LOOK + 10 * MINUTE)
    assert (check_of(posted).state, posted.error_message) == ("there", "")
    assert probe_vanished().ok


def test_a_network_that_cannot_be_asked_is_not_asked_again(post, blind, publish, run_tick):
    publish(post)
    assert sum(run_tick(after=hours * HOUR)["checked"] for hours in range(5)) == 1
    assert (check_of(post).state, check_of(post).due_at) == ("cannot_say", None)


def test_an_account_without_an_adapter_cannot_be_asked(posted, run_tick, monkeypatch):
    monkeypatch.delitem(ADAPTERS, "sandbox")
    run_tick(after=HOUR)
    assert check_of(posted).state == "cannot_say"


def test_an_address_that_was_missing_is_filled_in(posted, run_tick):
    PostingSchedule.objects.update(external_post_url=None)
    run_tick(posted, after=HOUR)
    assert posted.external_post_url.startswith("https://fake.example/")


def test_two_workers_do_not_look_at_the_same_post(posted, network, now, monkeypatch):
    at = now + HOUR
    monkeypatch.setattr(network, "lookups", Greedy(lambda: check_presence_due(at)))
    assert check_presence_due(at) == 1
    assert network.lookups.inner == 0


class Greedy(list):
    """Answers a look-up while another worker tries the same."""

    def __init__(self, other):
        super().__init__([Unknown("busy")])
        self.other, self.inner = other, None

    def popleft(self):
        self.inner = self.other()
        return self.pop()


def look(before: Presence, reading, now: datetime) -> Presence:
    return after_look(
        before, reading, now=now, published_at=AT, settle=SETTLE, lookback=timedelta(hours=48)
    )


def test_a_network_that_never_answers_is_given_up():
    presence, now = Presence("due", AT), AT
    while presence.due_at is not None:
        now = max(presence.due_at, now)
        presence = look(presence, Unknown("busy"), now)
    assert (presence.state, presence.looks) == ("cannot_say", MOST_LOOKS)


def test_absences_must_be_a_settle_time_apart():
    once = look(Presence("due", AT), Absent(), AT + SETTLE)
    early = look(once, Absent(), AT + SETTLE + MINUTE)
    assert (early.state, early.due_at) == ("due", AT + 2 * SETTLE)
    assert look(early, Absent(), AT + 2 * SETTLE).state == "vanished"
    assert look(early, Found("p", "u"), AT + 2 * SETTLE).first_absent_at is None


def test_a_listing_that_does_not_reach_back_proves_nothing():
    assert look(Presence("there", AT, seen_at=AT), Absent(), AT + 49 * HOUR).state == "there"
