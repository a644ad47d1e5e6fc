"""A failed post goes out again because a person says so."""

from datetime import timedelta

import pytest

from publishing.services.resend import send_again
from scheduling.exceptions import PostProblem
from tests.factories import make_attempt, make_schedule


@pytest.fixture
def failed(connection, asset, now):
    return make_schedule(
        connection,
        asset,
        scheduled_at=now - timedelta(days=3),
        status="failed",
        failure_reason="missed",
        error_message="Too late.",
        retry_count=3,
        due_at=None,
    )


def test_a_missed_post_goes_out_at_once(failed, owner, network, publish, now):
    send_again(failed, by=owner, now=now)
    publish(failed)
    assert (failed.status, failed.failure_reason, failed.error_message) == ("posted", "", "")


@pytest.mark.parametrize("outcome", ["sending", "processing", "unknown"])
def test_not_while_an_earlier_try_may_have_landed(failed, owner, now, outcome):
    make_attempt(failed, outcome=outcome)
    with pytest.raises(PostProblem, match="may have landed"):
        send_again(failed, by=owner, now=now)
    failed.refresh_from_db()
    assert failed.status == "failed"


def test_a_viewer_may_not(failed, viewer, now):
    with pytest.raises(PostProblem):
        send_again(failed, by=viewer, now=now)


def test_only_a_failed_post(post, owner, now):
    with pytest.raises(PostProblem):
        send_again(post, by=owner, now=now)
