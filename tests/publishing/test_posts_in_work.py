"""Posts that the platform took and still works on."""

from datetime import timedelta

import pytest

from platforms.adapters.types import PostState, PublishResult
from platforms.exceptions import OutcomeUnknown, Rejected

SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
WORKING = PublishResult(PostState.PROCESSING, handle="job-1")
LIVE = PublishResult(PostState.LIVE, "remote-9", "https://x/9")


@pytest.fixture
def in_work(post, network, publish):
    network.answers.append("in work")
    publish(post)
    return post


def test_the_handle_is_kept_and_the_account_stays_taken(in_work, now):
    attempt = in_work.attempts.get()
    assert (in_work.status, attempt.outcome) == ("publishing", "processing")
    assert attempt.handles["job"] == "job-1"
    assert now < in_work.due_at < now + MINUTE


def test_it_is_asked_after_until_it_is_live(in_work, network, run_tick):
    network.polls.extend([WORKING, OutcomeUnknown("?"), WORKING, LIVE])
    for seconds in range(0, 300, 5):
        run_tick(in_work, after=seconds * SECOND)
    assert (in_work.status, in_work.external_post_id) == ("posted", "remote-9")
    assert len(network.posts) == 1


def test_a_refusal_after_all_fails_it(in_work, network, run_tick):
    network.polls.append(Rejected("The sound is not yours."))
    run_tick(in_work, after=MINUTE)
    assert (in_work.status, in_work.failure_reason) == ("failed", "refused")
    assert in_work.error_message == "The sound is not yours."


def test_for_ever_in_work_is_looked_up_in_the_end(in_work, network, run_tick):
    network.polls.extend([WORKING] * 500)
    for minutes in range(0, 60 * 7, 15):
        run_tick(in_work, after=minutes * MINUTE)
    assert in_work.status == "posted"  # the listing has it
    assert len(network.posts) == 1
