"""What is left behind by a worker that died, and how it is repaired."""

from datetime import timedelta

import pytest

from publishing.lease import lease
from publishing.services.claim import claim_next
from publishing.services.sweep import sweep_due
from scheduling.exceptions import PostProblem
from scheduling.models import PostingSchedule
from scheduling.services.posts import cancel, edit_post, reschedule
from tests.factories import make_attempt

HOUR = timedelta(hours=1)


@pytest.fixture
def claimed(post, network, now):
    return claim_next(now, owner="a worker that dies")


def test_a_lease_that_runs_is_respected(claimed, now, run_tick):
    run_tick(claimed, after=lease() / 2)
    assert (claimed.status, claimed.lease_owner) == ("publishing", "a worker that dies")


def test_nothing_sent_is_pending_again_and_goes_out(claimed, run_tick, network):
    run_tick(claimed, after=lease())
    assert claimed.status == "posted"
    assert len(network.posts) == 1


def test_preparing_is_nothing_sent(claimed, now):
    make_attempt(claimed, outcome="preparing")
    assert sweep_due(now + lease()) == 1
    claimed.refresh_from_db()
    assert (claimed.status, claimed.lease_owner) == ("pending", "")


def test_a_call_that_may_be_out_is_in_doubt_never_pending(claimed, now):
    make_attempt(claimed, outcome="sending")
    assert sweep_due(now + lease()) == 1
    claimed.refresh_from_db()
    assert (claimed.status, claimed.attempts.get().outcome) == ("unconfirmed", "unknown")
    assert claimed.due_at > now + lease()


def test_a_post_in_work_at_the_platform_is_left_to_the_poller(claimed, now):
    make_attempt(claimed, outcome="processing")
    assert sweep_due(now + HOUR) == 0


def test_the_slower_worker_finds_its_fence_taken(claimed, now, network):
    from publishing.lease import LeaseClock
    from publishing.services.publish import publish_claimed

    sweep_due(now + lease())
    assert publish_claimed(claimed, LeaseClock(now)) == "lease lost"
    assert network.posts == []


def test_a_late_answer_does_not_overwrite_what_others_wrote(post, network, publish, now):
    network.on_call = lambda: sweep_due(now + HOUR)
    publish(post)
    assert post.status == "unconfirmed"
    assert post.attempts.get().outcome == "unknown"


def test_each_step_raises_the_fence(post, network, publish, now):
    before = post.fence
    publish(post)
    assert post.fence >= before + 2


@pytest.mark.parametrize(
    "step",
    [
        lambda post, by, now: cancel(post, by=by),
        lambda post, by, now: edit_post(post, by=by, version=post.version, now=now, body="Tea"),
        lambda post, by, now: reschedule(post, at=now + HOUR, by=by, now=now),
    ],
)
def test_what_is_being_published_cannot_be_changed(claimed, owner, now, step):
    stale = PostingSchedule.objects.get(pk=claimed.pk)
    with pytest.raises(PostProblem):
        step(stale, owner, now)
    claimed.refresh_from_db()
    assert (claimed.status, claimed.body) == ("publishing", "Coffee first.")


def test_an_old_page_cannot_cancel_what_was_claimed_meanwhile(post, owner, network, now):
    stale = PostingSchedule.objects.get(pk=post.pk)
    claim_next(now, owner="worker")
    with pytest.raises(PostProblem):
        cancel(stale, by=owner)
    post.refresh_from_db()
    assert post.status == "publishing"
