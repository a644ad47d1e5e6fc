"""The Mastodon adapter keeps the contract against a local instance, and its own rules."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from platforms.adapters import get_adapter
from platforms.adapters.mastodon import adapter as mastodon
from platforms.adapters.types import Absent, Found, Operation, Unknown
from platforms.adapters.words import plain_words
from platforms.exceptions import NotSent, RateLimited, ReconnectNeeded, Rejected, StepFailed
from platforms.models import Connection
from platforms.vault import seal
from tests.contracts.platform_adapter import DEADLINE, PlatformAdapterContract
from tests.factories import make_connection
from tests.platforms.adapters.keeping import KeepsHandles
from tests.platforms.doubles.mastodon import ACCOUNT, TOKEN, MastodonDouble
from tests.platforms.doubles.server import Reply
from tests.platforms.rate_headers import mastodon_used_up


@pytest.mark.django_db
class TestMastodon(KeepsHandles, PlatformAdapterContract):
    comment_route = "publish"
    token = TOKEN
    used_up = staticmethod(mastodon_used_up)
    # the key takes the place of these
    test_duplicate_refusal_names_the_original = None
    test_repeat_is_not_hidden_by_the_network = None
    # a post is live at once
    test_post_in_work_is_polled_until_live = None
    test_post_in_work_may_be_refused_later = None
    # the counters differ: below
    test_metrics_hold_what_the_platform_says_and_none_elsewhere = None

    @pytest.fixture
    def network(self, settings):
        double = MastodonDouble()
        settings.PLATFORM_ALLOW_PRIVATE_ADDRESSES = True
        yield double
        double.stop()

    @pytest.fixture
    def connection(self, team, network):
        connection = make_connection(
            team,
            platform="mastodon",
            platform_user_id=ACCOUNT,
            route=Connection.Route.DIRECT,
            metadata={"instance": network.base_url},
        )
        connection.access_token = seal(TOKEN, bound_to=connection.pk)
        connection.save()
        return connection

    @pytest.fixture
    def adapter(self, connection):
        return get_adapter(connection)

    def test_repeat_with_the_same_key_is_the_same_post(self, publish, network):
        assert publish() == publish()
        assert network.accepted() == ["op-1"]

    def test_all_tries_of_a_post_share_a_key(self, publish, network):
        assert publish().post_id == publish(op_key="op-2").post_id
        assert len(network.statuses) == 1

    @pytest.mark.parametrize("post_id", ["../accounts/109", "1?x", "", "1/source"])
    def test_only_ids_go_into_paths(self, adapter, network, post_id):
        with pytest.raises(Rejected, match="no post’s id"):
            adapter.delete(post_id)
        assert network.calls == []

    def test_failed_reading_may_be_repeated(self, adapter, publish, network):
        post_id = publish().post_id
        network.misbehave("html_before", route="metrics")
        with pytest.raises(StepFailed):
            adapter.fetch_metrics(post_id)
        assert adapter.fetch_metrics(post_id).likes == 7

    def test_counters_are_those_of_mastodon(self, adapter, publish):
        reading = adapter.fetch_metrics(publish().post_id)
        assert (reading.likes, reading.comments_count, reading.shares) == (7, 2, 3)
        assert reading.views is None

    def test_replies_are_read_as_plain_words(self, adapter, publish):
        comments = adapter.fetch_comments(publish().post_id)
        assert [comment.text for comment in comments] == ["Reply 2\n& thanks", "Reply 1\n& thanks"]

    def test_text_without_files_is_found_by_its_words(self, adapter, publish, request_):
        request = replace(request_, media=(), text="Tea & cake")
        publish(media=(), text="Something else", op_key="another-1")
        publish(media=(), text="Tea & cake")
        operation = Operation("op-1", request, {}, datetime.now(UTC))
        found = adapter.lookup(operation, now=datetime.now(UTC))
        assert isinstance(found, Found)
        assert found.raw["text"] == "Tea & cake"

    def test_listing_is_read_page_by_page(self, adapter, publish, operation):
        publish()
        for number in range(45):
            publish(media=(), text=f"Later {number}", op_key=f"later{number}-1")
        assert isinstance(adapter.lookup(operation, now=datetime.now(UTC)), Found)

    def test_older_posts_end_the_listing(self, adapter, publish, request_, network):
        publish(op_key="old")
        network.pass_time(3600)
        late = datetime.now(UTC) + timedelta(hours=1)
        operation = Operation("op-1", request_, {"media": {"x": "77"}}, late)
        network.misbehave("ok", "error_500_before", route="listing")
        assert adapter.lookup(operation, now=late) == Absent()

    def test_try_long_ago_proves_nothing(self, adapter, operation):
        late = operation.sent_at + timedelta(days=8)
        assert isinstance(adapter.lookup(operation, now=late), Unknown)

    def test_link_is_never_dropped_in_silence(self, adapter, request_):
        link = "https://example.org/"
        (problem,) = adapter.validate(replace(request_, link_url=link))
        assert "ut the link into the text" in problem or "Put it there" in problem
        assert adapter.validate(replace(request_, link_url=link, text=f"See {link}")) == []

    def test_words_can_be_changed(self, adapter, publish, operation, request_, network):
        post_id = publish().post_id
        adapter.update(post_id, replace(request_, text="Tea first."))
        found = adapter.lookup(operation, now=datetime.now(UTC))
        assert found.raw["text"] == "Tea first."
        assert len(network.statuses[post_id]["media_attachments"]) == 1

    def test_lookup_without_the_files_ids_proves_nothing(self, adapter, request_):
        operation = Operation("op-1", request_, {}, datetime.now(UTC))
        assert isinstance(adapter.lookup(operation, now=datetime.now(UTC)), Unknown)

    def test_file_in_work_is_sent_with_a_later_try(self, adapter, request_, network, monkeypatch):
        monkeypatch.setattr(mastodon, "MEDIA_WAIT_SECONDS", 0.0)
        network.polls_needed = 1
        handles = adapter.prepare(request_, {})
        with pytest.raises(NotSent, match="still working"):
            adapter.publish(request_, handles, timeout_seconds=DEADLINE)
        handles = adapter.prepare(request_, handles)
        assert adapter.publish(request_, handles, timeout_seconds=DEADLINE).post_id
        assert len(network.media) == 1

    def test_file_that_cannot_be_processed_is_refused(self, adapter, request_, network):
        network.polls_needed = -1
        with pytest.raises(Rejected, match="could not be processed"):
            adapter.prepare(request_, {})

    def test_instance_may_allow_more_than_the_default(self, adapter, request_, network):
        network.max_characters = 5000
        assert adapter.validate(replace(request_, text="word " * 200)) == []
        adapter.validate(request_)
        asked = [call for call in network.calls if call.path == "/api/v2/instance"]
        assert len(asked) == 1

    def test_direct_message_is_no_post(self, adapter, request_):
        (problem,) = adapter.validate(replace(request_, options={"visibility": "direct"}))
        assert "public, unlisted or private" in problem

    def test_limit_ends_when_the_header_says(self, publish, network, monkeypatch):
        reset = (datetime.now(UTC) + timedelta(minutes=5)).replace(microsecond=0)
        answer = Reply(429, {"error": "Slow"}, {"X-RateLimit-Reset": reset.isoformat()})
        monkeypatch.setattr(network, "post", lambda call: answer)
        with pytest.raises(RateLimited) as caught:
            publish()
        assert caught.value.retry_at == reset

    def test_figures_of_a_deleted_post_are_refused(self, adapter, publish):
        post_id = publish().post_id
        adapter.delete(post_id)
        with pytest.raises(Rejected, match="Record not found"):
            adapter.fetch_metrics(post_id)

    def test_instance_in_a_private_network_is_refused(self, connection, settings):
        settings.PLATFORM_ALLOW_PRIVATE_ADDRESSES = False
        connection.metadata = {"instance": "https://192.168.1.4"}
        with pytest.raises(Rejected, match="not a public one"):
            get_adapter(connection).fetch_account()

    @pytest.mark.parametrize("typed", ["", "http://plain.example", "https://me:word@x.example"])
    def test_unfit_instance_asks_to_connect_again(self, connection, settings, typed):
        settings.PLATFORM_ALLOW_PRIVATE_ADDRESSES = False
        connection.metadata = {"instance": typed}
        with pytest.raises(ReconnectNeeded, match="Connect the account again"):
            get_adapter(connection)

    def test_own_posts_are_listed_for_the_nightly_comparison(self, adapter, publish, network):
        old = publish(op_key="old-1", text="Old").post_id
        network.pass_time(3 * 86_400)
        new = publish(op_key="new-1", media=(), text="Tea & cake").post_id
        since = network.now() - timedelta(days=1)
        (post,) = adapter.list_posts(since=since)
        assert (post.post_id, post.text) == (new, "Tea & cake")
        assert post.posted_at >= since
        everything = adapter.list_posts(since=since - timedelta(days=9))
        assert {post.post_id for post in everything} == {old, new}

    def test_a_listing_that_breaks_off_is_no_listing(self, adapter, publish, network):
        publish()
        network.misbehave("truncated", route="listing")
        with pytest.raises(StepFailed):
            adapter.list_posts(since=network.now() - timedelta(days=1))

    def test_the_same_comment_again_is_the_same_reply(self, comment, network):
        assert comment() == comment(op_key="op1c-2")
        assert len(network.commented()) == 1

    def test_a_comment_is_seen_by_those_who_see_the_post(self, comment, network, post_id):
        network.statuses[post_id]["visibility"] = "private"
        comment()
        assert network.own_comments[0]["shown"]["visibility"] == "private"


def test_html_is_read_as_lines():
    html = "<p>One &amp; <span class='invisible'>two</span></p><p>three<br />four</p>"
    assert plain_words(html) == "One & two\nthree\nfour"
