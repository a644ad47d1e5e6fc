"""Who sets an address, which addresses there are, and where its secret shows."""

import json

import pytest

from platforms.vault import unseal
from platforms.webhooks.endpoints import ENDPOINTS_PER_TEAM, EndpointProblem, checked_url
from platforms.webhooks.sending import post, send_due
from teams.models import WebhookDelivery, WebhookEndpoint

pytestmark = pytest.mark.django_db
PLACE = "/api/webhook-endpoints"
HOSTILE = [
    "http://example.org/hook", "https://localhost/", "https://127.0.0.1/", "https://[::1]/",
    "https://169.254.169.254/latest", "https://10.0.0.8/", "https://[::ffff:127.0.0.1]/",
    "https://user:pw@example.org/", "https://example.org:8443/", "https://example.org/#x",
    "ftp://example.org/", "file:///etc/passwd", "gopher://example.org/", "javascript:alert(1)",
    "https://", "https:///x", "//example.org/", "https://exa mple.org/", "https://ex\x00ample.org/",
    "https://example.org\\@127.0.0.1/", "https://2130706433/", "https://0x7f.1/", "https://127.1/",
    "https://[fe80::1%25eth0]/", "https://example.org:99999/", "", "hook", "https://0/",
]  # fmt: skip


def make(api, **fields):
    return api.post(PLACE, {"url": "https://example.org/hook?k=1", **fields}, format="json")


@pytest.mark.parametrize("url", HOSTILE)
def test_a_hostile_address_is_refused_with_a_sentence_or_never_reached(url):
    refused = ""
    try:
        checked_url(url)
    except EndpointProblem as problem:
        refused = str(problem)
    assert refused.endswith(".") or post(url, b"{}", {}).error.startswith("The ")


def test_the_secret_is_shown_once_and_kept_sealed(api):
    answer = make(api)
    assert answer.status_code == 201
    endpoint, secret = WebhookEndpoint.objects.get(), answer.json()["secret"]
    assert secret.startswith("whsec_")
    assert secret not in endpoint.secret
    assert unseal(endpoint.secret, bound_to=endpoint.pk) == secret
    assert "secret" not in api.get(f"{PLACE}/{endpoint.pk}").json()


def test_a_repeated_request_makes_one_address_and_keeps_no_secret(api):
    headers = {"Idempotency-Key": "k1"}
    body = {"url": "https://example.org/hook"}
    first, second = (api.post(PLACE, body, format="json", headers=headers) for _ in range(2))
    assert first.json()["secret"].startswith("whsec_")
    assert second.json()["secret"] is None
    assert WebhookEndpoint.objects.count() == 1


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"url": "http://10.0.0.1/"}, 422),
        ({"events": ["post.everything"]}, 400),
        ({"events": None}, 400),
        ({"secret": "mine"}, 400),
        ({"url": "https://x.org/" + "a" * 1000}, 400),
    ],
)
def test_a_wrong_body_is_refused(api, body, code):
    assert make(api, **body).status_code == code
    assert not WebhookEndpoint.objects.exists()


def test_a_team_has_a_limit_of_addresses(api):
    codes = {make(api).status_code for _ in range(ENDPOINTS_PER_TEAM)}
    assert codes == {201}
    assert make(api).status_code == 422


def test_change_switch_off_and_delete(api):
    pk = make(api).json()["id"]
    answer = api.patch(f"{PLACE}/{pk}", {"is_active": False, "events": ["post.failed"]}, "json")
    assert (answer.json()["is_active"], answer.json()["events"]) == (False, ["post.failed"])
    assert api.patch(f"{PLACE}/{pk}", {"url": "https://127.0.0.1/"}, "json").status_code == 422
    assert api.delete(f"{PLACE}/{pk}").status_code == 204
    assert not WebhookEndpoint.objects.exists()


def test_a_new_secret_differs_and_says_until_when_the_old_one_signs(api):
    made = make(api).json()
    turned = api.post(f"{PLACE}/{made['id']}/rotate", format="json").json()
    assert turned["secret"] != made["secret"]
    assert turned["old_secret_until"]


def test_members_who_manage_nothing_see_nothing(teammate_client, viewer_client, message):
    for client in (teammate_client, viewer_client):
        assert client.get(PLACE).status_code == 403
        assert client.get(f"/api/webhook-deliveries/{message.pk}").status_code == 403
        assert client.get("/admin/teams/webhookendpoint/").status_code == 403


def test_another_team_finds_nothing(stranger_api, message, endpoint):
    for place in (f"{PLACE}/{endpoint.pk}", f"/api/webhook-deliveries/{message.pk}"):
        assert stranger_api.get(place).status_code == 404
    assert stranger_api.post(f"{PLACE}/{endpoint.pk}/rotate", format="json").status_code == 404
    replay = f"/api/webhook-deliveries/{message.pk}/replay"
    assert stranger_api.post(replay, format="json").status_code == 404


def test_replay_by_the_api(api, message, receiver):
    place = f"/api/webhook-deliveries/{message.pk}/replay"
    assert api.post(place, format="json").status_code == 409
    send_due(message.due_at)
    assert api.post(place, format="json").json()["status"] == "pending"
    send_due(WebhookDelivery.objects.get().due_at)
    assert len(receiver.taken) == 2


def test_the_admin_makes_an_address_and_shows_its_secret_once(owner_client, team):
    body = {"url": "https://example.org/h", "events": ["post.failed"], "is_active": "on"}
    page = owner_client.post("/admin/teams/webhookendpoint/add/", body, follow=True)
    endpoint = WebhookEndpoint.objects.get(team=team)
    secret = unseal(endpoint.secret, bound_to=endpoint.pk).replace("+", "&#43;")
    text = page.content.decode().replace("+", "&#43;").replace("&#x2B;", "&#43;")
    assert secret in text
    assert endpoint.events == ["post.failed"]
    again = owner_client.get(f"/admin/teams/webhookendpoint/{endpoint.pk}/change/")
    assert "whsec_" not in again.content.decode()
    assert endpoint.secret not in again.content.decode()


def test_the_admin_sends_a_message_again(owner_client, message, receiver):
    send_due(message.due_at)
    body = {"action": "send_again", "_selected_action": str(message.pk)}
    owner_client.post("/admin/teams/webhookdelivery/", body, follow=True)
    message.refresh_from_db()
    assert (message.status, message.attempts) == ("pending", 0)
    assert json.loads(message.body)["type"] == "post.published"
