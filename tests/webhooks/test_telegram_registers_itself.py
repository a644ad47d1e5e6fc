"""A Telegram bot is told where to report when its channel is connected, and untold afterwards."""

import pytest

from platforms.services.connections import disconnect
from platforms.services.keys import connect_by_key
from platforms.webhooks.bots import is_public_https
from platforms.webhooks.secrets import bot_secret
from teams.models import EventLog
from tests.platforms.doubles.telegram import TelegramDouble

TOKEN = "1234:" + "telegram-secret-" * 2
WRONG = "1:" + "wrong-secret-" * 3


@pytest.fixture
def telegram(settings, monkeypatch):
    monkeypatch.setattr("tests.platforms.doubles.telegram.TOKEN", TOKEN)
    double = TelegramDouble()
    settings.PLATFORM_BASE_URLS = {"telegram": double.base_url}
    settings.PLATFORM_ALLOW_PRIVATE_ADDRESSES = True
    settings.BASE_URL = "https://reelay.example.org"
    yield double
    double.stop()


@pytest.fixture
def connect(team, owner, telegram):
    def run(token=TOKEN):
        values = {"chat_id": "@kitchen", "token": token}
        return connect_by_key(team, "telegram", values, by=owner)

    return run


def said() -> str:
    return EventLog.objects.get(event_type="webhook_registered").message


def test_connecting_registers_our_address_with_a_secret_of_the_account(connect, telegram):
    connection = connect()
    assert telegram.webhook["url"] == "https://reelay.example.org/api/webhooks/telegram"
    assert telegram.webhook["secret_token"] == bot_secret(connection)
    assert telegram.webhook["allowed_updates"] == ["my_chat_member"]
    assert "tells Reelay" in said()


def test_disconnecting_takes_it_back(connect, telegram, owner):
    connection = connect()
    assert disconnect(connection, by=owner)
    assert telegram.webhook == {}
    assert telegram.calls[-1].path.endswith("/deleteWebhook")


def test_without_a_public_address_nothing_is_called_and_it_says_so(connect, telegram, settings):
    settings.BASE_URL = "http://localhost:8000"
    connection = connect()
    assert telegram.calls == []
    assert "no public https" in said()
    assert connection.can_publish


def test_a_bot_that_telegram_does_not_know_is_connected_and_the_sentence_says_why(connect):
    assert connect(token=WRONG).pk
    assert "does not know this bot" in said()


def test_the_token_is_in_no_log(connect, caplog):
    caplog.set_level("DEBUG")
    connect(token=WRONG)
    ours = [record.getMessage() for record in caplog.records if record.name != "sandbox"]
    assert any("setWebhook" in line for line in ours)
    assert not any("wrong-secret" in line for line in ours)  # the stand-in's own log has it


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("https://reelay.example.org", True),
        ("https://reelay.example.org:8443/x", True),
        ("https://8.8.8.8", True),
        ("http://reelay.example.org", False),
        ("https://reelay.example.org:9000", False),
        ("https://192.168.1.4", False),
        ("https://[::1]", False),
        ("https://localhost", False),
        ("https://box.local", False),
        ("", False),
    ],
)
def test_what_telegram_can_call(address, public):
    assert is_public_https(address) is public
