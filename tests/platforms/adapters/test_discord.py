"""The Discord adapter keeps the contract against a local webhook, and its own rules."""

from dataclasses import replace

import pytest

from platforms.adapters import get_adapter
from platforms.exceptions import OutcomeUnknown, ReconnectNeeded, Rejected, StepFailed
from platforms.models import Connection
from platforms.vault import seal
from tests.contracts.platform_adapter import DEADLINE, PlatformAdapterContract
from tests.factories import make_connection
from tests.platforms.adapters.unlisted import CannotBeAsked
from tests.platforms.doubles.discord import ID, TOKEN, DiscordDouble
from tests.platforms.doubles.server import Reply
from tests.platforms.rate_headers import discord_used_up

ADDRESS = f"https://discord.com/api/webhooks/{ID}/{TOKEN}"


def connect(team, address: str = ADDRESS, **fields) -> Connection:
    connection = make_connection(
        team, platform="discord", platform_user_id=ID, route=Connection.Route.DIRECT, **fields
    )
    connection.access_token = seal(address, bound_to=connection.pk)
    connection.save()
    return connection


@pytest.mark.django_db
class TestDiscord(CannotBeAsked, PlatformAdapterContract):
    token = TOKEN
    used_up = staticmethod(discord_used_up)

    @pytest.fixture
    def network(self, settings):
        double = DiscordDouble()
        settings.PLATFORM_BASE_URLS = {"discord": double.base_url}
        yield double
        double.stop()

    @pytest.fixture
    def connection(self, team, network):
        return connect(team)

    @pytest.fixture
    def adapter(self, connection):
        return get_adapter(connection)

    def test_account_is_named_and_counted(self, adapter):
        reading = adapter.fetch_account()
        assert (reading.account_id, reading.name, reading.followers_count) == (ID, "Kitchen", None)

    def test_link_is_never_dropped_in_silence(self, adapter, request_):
        link = "https://example.org/"
        (problem,) = adapter.validate(replace(request_, link_url=link))
        assert "ut the link into the text" in problem or "Put it there" in problem
        assert adapter.validate(replace(request_, link_url=link, text=f"See {link}")) == []

    def test_words_can_be_changed(self, adapter, publish, request_, network):
        post_id = publish().post_id
        adapter.update(post_id, replace(request_, text="Tea first."))
        assert network.messages[post_id]["content"] == "Tea first."
        assert len(network.messages[post_id]["attachments"]) == 1

    def test_post_can_be_taken_down(self, adapter, publish, network):
        adapter.delete(publish().post_id)
        assert network.messages == {}

    def test_message_is_linked_in_its_server(self, publish):
        assert publish().url == "https://discord.com/channels/55/77/9000000000"

    def test_whole_file_arrives(self, publish, network, media_file):
        publish()
        (message,) = network.messages.values()
        assert message["attachments"][0]["size"] == media_file.size_bytes

    def test_words_alone_are_a_message(self, publish, network):
        publish(media=())
        (message,) = network.messages.values()
        assert message["attachments"] == []

    def test_message_goes_into_its_thread(self, connection, network, request_):
        connection.metadata = {"thread_id": "4711"}
        adapter = get_adapter(connection)
        handles = adapter.prepare(request_, {})
        adapter.publish(request_, handles, timeout_seconds=DEADLINE)
        (message,) = network.messages.values()
        assert message["thread_id"] == "4711"

    def test_unreadable_webhook_posts_nothing(self, adapter, request_, network):
        network.misbehave("error_500_before", route="account")
        with pytest.raises(StepFailed):
            adapter.prepare(request_, {})
        assert network.messages == {}

    def test_empty_message_is_refused_before_sending(self, adapter, request_):
        assert adapter.validate(replace(request_, media=(), text=" ")) != []

    @pytest.mark.parametrize(
        ("answer", "error", "words"),
        [
            (Reply(404, {"code": 10015, "message": "Unknown Webhook"}), ReconnectNeeded, "deleted"),
            (Reply(401, {"code": 50027, "message": "Invalid"}), ReconnectNeeded, "Connect the"),
            (Reply(400, {"code": 50035, "message": "Invalid Form Body"}), Rejected, "Form Body"),
            (Reply(413, {"code": 40005, "message": "Request too large"}), Rejected, "too large"),
            (Reply(502, {"code": 0, "message": "Bad Gateway"}), OutcomeUnknown, "502"),
            (Reply(204, b""), OutcomeUnknown, "unreadable"),
            (Reply(200, {"id": "1"}), OutcomeUnknown, "did not name"),
        ],
    )
    def test_answers_have_a_meaning(self, publish, network, monkeypatch, answer, error, words):
        monkeypatch.setattr(network, "post", lambda call: answer)
        with pytest.raises(error, match=words):
            publish()


@pytest.mark.parametrize(
    "address",
    [
        "",
        "https://evil.example/api/webhooks/1/abc",
        "https://discord.com.evil.example/api/webhooks/1/abc",
        "http://discord.com/api/webhooks/1/abc",
        "https://discord.com/api/webhooks/1/../../users/@me",
        "https://discord.com@127.0.0.1/api/webhooks/1/abc",
        "https://discord.com/api/webhooks/1/abc?wait=true",
    ],
)
def test_other_addresses_are_no_webhook(team, address):
    with pytest.raises(ReconnectNeeded, match="Connect the account again"):
        get_adapter(connect(team, address))


@pytest.mark.parametrize(
    "address",
    [
        f"https://discordapp.com/api/webhooks/{ID}/{TOKEN}",
        f"https://canary.discord.com/api/v10/webhooks/{ID}/{TOKEN}/",
    ],
)
def test_all_of_discords_own_addresses_are_known(team, address):
    assert get_adapter(connect(team, address)).name == "Discord"
