"""What every adapter promises that declares `first_comment`.

The double also gives `commented()`: the texts of all comments of ours that the platform took. Where
the call is the one that makes posts too, the subclass says so with `comment_route`.
"""

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from platforms.adapters import takes_first_comment
from platforms.adapters.base import PlatformAdapter
from platforms.adapters.types import Absent, CommentOperation, CommentRequest, Found
from platforms.exceptions import (
    NotSent,
    OutcomeUnknown,
    PlatformError,
    RateLimited,
    ReconnectNeeded,
    Rejected,
)

DEADLINE = 1.5  # seconds for one call in these tests
COMMENT = "What’s yours? Tell us & win: https://example.com/cups?a=1&b=2"
# faults that prove nothing about the outcome → how many comments there are then
UNPROVEN = {
    "accepted_then_dropped": 1,
    "accepted_then_500": 1,
    "truncated": 1,
    "html_for_json": 1,
    "wrong_shape": 1,
    "dropped_before": 0,
    "error_500_before": 0,
    "html_before": 0,
}
OF_A_TRY = timedelta(seconds=5)


class FirstCommentContract:
    """The suite; an adapter that does not declare the ability skips it."""

    comment_route = "comment"
    comments_route = "comments"  # of the listing that is looked into

    @pytest.fixture
    def post_id(self, adapter: PlatformAdapter, connection, network, request) -> str:
        """A post of ours that is out."""
        if not takes_first_comment(connection, connection.platform):
            pytest.skip("no comments from apps")
        return request.getfixturevalue("publish")().post_id

    @pytest.fixture
    def words(self, connection, post_id) -> CommentRequest:
        return CommentRequest("op1c-1", connection.platform, post_id, COMMENT)

    @pytest.fixture
    def comment_handles(self) -> dict:
        """What the publisher keeps of the reversible steps."""
        return {}

    @pytest.fixture
    def comment(self, adapter: PlatformAdapter, words, comment_handles) -> Callable:
        """Comment as the publisher does."""

        def run(**changes):
            request = replace(words, **changes)
            comment_handles.update(adapter.prepare_comment(request, dict(comment_handles)))
            return adapter.add_comment(request, comment_handles, timeout_seconds=DEADLINE)

        return run

    @pytest.fixture
    def find(self, adapter: PlatformAdapter, words, comment_handles) -> Callable:
        def run():
            now = datetime.now(UTC)
            operation = CommentOperation(words, comment_handles, now - OF_A_TRY)
            return adapter.find_comment(operation, now=now)

        return run

    def test_first_comment_is_below_its_post(self, adapter, comment, network, find):
        result = comment()
        assert result.comment_id
        assert network.commented() == [COMMENT]
        if adapter.finds_comments:
            assert find().post_id == result.comment_id

    def test_refused_comment_carries_the_platforms_sentence(self, comment, network):
        network.misbehave("rejected", route=self.comment_route)
        with pytest.raises(Rejected, match="community rules"):
            comment()
        assert network.commented() == []

    @pytest.mark.parametrize("fault", ["unauthorized", "forbidden"])
    def test_comment_without_the_right_to_it_is_refused(self, comment, network, fault):
        network.misbehave(fault, route=self.comment_route)
        with pytest.raises((ReconnectNeeded, Rejected)):
            comment()
        assert network.commented() == []

    def test_comment_over_a_limit_waits(self, comment, network):
        network.misbehave("rate_limited", route=self.comment_route)
        with pytest.raises(RateLimited):
            comment()
        assert network.commented() == []

    @pytest.mark.parametrize("fault", UNPROVEN)
    def test_answer_that_proves_nothing_about_a_comment_is_unknown(self, comment, network, fault):
        network.misbehave(fault, route=self.comment_route)
        with pytest.raises(OutcomeUnknown):
            comment()
        assert len(network.commented()) == UNPROVEN[fault]

    def test_comment_keeps_its_deadline(self, comment, network):
        network.misbehave("slow_drip", route=self.comment_route)
        started = time.monotonic()
        with pytest.raises(OutcomeUnknown):
            comment()
        assert time.monotonic() - started < DEADLINE + 4

    def test_unreachable_network_was_sent_no_comment(
        self, adapter, words, network, comment_handles
    ):
        comment_handles.update(adapter.prepare_comment(words, {}))
        network.stop()
        with pytest.raises(NotSent):
            adapter.add_comment(words, comment_handles, timeout_seconds=DEADLINE)

    def test_comment_whose_answer_was_lost_is_found(self, adapter, comment, network, find):
        network.misbehave("accepted_then_dropped", route=self.comment_route)
        with pytest.raises(OutcomeUnknown):
            comment()
        if not adapter.finds_comments:
            pytest.skip("the network does not list comments to us")
        found = find()
        assert isinstance(found, Found)
        assert found.post_id

    def test_comment_that_never_landed_is_absent(self, adapter, comment, network, find):
        network.misbehave("dropped_before", route=self.comment_route)
        with pytest.raises(OutcomeUnknown):
            comment()
        if not adapter.finds_comments:
            pytest.skip("the network does not list comments to us")
        self.is_no_comment(find())

    def is_no_comment(self, reading):
        """What a complete list without it says; where completeness is unproven, Unknown."""
        assert reading == Absent()

    def test_list_that_fails_says_nothing_about_a_comment(self, adapter, comment, network, find):
        comment()
        if not adapter.finds_comments:
            pytest.skip("the network does not list comments to us")
        for fault in ("error_500_before", "html_for_json", "truncated"):
            network.misbehave(fault, route=self.comments_route)
            try:
                reading = find()
            except PlatformError:
                continue
            assert not isinstance(reading, Absent), fault
            network.misbehave("ok", route=self.comments_route)
