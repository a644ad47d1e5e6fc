"""The door for networks: proved in constant time, stored once, nothing else."""

import json
from contextlib import suppress
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from platforms.models import PlatformName, WebhookEvent
from platforms.webhooks.notices import Unreadable, read_notices
from platforms.webhooks.secrets import bot_secret
from tests.factories import make_connection
from tests.webhooks.networks import (
    MAIL_SECRET,
    SECRETS,
    by_meta,
    by_relay,
    by_tiktok,
    standard_headers,
    tell,
    tiktok_message,
)

pytestmark = pytest.mark.django_db
PAGE_POST = {"object": "page", "entry": [{"id": "7", "time": 1, "changes": []}]}
DONE = tiktok_message("post.publish.complete", "open-7", publish_id="p1")


@pytest.fixture(autouse=True)
def known_secrets(settings):
    settings.PLATFORM_WEBHOOK_SECRETS = SECRETS
    settings.PLATFORM_WEBHOOK_VERIFY_TOKEN = "our-word"


@pytest.mark.parametrize("platform", ["facebook", "instagram", "threads"])
def test_an_event_of_meta_is_stored_without_its_signature(platform):
    assert by_meta(platform, PAGE_POST).json() == {"status": "received"}
    event = WebhookEvent.objects.get()
    assert (event.platform, event.status, event.attempts) == (platform, "received", 0)
    assert json.loads(bytes(event.body)) == PAGE_POST
    assert set(event.headers) == {"content-type"}


def test_a_forged_event_leaves_nothing():
    now = timezone.now()
    body = json.dumps(PAGE_POST).encode()
    answers = [
        by_meta("facebook", PAGE_POST, secret="guess"),
        tell("facebook", body),
        tell("facebook", body, **{"X-Hub-Signature-256": "sha256=ünïcode"}),
        by_tiktok(now, DONE, secret="guess"),
        tell("tiktok", body, **{"TikTok-Signature": "t=,s=,=,,"}),
        tell("telegram", b"{}", **{"X-Telegram-Bot-Api-Secret-Token": "00-00"}),
        tell("email", b"type=campaign", query="?secret=guess"),
        tell("email", b"type=campaign"),
        by_relay(now, {}, secret="whsec_Z3Vlc3M="),
        tell("x", body, **{"webhook-id": "a b", "webhook-timestamp": "1e9"}),
        tell("linkedin", body, **standard_headers(now, body, secret="")),
    ]
    assert [answer.status_code for answer in answers] == [401] * len(answers)
    assert not WebhookEvent.objects.exists()


def test_a_changed_body_is_forged():
    body = json.dumps(DONE).encode()
    headers = standard_headers(timezone.now(), body)
    assert tell("x", body + b" ", **headers).status_code == 401
    assert tell("x", body, **headers).status_code == 200


@pytest.mark.parametrize(("minutes", "code"), [(-6, 401), (-4, 200), (4, 200), (6, 401)])
def test_five_minutes_are_tolerated(minutes, code):
    moment = timezone.now() + timedelta(minutes=minutes)
    assert by_tiktok(moment, DONE).status_code == code
    assert by_relay(moment, {}).status_code == code


def test_a_replayed_event_is_stored_once():
    now = timezone.now()
    again = timezone.now() + timedelta(seconds=5)  # TikTok signs each repetition anew
    assert by_tiktok(now, DONE).json() == {"status": "received"}
    assert by_tiktok(again, DONE).json() == {"status": "seen before"}
    by_relay(now, {"n": 1}, event_id="evt")
    assert by_relay(now, {"n": 2}, event_id="evt").json() == {"status": "seen before"}
    assert WebhookEvent.objects.count() == 2


def test_the_same_id_of_two_networks_is_two_events():
    body = b"{}"
    by_meta("facebook", PAGE_POST)
    by_meta("instagram", PAGE_POST)
    tell("x", body, **standard_headers(timezone.now(), body))
    assert WebhookEvent.objects.count() == 3


def test_a_bot_proves_itself_with_the_secret_of_its_own_account(team):
    mine, other = (make_connection(team, platform="telegram", route="direct") for _ in "ab")
    body = b'{"update_id": 5}'
    header = "X-Telegram-Bot-Api-Secret-Token"
    assert tell("telegram", body, **{header: bot_secret(mine)}).status_code == 200
    assert tell("telegram", body, **{header: bot_secret(mine)}).json()["status"] == "seen before"
    mixed = bot_secret(mine)[:33] + bot_secret(other)[33:]
    assert tell("telegram", body, **{header: mixed}).status_code == 401
    assert WebhookEvent.objects.get().connection == mine


def test_what_telegram_needs_is_printed(team, capsys):
    bot = make_connection(team, platform="telegram")
    call_command("webhook_secret", str(bot.pk))
    out = capsys.readouterr().out
    assert f"secret_token={bot_secret(bot)}" in out
    assert "/api/webhooks/telegram\n" in out
    with pytest.raises(CommandError, match="no Telegram account"):
        call_command("webhook_secret", "nothing")


def test_an_event_of_mailchimp_comes_as_a_form():
    place = f"?secret={MAIL_SECRET}"
    form = "application/x-www-form-urlencoded"
    assert tell("email", b"type=campaign&data[id]=c", query=place, kind=form).status_code == 200
    assert Client().get(f"/api/webhooks/email{place}").status_code == 200
    assert Client().get("/api/webhooks/email?secret=guess").status_code == 401


def test_the_secret_of_an_address_is_not_logged(caplog):
    with caplog.at_level("INFO"):
        tell("email", b"type=campaign", query=f"?secret={MAIL_SECRET}")
    assert "/api/webhooks/email" in caplog.text
    assert MAIL_SECRET not in caplog.text


def ask_as_meta(token: str, challenge: str = "1158201444", mode: str = "subscribe"):
    query = {"hub.mode": mode, "hub.verify_token": token, "hub.challenge": challenge}
    return Client().get("/api/webhooks/instagram", query)


def test_the_challenge_of_meta_is_answered_to_who_knows_the_word(settings):
    assert ask_as_meta("our-word").content == b"1158201444"
    for answer in (
        ask_as_meta("guess"),
        ask_as_meta("our-word", mode="unsubscribe"),
        ask_as_meta("our-word", challenge="<script>"),
    ):
        assert answer.status_code == 401
    settings.PLATFORM_WEBHOOK_VERIFY_TOKEN = ""
    assert ask_as_meta("").status_code == 401


def test_the_address_is_exact_and_so_are_the_methods():
    for path in ("nowhere", "instagram_reels", "facebook/", "", "face%00book"):
        assert Client().post(f"/api/webhooks/{path}").status_code == 404
    assert Client().put("/api/webhooks/facebook").status_code == 405
    assert Client().get("/api/webhooks/tiktok").status_code == 405


def test_a_large_body_is_refused_unread():
    body = b"x" * (256 * 1024 + 1)
    assert tell("x", body, **standard_headers(timezone.now(), body)).status_code == 413
    assert tell("x", body[1:], **standard_headers(timezone.now(), body[1:])).status_code == 200


@given(body=st.binary(max_size=300), platform=st.sampled_from(PlatformName.values))
def test_any_body_is_read_or_called_unreadable(body, platform):
    for text in (body, b"[]", b"[" * 99_999, b"{}", b'{"entry": [1], "my_chat_member": 1}'):
        with suppress(Unreadable):
            assert isinstance(read_notices(platform, text), list)
