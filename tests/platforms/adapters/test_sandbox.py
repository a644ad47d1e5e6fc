"""The Sandbox adapter keeps the contract, over real HTTP, and adds its own quirks."""

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from platforms.adapters import get_adapter
from platforms.adapters.types import Absent, Found, MediaFile, Operation, PublishRequest
from platforms.exceptions import AdapterMissing, ReconnectNeeded, Rejected
from platforms.models import Connection
from platforms.sandbox.control import SandboxControl
from platforms.sandbox.server import serve_in_thread
from platforms.vault import seal, unseal
from tests.contracts.first_comment import FirstCommentContract
from tests.contracts.platform_adapter import DEADLINE, PlatformAdapterContract
from tests.factories import make_connection


class SandboxDouble:
    """The Sandbox as the contract's network."""

    def __init__(self, running):
        self.running = running
        self.control = SandboxControl(running.base_url)
        self.control.set_behaviour(slow_seconds=0.2, late_seconds=20, drip_seconds=0.1)

    def misbehave(self, *faults, route="publish"):
        self.control.script_faults(*faults, route=route)

    def accepted(self):
        return [post["reference"] for post in self.control.ledger()]

    def commented(self):
        return [said["text"] for post in self.control.ledger() for said in post["comments"]]

    def lag_listing(self, seconds):
        self.control.set_behaviour(listing_lag_seconds=seconds)

    def pass_time(self, seconds):
        self.control.advance(seconds)

    def stop(self):
        self.running.stop()


@pytest.mark.django_db
class TestSandbox(PlatformAdapterContract):
    @pytest.fixture
    def connection(self, team):
        connection = make_connection(team)
        self.token = unseal(connection.access_token, bound_to=connection.pk)
        return connection

    @pytest.fixture
    def network(self, tmp_path, settings):
        running = serve_in_thread(tmp_path / "sandbox.sqlite3")
        settings.SANDBOX_URL = running.base_url
        yield SandboxDouble(running)
        if running.thread.is_alive():
            running.stop()

    @pytest.fixture
    def adapter(self, connection, network):
        return get_adapter(connection)

    def test_listing_is_read_page_by_page(self, adapter, publish, network, operation):
        publish()
        for number in range(120):
            adapter.publish(
                _request(operation, op_key=f"later-{number}"), {"media": {}}, timeout_seconds=5
            )
        assert isinstance(adapter.lookup(operation, now=datetime.now(UTC)), Found)

    def test_old_posts_are_not_read_beyond_the_lookback(self, adapter, network, operation):
        for number in range(101):
            adapter.publish(
                _request(operation, op_key=f"old-{number}"), {"media": {}}, timeout_seconds=5
            )
        network.pass_time(10 * 86_400)
        late = Operation("op-1", operation.request, {}, datetime.now(UTC) + timedelta(days=10))
        network.misbehave("ok", "error_500_before", route="listing")
        assert adapter.lookup(late, now=late.sent_at) == Absent()

    def test_cover_image_goes_with_the_post(self, publish, network):
        path = default_storage.save("cover.webp", ContentFile(b"cover"))
        checksum = hashlib.sha256(b"cover").hexdigest()
        publish(thumbnail=MediaFile(path, "image", "image/webp", 5, checksum))
        assert network.control.ledger()[0]["thumbnail"] == [checksum]

    def test_revoked_token_asks_to_connect_again(self, adapter, network):
        adapter.fetch_account()
        network.control.revoke(adapter.connection.platform_user_id)
        with pytest.raises(ReconnectNeeded):
            adapter.fetch_account()


def _request(operation, **changes):
    return replace(operation.request, media=(), **changes)


def test_account_without_token_asks_to_connect_again(team):
    connection = make_connection(team)
    connection.access_token = ""
    with pytest.raises(ReconnectNeeded, match="Connect the account again"):
        get_adapter(connection)


def test_token_of_another_account_does_not_open(team):
    connection = make_connection(team, access_token=seal("stolen", bound_to="another row"))
    with pytest.raises(ReconnectNeeded, match="belongs to another connection"):
        get_adapter(connection)


def test_route_without_adapter_says_so(team):
    connection = make_connection(team, platform="yt_shorts", route=Connection.Route.DIRECT)
    with pytest.raises(AdapterMissing, match="not available yet"):
        get_adapter(connection)


@pytest.mark.django_db
class TestSandboxWithComments(FirstCommentContract):
    """The Sandbox in the shape of a network that takes comments from apps."""

    network = TestSandbox.network
    adapter = TestSandbox.adapter

    @pytest.fixture
    def connection(self, team):
        return make_connection(team, platform="instagram")

    @pytest.fixture
    def publish(self, adapter):
        request = PublishRequest("op-1", "instagram", "a", "Coffee first.", ())
        return lambda: adapter.publish(request, {"media": {}}, timeout_seconds=DEADLINE)

    def test_our_key_stands_in_the_ledger(self, comment, network, post_id):
        comment()
        comment(op_key="op1c-2")
        (post,) = network.control.ledger()
        assert [said["reference"] for said in post["comments"]] == ["op1c-1", "op1c-2"]

    def test_the_network_counts_it_as_a_comment(self, adapter, comment, post_id):
        before = adapter.fetch_metrics(post_id).comments_count
        comment()
        assert adapter.fetch_metrics(post_id).comments_count == before + 1

    def test_a_comment_over_the_limit_is_refused(self, comment):
        with pytest.raises(Rejected, match="at most 2,196"):
            comment(text="a" * 2200)
