"""The state machine under any order of events: workers, deaths, people, time (hypothesis).

The network is in this process; a death is an exception that nothing catches, so that every open
transaction is rolled back as it would be. The eight invariants of `reliability.md` §1 are checked
after every step.
"""

from collections import Counter
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
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
from publishing.models import PublishAttempt
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


class Publisher(RuleBasedStateMachine):
    """Three posts on two accounts, and everything that may happen to them."""

    owner: User
    seen: set
    deaths: set

    @initialize()
    def begin(self):
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.now = datetime(2026, 3, 2, 12, tzinfo=UTC)
        self.world = FakeNetwork.world = World()
        self.final: dict = {}
        self.fences: dict = {}
        self.team = make_team(self.owner, review_policy="none")
        accounts = [make_connection(self.team, min_interval_minutes=0) for _ in range(2)]
        for n in range(3):
            image = stored_image(self.team, bytes([n]))
            make_schedule(accounts[n % 2], image, scheduled_at=self.now + timedelta(minutes=n))
        self.world.on_call = self.remember_what_is_sent

    def teardown(self):
        crash_points.install(None)
        if hasattr(self, "atomic"):
            self.check_events()
            transaction.set_rollback(True)
            self.atomic.__exit__(None, None, None)

    def remember_what_is_sent(self):
        """At the moment of the call: the intent is there, and what goes out is what it names."""
        attempt = PublishAttempt.objects.get(outcome="sending", op_key__in=self.calls_under_way())
        schedule = attempt.schedule
        assert schedule.status == "publishing"  # invariant 2
        assert attempt.fence == schedule.fence
        assert attempt.request_hash == payload_hash(schedule)  # invariant 8
        assert schedule.review_status in ("not_required", "approved")

    def calls_under_way(self):
        publishing = PostingSchedule.objects.filter(status="publishing", lease_owner=self.worker)
        return PublishAttempt.objects.filter(schedule__in=publishing).values("op_key")

    def survive(self, work, *, crash_at=None):
        """Do `work`; the process may die at a point, which ends its transactions."""

        def die(point):
            if point == crash_at:
                self.deaths.add(point)
                raise Died(point)

        self.worker = f"worker {len(self.world.posts)}"
        crash_points.install(die)
        try:
            with suppress(Died):  # its open savepoints were rolled back on its way out
                work()
        finally:
            crash_points.install(None)

    # time and workers

    points = st.sampled_from([None, *crash_points.CRASH_POINTS])

    @rule(seconds=st.sampled_from([1, 30, 121, 200, 400, 3600]))
    def time_passes(self, seconds):
        self.now += timedelta(seconds=seconds)

    @rule(
        answer=st.sampled_from(ANSWERS), point=st.sampled_from([None, *crash_points.CRASH_POINTS])
    )
    def a_worker_publishes(self, answer, point):
        self.world.answers.clear()
        self.world.answers.append(answer)
        self.survive(lambda: publish_due(self.now, owner=self.worker, limit=1), crash_at=point)

    @rule(point=st.sampled_from([None, "in_sweep"]))
    def leases_are_swept(self, point):
        self.survive(lambda: sweep_due(self.now), crash_at=point)

    @rule(point=st.sampled_from([None, "in_lookup", "in_verdict"]), fails=st.booleans())
    def doubts_are_looked_up(self, point, fails):
        self.world.lookups.clear()
        if fails:
            self.world.lookups.append(Unknown("busy"))
        self.survive(lambda: reconcile_due(self.now, owner=self.worker, limit=1), crash_at=point)

    @rule()
    def a_whole_round(self):
        self.world.answers.clear()
        self.world.lookups.clear()
        self.survive(lambda: tick(self.now, self.worker))

    # people

    def somebody(self, number, step):
        schedule = PostingSchedule.objects.order_by("scheduled_at", "pk")[number]
        try:
            with transaction.atomic():
                step(schedule)
        except PostProblem:
            return None
        return schedule

    posts_by_number = st.integers(0, 2)

    @rule(number=posts_by_number, word=st.sampled_from(["Tea.", "Milk.", "Water."]))
    def somebody_edits(self, number, word):
        def edit(post):
            posts.edit_post(post, by=self.owner, version=post.version, now=self.now, body=word)

        edited = self.somebody(number, edit)
        assert edited is None or edited.status in ("draft", "pending")

    @rule(number=posts_by_number)
    def somebody_cancels(self, number):
        self.somebody(number, lambda post: posts.cancel(post, by=self.owner))

    @rule(number=posts_by_number)
    def somebody_sends_again(self, number):
        self.somebody(number, lambda post: send_again(post, by=self.owner, now=self.now))

    @rule(number=posts_by_number)
    def somebody_says_it_is_not_there(self, number):
        """The person looks first: what is there is not declared absent."""
        post = PostingSchedule.objects.order_by("scheduled_at", "pk")[number]
        if post.pk.hex not in self.world.keys():  # noqa: SIM118 (a method, not a dict)
            self.somebody(number, lambda p: declare_absent(p, by=self.owner, now=self.now))

    @rule(number=posts_by_number)
    def somebody_finds_it(self, number):
        post = PostingSchedule.objects.order_by("scheduled_at", "pk")[number]
        if post.pk.hex in self.world.keys():  # noqa: SIM118
            url = f"https://fake.example/{post.pk}"
            self.somebody(
                number, lambda p: confirm_by_person(p, url=url, by=self.owner, now=self.now)
            )

    # what must always be true

    @invariant()
    def every_row_is_whole(self):
        if not hasattr(self, "world"):
            return
        remote = Counter(self.world.keys())
        assert all(count == 1 for count in remote.values())  # invariants 1 and 3
        for post in PostingSchedule.objects.prefetch_related("attempts"):
            self.check(post, Counter(attempt.outcome for attempt in post.attempts.all()), remote)
            self.check_history(post)

    def check(self, post, outcomes, remote):
        may_be_out = outcomes["sending"] + outcomes["unknown"] + outcomes["processing"]
        assert may_be_out <= 1
        if post.status in OPEN:
            assert post.due_at is not None  # invariant 6
        if post.status in ("pending", "failed"):
            assert may_be_out == 0  # what may be out is not up for sending
        if post.status == "unconfirmed":
            assert may_be_out == 1
        if post.status == "posted":
            assert post.pk.hex in remote
            assert outcomes["accepted"] == 1

    def check_history(self, post):
        """Invariants 4 and 5."""
        assert self.final.get(post.pk, post.status) == post.status
        if post.status in ("posted", "canceled"):
            self.final[post.pk] = post.status
        assert post.fence >= self.fences.get(post.pk, 0)
        self.fences[post.pk] = post.fence
        self.seen.add(post.status)

    def check_events(self):
        """The last move of each post is in the log."""
        for post in PostingSchedule.objects.all():
            events = EventLog.objects.filter(
                subject_id=str(post.pk), meta_json__has_key="to", event_type__startswith="post_"
            )
            moves = events.exclude(event_type="post_moved").order_by("created_at")
            last = moves.values_list("meta_json__to", flat=True).last()
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
    assert publisher.deaths == set(crash_points.CRASH_POINTS)


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.parametrize(
    ("safeguard", "without"),
    [
        ("publishing.services.sweep.open_attempt_of", lambda schedule: None),
        ("publishing.services.facts.settle_time", lambda *a, **k: timedelta(0)),
    ],
)
def test_without_a_safeguard_they_do_not(publisher, monkeypatch, safeguard, without):
    """The machine is not blind: each of these lets a post out twice or loses track of it."""
    monkeypatch.setattr(safeguard, without)
    with pytest.raises(AssertionError):
        run(100, phases=[Phase.generate])
