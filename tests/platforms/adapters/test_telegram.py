"""The Telegram adapter keeps the contract against a local Bot API, and its own rules."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from platforms.adapters import get_adapter
from platforms.exceptions import OutcomeUnknown, RateLimited, ReconnectNeeded, Rejected
from platforms.models import Connection
from platforms.vault import seal
from tests.contracts.platform_adapter import PlatformAdapterContract
from tests.factories import make_connection
from tests.platforms.adapters.unlisted import CannotBeAsked
from tests.platforms.doubles.server import Reply
from tests.platforms.doubles.telegram import CHAT, TOKEN, TelegramDouble, error_of


@pytest.mark.django_db
class TestTelegram(CannotBeAsked, PlatformAdapterContract):
    token = TOKEN

    @pytest.fixture
    def network(self, settings):
        double = TelegramDouble()
        settings.PLATFORM_BASE_URLS = {"telegram": double.base_url}
        yield double
        double.stop()

    @pytest.fixture
    def connection(self, team, network):
        direct = Connection.Route.DIRECT
        connection = make_connection(team, platform="telegram", platform_user_id=CHAT, route=direct)
        connection.access_token = seal(TOKEN, bound_to=connection.pk)
        connection.save()
        return connection

    @pytest.fixture
    def adapter(self, connection):
        return get_adapter(connection)

    def test_link_is_never_dropped_in_silence(self, adapter, request_):
        link = "https://example.org/"
        (problem,) = adapter.validate(replace(request_, link_url=link))
        assert "ut the link into the text" in problem or "Put it there" in problem
        assert adapter.validate(replace(request_, link_url=link, text=f"See {link}")) == []

    def test_words_can_be_changed(self, adapter, publish, request_, network):
        post_id = publish().post_id
        adapter.update(post_id, replace(request_, text="Tea first."))
        assert network.messages[int(post_id)]["caption"] == "Tea first."

    def test_words_of_a_plain_message_can_be_changed(self, adapter, publish, request_, network):
        post_id = publish(media=()).post_id
        adapter.update(post_id, replace(request_, media=(), text="Tea first."))
        assert network.messages[int(post_id)]["text"] == "Tea first."

    def test_post_can_be_taken_down(self, adapter, publish, network):
        adapter.delete(publish().post_id)
        assert network.messages == {}

    def test_whole_file_arrives(self, publish, network, media_file):
        publish()
        (message,) = network.messages.values()
        assert message["size"] == media_file.size_bytes

    def test_album_is_named_by_its_first_picture(self, publish, network, media_file):
        image = replace(media_file, media_type="image", mime_type="image/jpeg")
        result = publish(media=(image, image, image), text="Three cups")
        captions = [message["caption"] for message in network.messages.values()]
        assert captions == ["Three cups", "", ""]
        assert result.post_id == "41"

    def test_public_channel_is_linked_by_its_name(self, publish):
        assert publish().url == "https://t.me/kitchen/41"

    def test_private_channel_is_linked_by_its_number(self, publish, network):
        network.username = ""
        assert publish().url == "https://t.me/c/1234567890/41"

    def test_message_without_media_may_be_longer(self, adapter, request_):
        text = "word " * 400
        assert adapter.validate(replace(request_, media=(), text=text)) == []
        assert adapter.validate(replace(request_, text=text)) != []
        assert adapter.validate(replace(request_, media=(), text="x" * 4097)) != []
        assert adapter.validate(replace(request_, media=(), text=" ")) != []

    @pytest.mark.parametrize(
        ("answer", "error", "words"),
        [
            (error_of(400, "Bad Request: chat not found"), Rejected, "chat not found"),
            (error_of(400, "Bad", migrate_to_chat_id=-100987), Rejected, "number -100987"),
            (error_of(401, "Unauthorized"), ReconnectNeeded, "Connect the account again"),
            (error_of(403, "Forbidden: bot was kicked"), ReconnectNeeded, "kicked"),
            (error_of(404, "Not Found"), ReconnectNeeded, "bot’s token"),
            (error_of(413, "Request Entity Too Large"), Rejected, "Too Large"),
            (error_of(502, "Bad Gateway"), OutcomeUnknown, "502"),
            (Reply(200, {"ok": False}), OutcomeUnknown, "neither yes nor no"),
            (Reply(200, {"ok": True, "result": []}), OutcomeUnknown, "did not name"),
        ],
    )
    def test_answers_have_a_meaning(self, publish, network, monkeypatch, answer, error, words):
        monkeypatch.setattr(network, "send_file", lambda call: answer)
        with pytest.raises(error, match=words):
            publish()

    def test_absurd_wait_is_cut_to_a_day(self, publish, network, monkeypatch):
        answer = error_of(429, "Too Many Requests", retry_after=10**9)
        monkeypatch.setattr(network, "send_file", lambda call: answer)
        with pytest.raises(RateLimited) as caught:
            publish()
        assert caught.value.retry_at <= datetime.now(UTC) + timedelta(days=1)
