"""Accounts by app password, bot token, webhook or API key: by page and by API."""

import pytest
from django.urls import reverse

from platforms.models import Connection
from platforms.services.key_ways import KEY_WAYS
from platforms.vault import unseal

pytestmark = pytest.mark.django_db

TELEGRAM_TOKEN = "123456:ABCDEFGHIJKLMNOPQRSTUVWXYZ-_abcdef"
WEBHOOK = "https://discord.com/api/webhooks/99/canary-hook"
GOOD: dict[str, dict] = {
    "bluesky": {"handle": "@maker.bsky.social", "password": "canary-1"},
    "wordpress": {"site": "blog.example/de", "login": "mia", "password": "canary 2"},
    "telegram": {"chat_id": "@maker_news", "token": TELEGRAM_TOKEN},
    "discord": {"webhook": WEBHOOK, "name": "news"},
    "mailchimp": {"key": "canary3-us21", "list_id": "l1", "from_name": "Mia",
                  "reply_to": "mia@example.org"},
    "smtp": {"host": "mail.example", "port": "587", "security": "starttls", "username": "mia",
             "password": "canary-4", "from_name": "Mia", "from_address": "mia@example.org",
             "recipients": "a@example.org, b@example.org"},
    "podcast": {"show_title": "Bread", "description": "About it", "category": "Arts > Food",
                "image_url": "https://example.org/cover.jpg"},
    "fanbase": {"handle": "@maker"},
    "spill": {"handle": "maker", "profile_url": "https://spill.example/maker"},
    "blotato": {"network": "tiktok", "account_id": "7", "handle": "maker", "key": "canary-5"},
}  # fmt: skip
SECRETS = {"bluesky": "password", "wordpress": "password", "telegram": "token",
           "discord": "webhook", "mailchimp": "key", "smtp": "password",
           "blotato": "key"}  # fmt: skip
BAD = [
    ("bluesky", {"handle": "maker"}),
    ("bluesky", {"pds": "http://127.0.0.1"}),
    ("wordpress", {"site": "javascript:alert(1)"}),
    ("wordpress", {"site": "http://blog.example"}),
    ("telegram", {"token": "12"}),
    ("telegram", {"chat_id": "a b"}),
    ("discord", {"webhook": "https://evil.example/api/webhooks/1/x"}),
    ("discord", {"webhook": "https://discord.com.evil.example/api/webhooks/1/x"}),
    ("mailchimp", {"key": "nodash"}),
    ("mailchimp", {"key": "x-evil.example/us1"}),
    ("smtp", {"port": "0"}),
    ("smtp", {"port": "²"}),
    ("smtp", {"security": "none"}),
    ("smtp", {"recipients": "a@example.org\nBcc: x"}),
    ("smtp", {"from_address": "nobody"}),
    ("blotato", {"network": "myspace"}),
]


def test_every_way_has_an_example():
    assert set(GOOD) == set(KEY_WAYS)


@pytest.mark.parametrize("way", SECRETS)
def test_a_form_connects_an_account_and_seals_its_secret(way, owner_client):
    page = owner_client.get(reverse("connection-key", args=[way]))
    assert page.status_code == 200
    answer = owner_client.post(reverse("connection-key-connect", args=[way]), GOOD[way])
    assert answer.status_code == 302
    row = Connection.objects.get()
    secret = GOOD[way][SECRETS[way]]
    assert unseal(row.access_token, bound_to=row.pk) == secret
    assert secret not in str(row.metadata) + row.platform_user_id + row.platform_username
    assert row.route == ("blotato" if way == "blotato" else "direct")


@pytest.mark.parametrize(("way", "change"), BAD)
def test_what_cannot_be_right_is_refused_with_a_sentence(way, change, owner_client, api):
    values = {**GOOD[way], **change}
    page = owner_client.post(reverse("connection-key-connect", args=[way]), values)
    assert page.status_code == 422
    assert "canary" not in page.content.decode()  # a secret is not shown again
    answer = api.post("/api/connections", {"way": way, "values": values}, format="json")
    assert answer.status_code == 409
    assert Connection.objects.count() == 0


@pytest.mark.parametrize("way", SECRETS)
def test_the_api_connects_an_account_and_shows_no_secret(way, api):
    answer = api.post("/api/connections", {"way": way, "values": GOOD[way]}, format="json")
    assert answer.status_code == 201, answer.content
    assert GOOD[way][SECRETS[way]] not in answer.content.decode()
    assert answer.json()["status"] == "connected"


@pytest.mark.parametrize("way", sorted(set(GOOD) - set(SECRETS)))
def test_a_way_without_a_secret_connects_too(way, owner_client):
    for _ in range(2):
        answer = owner_client.post(reverse("connection-key-connect", args=[way]), GOOD[way])
        assert answer.status_code == 302
    row = Connection.objects.get()
    assert (row.platform, row.access_token) == (way, "")


def test_a_podcast_connected_again_keeps_its_address(api):
    secrets = []
    for description in ("one", "two"):
        values = {**GOOD["podcast"], "description": description}
        api.post("/api/connections", {"way": "podcast", "values": values}, format="json")
        secrets.append(Connection.objects.get().metadata["feed_secret"])
    assert secrets[0] == secrets[1]


def test_the_same_account_again_is_the_same_row(api):
    for password in ("one", "two"):
        values = {**GOOD["bluesky"], "password": password}
        api.post("/api/connections", {"way": "bluesky", "values": values}, format="json")
    row = Connection.objects.get()
    assert unseal(row.access_token, bound_to=row.pk) == "two"


@pytest.mark.parametrize(
    "body",
    [{}, {"way": "x", "values": {}}, {"way": "telegram"}, {"way": "telegram", "values": [1]},
     {"way": "telegram", "values": {"a": None}}, {"way": "telegram", "values": {}, "route": "x"}],
)  # fmt: skip
def test_a_body_that_is_not_understood_is_refused(body, api):
    answer = api.post("/api/connections", body, format="json")
    assert answer.status_code == 400, answer.content


def test_fields_that_nobody_asked_for_are_refused(api):
    values = {**GOOD["telegram"], "api_base": "https://evil.example"}
    answer = api.post("/api/connections", {"way": "telegram", "values": values}, format="json")
    assert answer.status_code == 409
    assert "api_base" in answer.json()["detail"]


def test_a_simulated_account_by_the_api(api):
    body = {"way": "sandbox", "values": {"platform": "tiktok", "handle": "maker"}}
    assert api.post("/api/connections", body, format="json").json()["is_simulated"] is True
    body["values"]["platform"] = "myspace"
    assert api.post("/api/connections", body, format="json").status_code == 409


def test_the_api_renews_checks_and_disconnects(api, signed_in_account, network):
    row = signed_in_account()
    answer = api.post(f"/api/connections/{row.pk}/refresh")
    assert answer.json()["result"] == "renewed"
    assert "canary" not in answer.content.decode()
    assert api.delete(f"/api/connections/{row.pk}").status_code == 204
    row.refresh_from_db()
    assert (row.status, row.access_token) == ("revoked", "")
    assert len(network.revoked) == 1


def test_members_and_strangers_change_no_accounts(
    teammate_client, stranger_client, signed_in_account
):
    row = signed_in_account()
    for verb, path in (
        ("post", "/refresh"), ("post", "/check"), ("delete", "")
    ):  # fmt: skip
        address = f"/api/connections/{row.pk}{path}"
        assert getattr(teammate_client, verb)(address).status_code == 403
        assert getattr(stranger_client, verb)(address).status_code == 404
    for name in ("check", "refresh", "disconnect"):
        address = reverse(f"connection-{name}", args=[row.pk])
        assert teammate_client.post(address).status_code == 403
        assert stranger_client.post(address).status_code == 404
    row.refresh_from_db()
    assert row.can_publish
