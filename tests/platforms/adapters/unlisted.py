"""Tests of adapters whose platform can list nothing: a message, and nothing to ask later."""

import logging

import pytest

from platforms.adapters.base import PlatformAdapter
from platforms.adapters.types import Idempotency, Operation, Unknown
from platforms.exceptions import Unsupported


class CannotBeAsked:
    """Comes before the contract among the bases. A person answers what the platform cannot."""

    @pytest.fixture(autouse=True)
    def platforms_own_log(self, caplog):
        """Addresses hold the token, and the double, like any server, would log what it is asked."""
        caplog.set_level(logging.WARNING, logger="sandbox")

    test_duplicate_refusal_names_the_original = None
    test_post_in_work_is_polled_until_live = None
    test_post_in_work_may_be_refused_later = None
    test_lost_answer_is_found_again = None
    test_post_that_never_landed_is_absent = None
    test_failing_listing_proves_nothing = None
    test_lagging_listing_shows_the_post_later = None
    test_metrics_hold_what_the_platform_says_and_none_elsewhere = None
    test_comments_are_as_many_as_counted_newest_first = None
    test_failed_reading_may_be_repeated = None
    test_failed_upload_posts_nothing = None  # there is no upload before the message

    def test_look_up_is_a_persons_business(self, adapter: PlatformAdapter, request_, now):
        assert adapter.idempotency is Idempotency.NONE
        assert "lookup" not in adapter.capabilities
        operation = Operation("op-1", request_, {}, now)
        assert isinstance(adapter.lookup(operation, now=now), Unknown)

    def test_there_are_no_figures_and_no_comments(self, adapter: PlatformAdapter):
        assert {"metrics", "comments"}.isdisjoint(adapter.capabilities)
        with pytest.raises(Unsupported):
            adapter.fetch_metrics("1")
        with pytest.raises(Unsupported):
            adapter.fetch_comments("1")
