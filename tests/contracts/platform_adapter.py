"""What every adapter promises: inherit `PlatformAdapterContract` and give it a network.

A subclass provides three fixtures: `connection`, `adapter`, and `network`, a `PlatformDouble`: a
local server that speaks the platform's protocol and misbehaves on demand.
"""

import hashlib
import logging
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Protocol

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from platforms.adapters.base import PlatformAdapter
from platforms.adapters.types import (
    Absent,
    Found,
    MediaFile,
    Operation,
    PostState,
    PublishRequest,
    Unknown,
)
from platforms.exceptions import (
    Duplicate,
    NotSent,
    OutcomeUnknown,
    RateLimited,
    ReconnectNeeded,
    Rejected,
    StepFailed,
)
from platforms.specs import get_spec
from tests.contracts.first_comment import FirstCommentContract

DEADLINE = 1.5  # seconds for one call in these tests
# names of faults (`platforms/sandbox/faults.py`) that prove nothing about the outcome
UNPROVEN = {
    "accepted_then_dropped": 1,
    "accepted_then_500": 1,
    "truncated": 1,
    "html_for_json": 1,
    "wrong_shape": 1,
    "endless": 1,
    "dropped_before": 0,
    "error_500_before": 0,
    "error_503_before": 0,
    "timeout_408": 0,
    "html_before": 0,
    "redirect": 0,
}


class PlatformDouble(Protocol):
    """A stand-in for the platform, over real HTTP on this machine."""

    def misbehave(self, *faults: str, route: str = "publish") -> None:
        """The next calls of a route meet these faults, in order."""

    def accepted(self) -> list[str]:
        """Our keys of all posts that the platform took, duplicates included."""

    def commented(self) -> list[str]:
        """The texts of our first comments, duplicates included (ability `first_comment`)."""

    def lag_listing(self, seconds: float) -> None:
        """Posts younger than this are not listed."""

    def pass_time(self, seconds: float) -> None:
        """Let the platform's clock go on."""

    def stop(self) -> None:
        """Be gone: nothing listens any more."""


class PlatformAdapterContract(FirstCommentContract):
    """The suite. Every test speaks to the network double over HTTP."""

    token: str  # the secret that must never be seen
    used_up = None  # headers by the time at which something is left again

    @pytest.fixture
    def media_file(self) -> MediaFile:
        content = b"not a film, but bytes " * 5000
        path = default_storage.save("clip.mp4", ContentFile(content))
        return MediaFile(
            storage_path=path,
            media_type="video",
            mime_type="video/mp4",
            size_bytes=len(content),
            sha256=hashlib.sha256(content).hexdigest(),
            width=1080,
            height=1920,
            duration_sec=20.0,
        )

    @pytest.fixture
    def request_(self, connection, media_file) -> PublishRequest:
        return PublishRequest(
            op_key="op-1",
            platform=connection.platform,
            account_id=connection.platform_user_id,
            text="Coffee first. What do you drink? #coffee",
            media=(media_file,),
            title="Coffee",
        )

    @pytest.fixture
    def publish(self, adapter: PlatformAdapter, request_) -> Callable:
        """Prepare and publish as the publisher does; fields of the request may be changed."""

        def run(**changes):
            request = replace(request_, **changes)
            handles = adapter.prepare(request, {})
            return adapter.publish(request, handles, timeout_seconds=DEADLINE)

        return run

    @pytest.fixture
    def operation(self, request_) -> Operation:
        return Operation("op-1", request_, {}, datetime.now(UTC) - timedelta(seconds=5))

    # publishing

    def test_post_is_live_with_id_and_url(self, publish, network):
        result = publish()
        assert result.state == PostState.LIVE
        assert result.post_id
        assert result.url.startswith("http")
        assert network.accepted() == ["op-1"]

    def test_files_are_uploaded_once_over_two_tries(self, adapter, request_, network):
        handles = adapter.prepare(request_, {})
        network.misbehave("error_500_before", route="upload")
        assert adapter.prepare(request_, handles) == handles

    def test_failed_upload_posts_nothing(self, adapter, request_, network):
        network.misbehave("error_500_before", route="upload")
        with pytest.raises(StepFailed):
            adapter.prepare(request_, {})
        assert network.accepted() == []

    def test_missing_file_is_said_in_a_sentence(self, adapter, request_, media_file, network):
        default_storage.delete(media_file.storage_path)
        with pytest.raises(Rejected, match="not in storage"):
            adapter.prepare(request_, {})

    def test_changed_file_is_not_accepted(self, adapter, request_, media_file, network):
        broken = replace(request_, media=(replace(media_file, sha256="0" * 64),))
        with pytest.raises(Rejected, match="damaged"):
            adapter.prepare(broken, {})

    def test_refusal_carries_the_platforms_sentence(self, publish, network):
        network.misbehave("rejected")
        with pytest.raises(Rejected, match="community rules"):
            publish()
        assert network.accepted() == []

    def test_duplicate_refusal_names_the_original(self, publish, network):
        original = publish()
        network.misbehave("duplicate_refused")
        with pytest.raises(Duplicate) as caught:
            publish()
        assert (caught.value.post_id, caught.value.url) == (original.post_id, original.url)
        assert network.accepted() == ["op-1"]

    def test_rate_limit_says_when_to_come_back(self, publish, network):
        network.misbehave("rate_limited")
        with pytest.raises(RateLimited) as caught:
            publish()
        wait = caught.value.retry_at - datetime.now(UTC)
        assert timedelta(seconds=20) < wait <= timedelta(seconds=30)
        assert network.accepted() == []

    @pytest.mark.parametrize("fault", ["unauthorized", "forbidden"])
    def test_refused_token_asks_to_connect_again(self, publish, network, fault):
        network.misbehave(fault)
        with pytest.raises(ReconnectNeeded, match="Connect the account again"):
            publish()
        assert network.accepted() == []

    @pytest.mark.parametrize("fault", UNPROVEN)
    def test_answer_that_proves_nothing_is_unknown(self, publish, network, fault):
        network.misbehave(fault)
        with pytest.raises(OutcomeUnknown):
            publish()
        assert len(network.accepted()) == UNPROVEN[fault]

    def test_drip_does_not_outlast_the_deadline(self, publish, network):
        network.misbehave("slow_drip")
        started = time.monotonic()
        with pytest.raises(OutcomeUnknown):
            publish()
        assert time.monotonic() - started < DEADLINE + 4
        assert network.accepted() == ["op-1"]

    def test_slow_answer_within_the_deadline_is_an_answer(self, publish, network):
        network.misbehave("accepted_but_slow")
        assert publish().state == PostState.LIVE

    def test_post_accepted_after_giving_up_is_unknown(self, publish, network):
        network.misbehave("accepted_after_giving_up")
        with pytest.raises(OutcomeUnknown):
            publish()
        assert network.accepted() == []

    def test_unreachable_network_was_sent_nothing(self, adapter, request_, network):
        handles = adapter.prepare(request_, {})
        network.stop()
        with pytest.raises(NotSent):
            adapter.publish(request_, handles, timeout_seconds=DEADLINE)

    def test_post_in_work_is_polled_until_live(self, adapter, publish, network):
        network.misbehave("processing")
        result = publish()
        assert result.state == PostState.PROCESSING
        assert adapter.poll(result.handle).state == PostState.PROCESSING
        network.pass_time(60)
        assert adapter.poll(result.handle).post_id

    def test_post_in_work_may_be_refused_later(self, adapter, publish, network):
        network.misbehave("processing_rejected")
        with pytest.raises(Rejected, match="could not be processed"):
            adapter.poll(publish().handle)

    def test_repeat_is_not_hidden_by_the_network(self, publish, network):
        publish()
        publish()
        assert network.accepted() == ["op-1", "op-1"]

    def test_used_up_allowance_is_noted_from_the_headers_of_the_answer(
        self, adapter, publish, network
    ):
        """`used_up(ends)` gives the headers; it is None where the platform sends none."""
        if self.used_up is None:
            pytest.skip("the platform says nothing about allowances in headers")
        ends = datetime.now(UTC).replace(microsecond=0) + timedelta(minutes=10)
        network.rate_headers = type(self).used_up(ends)
        publish()
        until = adapter.rates.posts_wait_until(datetime.now(UTC))
        assert abs(until - ends) < timedelta(seconds=30)

    # looking up

    def test_lost_answer_is_found_again(self, adapter, publish, network, operation):
        network.misbehave("accepted_then_dropped")
        with pytest.raises(OutcomeUnknown):
            publish()
        found = adapter.lookup(operation, now=datetime.now(UTC))
        assert isinstance(found, Found)
        assert found.post_id
        assert found.url.startswith("http")

    def test_post_that_never_landed_is_absent(self, adapter, publish, network, operation):
        publish(op_key="another")
        self.is_not_found(adapter.lookup(operation, now=datetime.now(UTC)))

    def test_failing_listing_proves_nothing(self, adapter, publish, network, operation):
        publish()
        for fault in ("error_500_before", "html_for_json", "truncated", "wrong_shape"):
            network.misbehave(fault, route="listing")
            assert isinstance(adapter.lookup(operation, now=datetime.now(UTC)), Unknown)

    def test_lagging_listing_shows_the_post_later(self, adapter, publish, network, operation):
        network.lag_listing(60)
        publish()
        self.is_not_found(adapter.lookup(operation, now=datetime.now(UTC)))
        network.pass_time(61)
        assert isinstance(adapter.lookup(operation, now=datetime.now(UTC)), Found)

    def is_not_found(self, reading):
        """What a complete list without the post says; where completeness is unproven, Unknown."""
        assert reading == Absent()

    # readings

    def test_metrics_hold_what_the_platform_says_and_none_elsewhere(
        self, adapter, publish, network
    ):
        post_id = publish().post_id
        network.pass_time(86_400)
        reading = adapter.fetch_metrics(post_id)
        offered = get_spec(adapter.connection.platform).counters
        assert 0 < reading.likes < reading.views
        assert {"saves", "impressions"}.isdisjoint(offered)
        assert reading.saves is None
        assert reading.impressions is None
        assert reading.is_simulated is adapter.is_simulated

    def test_comments_are_as_many_as_counted_newest_first(self, adapter, publish, network):
        post_id = publish().post_id
        network.pass_time(7 * 86_400)
        comments = adapter.fetch_comments(post_id)
        assert len(comments) == adapter.fetch_metrics(post_id).comments_count > 0
        assert len({comment.comment_id for comment in comments}) == len(comments)
        times = [comment.posted_at for comment in comments]
        assert times == sorted(times, reverse=True)

    def test_account_is_named_and_counted(self, adapter, network):
        reading = adapter.fetch_account()
        assert reading.account_id == adapter.connection.platform_user_id
        assert reading.followers_count > 0

    @pytest.mark.parametrize("fault", ["error_500_before", "html_before", "dropped_before"])
    def test_failed_reading_may_be_repeated(self, adapter, publish, network, fault):
        post_id = publish().post_id
        network.misbehave(fault, route="metrics")
        with pytest.raises(StepFailed):
            adapter.fetch_metrics(post_id)
        assert adapter.fetch_metrics(post_id).views is not None

    # changing what is out

    def test_words_can_be_changed(self, adapter, publish, request_, network):
        if "update" not in adapter.capabilities:
            pytest.skip("the platform cannot change a post")
        post_id = publish().post_id
        adapter.update(post_id, replace(request_, text="Tea first."))
        found = adapter.lookup(
            Operation("op-1", request_, {}, datetime.now(UTC)), now=datetime.now(UTC)
        )
        assert found.raw["text"] == "Tea first."

    def test_post_can_be_taken_down(self, adapter, publish, operation, network):
        if "delete" not in adapter.capabilities:
            pytest.skip("the platform cannot delete a post")
        adapter.delete(publish().post_id)
        assert adapter.lookup(operation, now=datetime.now(UTC)) == Absent()

    # secrets and rules

    @pytest.mark.parametrize("fault", ["unauthorized", "error_500_before", "html_for_json", "ok"])
    def test_token_is_never_said(self, publish, network, caplog, fault):
        caplog.set_level(logging.DEBUG)
        network.misbehave(fault)
        said = ""
        try:
            publish()
        except (OutcomeUnknown, ReconnectNeeded) as error:
            said = f"{error!r} {error.user_sentence} {error.detail} {error.raw}"
        assert caplog.records
        assert self.token not in said + caplog.text

    def test_rules_of_the_platform_are_checked_before_sending(self, adapter, request_):
        spec = get_spec(adapter.connection.platform)
        too_long = replace(request_, text="word " * spec.max_text)
        assert adapter.validate(request_) == []
        assert any("at most" in sentence for sentence in adapter.validate(too_long))
