"""The state machine under any order of events: workers, deaths, people, time (hypothesis).

The network is in this process; a death is an exception that nothing catches, so that every open
transaction is rolled back as it would be. The eight invariants of `reliability.md` §1 are checked
after every step.
"""

from collections import Counter
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from platforms.adapters.types import Unknown
from publishing import crash_points
from publishing.lease import lease
from publishing.models import PublishAttempt
from publishing.outcomes import decide_unsent
from publishing.services.publish import publish_due
from publishing.services.reconciliation import confirm_by_person, declare_absent, reconcile_due
from publishing.services.resend import send_again
from publishing.services.sweep import sweep_due
from publishing.tick import tick
from scheduling.exceptions import PostProblem
from scheduling.models import PostingSchedule
from scheduling.payload import payload_hash
from scheduling.services import posts
from teams.models import EventLog, User
from tests.factories import make_connection, make_schedule, make_team
from tests.publishing.conftest import stored_image
from tests.publishing.fake_network import FakeNetwork, World

# it is the order of events that is tried here, not the database
pytestmark = pytest.mark.sqlite_only

REPAIR_POINTS = ("in_sweep", "in_lookup", "in_verdict", "in_replay")
OPEN = ("pending", "publishing", "unconfirmed")
ANSWERS = [
    "ok",
    "lands without answer",
    "lost without answer",
    "never left",
    "refused",
    "later",
    "in work",
    "upload fails",
]


class Died(BaseException):
    """The process is gone: no handler of ours sees it."""


SENDING_POINTS = [p for p in crash_points.CRASH_POINTS if p not in REPAIR_POINTS]
DOES = {
    "edits": lambda post, by, now: posts.edit_post(
        post, by=by, version=post.version, now=now, body=f"Edited at {now}."
    ),
    "cancels": lambda post, by, now: posts.cancel(post, by=by),
    "sends again": lambda post, by, now: send_again(post, by=by, now=now),
    "says it is not there": lambda post, by, now: declare_absent(post, by=by, now=now),
    "finds it": lambda post, by, now: confirm_by_person(
        post, url=f"https://fake.example/{post.pk}", by=by, now=now
    ),
}
STEPS = [*DOES, "edits", "sends again"]


class Publisher(RuleBasedStateMachine):
    """A few posts on two accounts, and everything that may happen to them."""

    owner: User
    seen: set
    deaths: set

    @initialize()
    def begin(self):
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.now = datetime(2026, 3, 2, 12, tzinfo=UTC)
        self.world = FakeNetwork.world = World(on_call=self.check_what_is_sent)
        self.final: dict = {}
        self.fences: Counter = Counter()
        self.posts: list[PostingSchedule] = []
        self.worker = "worker"
        team = make_team(self.owner, review_policy="none")
        self.accounts = [make_connection(team, min_interval_minutes=0) for _ in range(2)]
        self.image = stored_image(team)
        self.somebody_plans_a_post()

    def teardown(self):
        crash_points.install(None)
        if hasattr(self, "atomic"):
            self.check_events()
            transaction.set_rollback(True)
            self.atomic.__exit__(None, None, None)

    # workers, and their deaths

    def survive(self, work, crash_at=None):
        """Do `work` as a new process that may die at a point."""

        def die(point):
            if point == crash_at:
                self.deaths.add(point)
                raise Died(point)

        crash_points.install(die)
        try:
            with suppress(Died):  # its open savepoints were rolled back on its way out
                work()
        finally:
            crash_points.install(None)

    def publish(self, answer, crash_at=None):
        self.now += timedelta(seconds=1)
        self.world.answers.clear()
        self.world.answers.append(answer)
        self.survive(lambda: publish_due(self.now, owner=self.worker, limit=1), crash_at)

    @rule(answer=st.sampled_from(ANSWERS))
    def a_worker_publishes(self, answer):
        self.publish(answer)

    @rule(answer=st.sampled_from(ANSWERS), point=st.sampled_from(SENDING_POINTS))
    def a_worker_dies_over_it(self, answer, point):
        self.publish(answer, point)

    @rule(point=st.sampled_from([None, None, "in_sweep"]))
    def leases_end_and_are_swept(self, point):
        self.now += lease()
        self.survive(lambda: sweep_due(self.now), point)

    @rule(point=st.sampled_from([None, None, "in_lookup", "in_verdict"]), fails=st.booleans())
    def doubts_are_looked_up(self, point, fails):
        self.now += timedelta(seconds=190)
        self.world.lookups.clear()
        if fails:
            self.world.lookups.append(Unknown("busy"))
        self.survive(lambda: reconcile_due(self.now, owner=self.worker), point)

    @rule(minutes=st.sampled_from([1, 6, 20, 300]))
    def time_passes_and_everything_is_looked_at(self, minutes):
        self.now += timedelta(minutes=minutes)
        self.world.answers.clear()
        self.world.lookups.clear()
        self.world.polls.clear()
        self.survive(lambda: tick(self.now, self.worker))

    # people

    @rule()
    def somebody_plans_a_post(self):
        number = len(self.posts)
        if number < 8:
            at = self.now + timedelta(microseconds=number)
            account = self.accounts[number % 2]
            self.posts.append(make_schedule(account, self.image, repeat=number, scheduled_at=at))

    @rule(step=st.sampled_from(STEPS), number=st.integers(0, 7))
    def somebody_does_something(self, step, number):
        post = PostingSchedule.objects.get(pk=self.posts[number % len(self.posts)].pk)
        is_there = post.pk.hex in Counter(self.world.keys())
        if (step == "says it is not there" and is_there) or (step == "finds it" and not is_there):
            return  # people look before they speak
        with suppress(PostProblem), transaction.atomic():
            DOES[step](post, self.owner, self.now)

    # what must always be true

    def check_what_is_sent(self):
        """At the moment of a call: its intent is there, and it sends what the intent names."""
        schedule = PostingSchedule.objects.get(
            status="publishing", attempts__outcome="sending", attempts__fence=F("fence")
        )
        attempt = schedule.attempts.get(outcome="sending")  # invariant 2
        assert attempt.request_hash == payload_hash(schedule)  # invariant 8

    @invariant()
    def every_row_is_whole(self):
        if not hasattr(self, "world"):
            return
        remote = Counter(self.world.keys())
        assert all(count == 1 for count in remote.values())  # invariants 1 and 3
        outcomes = Counter(PublishAttempt.objects.values_list("schedule", "outcome"))
        rows = PostingSchedule.objects.values_list("pk", "status", "fence", "due_at")
        for pk, status, fence, due_at in rows:
            self.check(pk, status, due_at, outcomes, remote)
            self.check_history(pk, status, fence)

    def check(self, pk, status, due_at, outcomes, remote):
        may_be_out = sum(outcomes[pk, word] for word in ("sending", "unknown", "processing"))
        assert may_be_out <= 1
        if status in OPEN:
            assert due_at is not None  # invariant 6
        if status in ("pending", "failed"):
            assert may_be_out == 0  # what may be out is not up for sending
        if status == "unconfirmed":
            assert may_be_out == 1
        if status == "posted":
            assert pk.hex in remote
            assert outcomes[pk, "accepted"] == 1

    def check_history(self, pk, status, fence):
        """Invariants 4 and 5."""
        assert self.final.get(pk, status) == status
        if status in ("posted", "canceled"):
            self.final[pk] = status
        assert fence >= self.fences[pk]
        self.fences[pk] = fence
        self.seen.add(status)

    def check_events(self):
        """The last move of each post is in the log."""
        for post in PostingSchedule.objects.all():
            events = EventLog.objects.filter(subject_id=str(post.pk), meta_json__has_key="to")
            last = events.order_by("created_at").values_list("meta_json__to", flat=True).last()
            assert last in (None, post.status)


def run(examples: int, **more) -> None:
    run_state_machine_as_test(
        Publisher,
        settings=settings(
            max_examples=examples,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            derandomize=True,
            database=None,
            **more,
        ),
    )


@pytest.fixture
def publisher(network, owner):
    Publisher.owner, Publisher.seen, Publisher.deaths = owner, set(), set()
    return Publisher


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_the_eight_invariants_hold_in_any_order_of_events(publisher):
    run(200)
    assert publisher.seen == set(PostingSchedule.Status) - {"draft"}
    assert len(publisher.deaths) >= 10


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.parametrize(
    ("safeguard", "without"),
    [
        ("publishing.services.sweep.open_attempt_of", lambda schedule: None),
        ("publishing.services.publish.decide", lambda answer, facts: decide_unsent(answer, facts)),
    ],
)
def test_without_a_safeguard_they_do_not(publisher, monkeypatch, safeguard, without):
    """The machine is not blind: it, or a constraint of the database, notices each of these."""
    monkeypatch.setattr(safeguard, without)
    with pytest.raises((AssertionError, IntegrityError)):
        run(100, phases=[Phase.generate])
