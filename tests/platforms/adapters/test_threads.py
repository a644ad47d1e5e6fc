"""Threads, against a double that speaks its protocol."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from platforms.adapters import get_adapter
from platforms.adapters.types import Absent, Found, Operation, Unknown
from platforms.exceptions import (
    Duplicate,
    OutcomeUnknown,
    RateLimited,
    ReconnectNeeded,
    Rejected,
    StepFailed,
)
from tests.platforms.adapters.meta_contract import (
    TOKEN,
    MetaContract,
    direct_connection,
    stored_photo,
)
from tests.platforms.doubles.meta import error
from tests.platforms.doubles.server import Reply
from tests.platforms.doubles.threads import ACCOUNT, ThreadsDouble
from tests.platforms.rate_headers import meta_used_up

pytestmark = pytest.mark.django_db


class TestThreads(MetaContract):
    comment_route = "publish"
    used_up = staticmethod(meta_used_up)
    placement = "threads"

    # the deadline is the client's, as with Instagram
    test_drip_does_not_outlast_the_deadline = None
    test_post_accepted_after_giving_up_is_unknown = None

    @pytest.fixture
    def connection(self, team):
        return direct_connection(team, "threads", ACCOUNT)

    @pytest.fixture
    def network(self, settings):
        double = ThreadsDouble(TOKEN)
        settings.PLATFORM_BASE_URLS = {"threads": double.base_url}
        yield double
        double.stop()

    @pytest.fixture
    def adapter(self, connection, network):
        return get_adapter(connection)

    def worded(self, text):
        return {"text": text}

    # what a post may be

    def test_words_alone_are_a_post_with_a_link(self, publish, network):
        publish(media=(), link_url="https://example.com/tea", options={"topic_tag": "tea"})
        post = next(iter(network.posts.values()))
        assert (post["media_type"], post["topic_tag"]) == ("TEXT", "tea")
        assert post["link_attachment"] == "https://example.com/tea"

    def test_photo_carries_its_description(self, publish, network):
        publish(media=(stored_photo(1),), options={"alt_text": "A cup"})
        post = next(iter(network.posts.values()))
        assert (post["content"], post["alt_text"]) == (b"photo 1", "A cup")

    def test_photos_become_a_carousel_in_order(self, publish, network):
        publish(media=(stored_photo(2), stored_photo(1)))
        assert next(iter(network.posts.values()))["content"] == [b"photo 2", b"photo 1"]

    def test_post_of_nothing_is_refused_before_sending(self, adapter, request_):
        assert "words or a file" in " ".join(
            adapter.validate(replace(request_, text=" ", media=()))
        )

    def test_server_that_nobody_reaches_is_said_only_for_files(self, adapter, request_, settings):
        settings.BASE_URL = "http://localhost:8000"
        assert any("BASE_URL" in sentence for sentence in adapter.validate(request_))
        assert adapter.validate(replace(request_, media=())) == []

    def test_emoji_are_counted_as_their_bytes(self, adapter, request_):
        assert adapter.validate(replace(request_, text="🍵" * 125)) == []
        assert adapter.validate(replace(request_, text="🍵" * 126))

    # containers

    def test_file_in_work_is_taken_up_by_the_next_try(self, adapter, request_, network):
        handles: dict = {}
        network.work_seconds = 120
        with pytest.raises(StepFailed, match="still working"):
            adapter.prepare(request_, handles)
        network.pass_time(121)
        adapter.prepare(request_, handles)
        assert len(network.containers) == 1

    @pytest.mark.parametrize(
        ("status", "why"),
        [("EXPIRED", ""), ("ERROR", "UNKNOWN"), ("ERROR", "FAILED_DOWNLOADING_VIDEO")],
    )
    def test_spoilt_container_is_replaced(self, adapter, request_, network, status, why):
        handles = adapter.prepare(request_, {})
        old = handles["container"]
        network.spoil(status, why)
        assert adapter.prepare(request_, handles)["container"] != old

    def test_fault_of_the_file_is_said_in_words(self, adapter, request_, network):
        handles = adapter.prepare(request_, {})
        network.spoil("ERROR", "INVALID_ASPEC_RATIO")
        with pytest.raises(Rejected, match="invalid aspect ratio"):
            adapter.prepare(request_, handles)

    def test_file_that_fails_again_and_again_is_left_for_later(self, adapter, request_, network):
        network.make_container_ = network.make_container
        network.make_container = lambda call: _spoilt(network, call)
        with pytest.raises(StepFailed, match="could not process"):
            adapter.prepare(request_, {})

    def test_container_that_is_live_is_not_published_again(self, adapter, request_, network):
        handles = adapter.prepare(request_, {})
        adapter.publish(request_, handles, timeout_seconds=5)
        with pytest.raises(Duplicate, match="already"):
            adapter.prepare(request_, handles)

    def test_used_up_quota_waits_before_anything_is_made(self, adapter, request_, network):
        network.quota_used = 250
        with pytest.raises(RateLimited, match="250 posts in 24 hours"):
            adapter.prepare(request_, {})
        assert network.containers == {}

    # looking up

    def test_live_container_that_is_not_listed_yet_proves_nothing(self, adapter, request_, network):
        handles = adapter.prepare(request_, {})
        adapter.publish(request_, handles, timeout_seconds=5)
        network.lag_listing(60)
        operation = Operation("op-1", request_, handles, datetime.now(UTC))
        assert isinstance(adapter.lookup(operation, now=datetime.now(UTC)), Unknown)

    def test_container_that_is_gone_leaves_it_to_the_listing(self, adapter, request_, network):
        handles = adapter.prepare(request_, {})
        network.containers.clear()
        operation = Operation("op-1", request_, handles, datetime.now(UTC))
        assert adapter.lookup(operation, now=datetime.now(UTC)) == Absent()

    def test_photo_without_words_is_found_by_its_container(self, adapter, request_, network):
        wordless = replace(request_, text="")
        handles = adapter.prepare(wordless, {})
        adapter.publish(wordless, handles, timeout_seconds=5)
        operation = Operation("op-1", wordless, handles, datetime.now(UTC))
        assert isinstance(adapter.lookup(operation, now=datetime.now(UTC)), Found)
        unsure = replace(operation, handles={})
        assert isinstance(adapter.lookup(unsure, now=datetime.now(UTC)), Unknown)

    # codes and figures

    @pytest.mark.parametrize(
        ("code", "subcode", "meaning"),
        [
            (24, 4279009, OutcomeUnknown),
            (1, 2207051, RateLimited),
            (10, 4279013, Rejected),
            (2, None, OutcomeUnknown),
            (77777, None, OutcomeUnknown),
            (190, 463, ReconnectNeeded),
        ],
    )
    def test_code_of_the_publishing_call_has_its_meaning(
        self, publish, network, code, subcode, meaning
    ):
        network.order("publish", error(400, code, subcode))
        with pytest.raises(meaning) as caught:
            publish()
        assert type(caught.value) is meaning

    def test_reposts_and_quotes_are_shares(self, adapter, publish, network):
        post_id = publish().post_id
        network.pass_time(10 * 3600)
        reading = adapter.fetch_metrics(post_id)
        assert reading.shares == 30
        assert reading.raw["insights"]["quotes"] == 10

    def test_figures_of_a_repost_are_missing_not_zero(self, adapter, publish, network):
        post_id = publish().post_id
        network.insights = lambda call: Reply(200, {"data": []})
        reading = adapter.fetch_metrics(post_id)
        assert (reading.views, reading.shares) == (None, None)

    def test_followers_that_are_not_told_are_missing(self, adapter, network):
        network.followers = lambda call: error(400, 10)
        assert adapter.fetch_account().followers_count is None

    def test_own_posts_are_listed_for_the_nightly_comparison(self, adapter, publish, network):
        post_id = publish(text="Tea").post_id
        (post,) = adapter.list_posts(since=network.now() - timedelta(days=1))
        assert (post.post_id, post.text) == (post_id, "Tea")
        assert adapter.list_posts(since=network.now() + timedelta(days=1)) == []

    def test_a_listing_that_breaks_off_is_no_listing(self, adapter, publish, network):
        publish()
        network.misbehave("error_500_before", route="listing")
        with pytest.raises(StepFailed):
            adapter.list_posts(since=network.now() - timedelta(days=1))

    def test_a_reply_that_is_out_already_is_said(self, adapter, comment, words, comment_handles):
        comment()
        with pytest.raises(Duplicate):
            adapter.prepare_comment(words, comment_handles)

    def test_a_reply_whose_container_expired_is_made_anew(self, adapter, words, network):
        handles = adapter.prepare_comment(words, {})
        network.spoil("EXPIRED", "")
        assert adapter.prepare_comment(words, dict(handles)) != handles


def _spoilt(network, call):
    reply = network.make_container_(call)
    network.spoil("ERROR", "UNKNOWN")
    return reply
