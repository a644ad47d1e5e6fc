"""From “Connect” to the platform's page and back."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from platforms.models import Connection, OAuthApp, SignIn
from platforms.oauth.providers import PROVIDERS
from platforms.vault import unseal
from tests.conftest import signed_in
from tests.factories import make_connection, make_team
from tests.platforms.connect.conftest import words_after

pytestmark = pytest.mark.django_db

SINGLE = sorted(set(PROVIDERS) - {"facebook", "instagram_facebook_login"})
BEGIN_AGAIN = "Begin again."


@pytest.mark.parametrize("key", SINGLE)
def test_a_person_who_agrees_has_the_account_connected(key, owner_client, network, connect):
    answer = connect(owner_client, key)
    assert "is connected" in words_after(owner_client, answer)
    connection = Connection.objects.get()
    assert (connection.platform, connection.route) == (PROVIDERS[key].network, "direct")
    assert connection.can_publish
    assert unseal(connection.access_token, bound_to=connection.pk) in network.live
    assert bool(connection.refresh_token) == (PROVIDERS[key].spec.refresh == "refresh_token")


def test_the_token_is_due_for_renewal_at_80_percent_of_its_life(owner_client, connect):
    before = timezone.now()
    connect(owner_client, "x")
    row = Connection.objects.get()
    assert abs(row.token_expires_at - before - timedelta(hours=2)) < timedelta(seconds=20)
    assert abs(row.refresh_due_at - before - timedelta(minutes=96)) < timedelta(seconds=20)


@pytest.mark.parametrize("key", ["facebook", "instagram_facebook_login"])
def test_a_sign_in_with_several_accounts_asks_which(key, owner_client, connect):
    choice = connect(owner_client, key)["Location"]
    page = owner_client.get(choice).content.decode()
    assert "Bakery" in page
    assert "Only reading" not in page
    assert "canary" not in page
    assert Connection.objects.count() == 0


def test_chosen_pages_are_connected_with_tokens_of_their_own(owner_client, connect):
    choice = connect(owner_client, "facebook")["Location"]
    assert "is connected" in words_after(
        owner_client, owner_client.post(choice, {"accounts": ["12"]})
    )
    page = Connection.objects.get()
    assert (page.platform_user_id, page.platform_username) == ("12", "Café")
    assert unseal(page.access_token, bound_to=page.pk) == "canary-page-12"
    assert page.token_expires_at is None  # Pages' tokens do not expire
    assert SignIn.objects.get().found == ""


def test_a_choice_is_made_once(owner_client, connect):
    choice = connect(owner_client, "facebook")["Location"]
    owner_client.post(choice, {"accounts": ["12"]})
    again = owner_client.post(choice, {"accounts": ["11"]})
    assert BEGIN_AGAIN in words_after(owner_client, again)
    assert Connection.objects.count() == 1


def test_an_account_that_was_not_found_cannot_be_chosen(owner_client, connect):
    choice = connect(owner_client, "facebook")["Location"]
    for chosen in ({"accounts": ["99"]}, {}):
        assert owner_client.post(choice, chosen).status_code == 422
    assert Connection.objects.count() == 0


def test_a_choice_is_open_to_its_own_session_only(owner, owner_client, stranger_client, connect):
    choice = connect(owner_client, "facebook")["Location"]
    for other in (signed_in(owner), stranger_client):
        answer = other.post(choice, {"accounts": ["11"]})
        assert BEGIN_AGAIN in words_after(other, answer)
    assert Connection.objects.count() == 0


def test_signing_in_again_renews_the_same_row(owner_client, connect):
    connect(owner_client, "x")
    first = Connection.objects.get()
    Connection.objects.update(status="expired", status_reason="gone", is_active=False)
    connect(owner_client, "x")
    again = Connection.objects.get()
    assert again.pk == first.pk
    assert again.can_publish
    assert again.status_reason == ""
    assert again.access_token != first.access_token


def test_reelay_registers_once_at_a_mastodon_server(owner_client, network, connect):
    network.lifetime = None
    connect(owner_client, "mastodon")
    connect(owner_client, "mastodon")
    assert OAuthApp.objects.count() == 1
    row = Connection.objects.get()
    assert row.metadata["instance"] == network.base_url
    assert row.token_expires_at is None


def test_the_same_number_at_another_mastodon_server_is_somebody_else(team, owner_client, connect):
    there = {"instance": "https://elsewhere.example"}
    make_connection(team, platform="mastodon", platform_user_id="21", metadata=there)
    assert "another server" in words_after(owner_client, connect(owner_client, "mastodon"))


def test_a_mastodon_server_must_be_public(owner_client, leave, network, settings):
    settings.PLATFORM_ALLOW_PRIVATE_ADDRESSES = False
    way = reverse("connection-sign-in", args=["mastodon"])
    for server in ("http://127.0.0.1", "https://127.0.0.1", "https://[::1]", "", "javascript:1"):
        answer = owner_client.post(way, {"server": server})
        assert "Go on to" not in words_after(owner_client, answer)
    assert network.calls == []


# what must not work


def test_state_is_good_for_one_use(owner_client, network, leave, come_back):
    back = network.agree(leave(owner_client, "x"))
    come_back(owner_client, "x", back)
    calls = network.token_calls
    assert BEGIN_AGAIN in words_after(owner_client, come_back(owner_client, "x", back))
    assert network.token_calls == calls


@pytest.mark.parametrize("state", ["", "nonsense", "é", "a:b:c", "x" * 5000, "\x00"])
def test_a_made_up_state_is_refused(state, owner_client, network, come_back):
    answer = come_back(owner_client, "x", {"code": "1", "state": state})
    assert BEGIN_AGAIN in words_after(owner_client, answer)
    assert network.calls == []


def test_a_state_of_another_session_is_refused(owner, owner_client, network, leave, come_back):
    """Else a stranger could have their own account connected to somebody's team."""
    back = network.agree(leave(owner_client, "x"))
    other = signed_in(owner)
    assert BEGIN_AGAIN in words_after(other, come_back(other, "x", back))
    assert network.token_calls == 0


def test_a_state_of_another_person_is_refused(
    owner_client, stranger_client, network, leave, come_back
):
    back = network.agree(leave(stranger_client, "x"))
    assert BEGIN_AGAIN in words_after(owner_client, come_back(owner_client, "x", back))
    assert Connection.objects.count() == 0


def test_a_state_of_another_platform_is_refused(owner_client, network, leave, come_back):
    back = network.agree(leave(owner_client, "x"))
    assert BEGIN_AGAIN in words_after(owner_client, come_back(owner_client, "tiktok", back))
    assert network.token_calls == 0


def test_a_state_of_another_team_is_refused(owner, owner_client, network, leave, come_back):
    back = network.agree(leave(owner_client, "x"))
    session = owner_client.session
    session["team_id"] = str(make_team(owner, name="Second").pk)
    session.save()
    assert BEGIN_AGAIN in words_after(owner_client, come_back(owner_client, "x", back))
    assert Connection.objects.count() == 0


def test_a_state_is_too_old_after_ten_minutes(owner_client, network, leave, come_back):
    back = network.agree(leave(owner_client, "x"))
    SignIn.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert BEGIN_AGAIN in words_after(owner_client, come_back(owner_client, "x", back))


def test_only_owners_and_admins_connect_accounts(
    teammate_client, viewer_client, owner_client, network, leave, come_back
):
    back = network.agree(leave(owner_client, "x"))
    for client in (teammate_client, viewer_client):
        assert client.post(reverse("connection-sign-in", args=["x"])).status_code == 403
        assert come_back(client, "x", back).status_code == 403
        assert client.get(reverse("connection-key", args=["telegram"])).status_code == 403
        answer = client.post(reverse("connection-key-connect", args=["telegram"]))
        assert answer.status_code == 403


def test_the_callback_wants_a_session(client, network):
    answer = client.get("/api/auth/callback/x", {"code": "1", "state": "2"})
    assert answer.status_code == 302
    assert "/accounts/login/" in answer["Location"]


def test_the_redirect_address_comes_from_the_settings(owner_client, leave):
    address = leave(owner_client, "instagram_facebook_login")
    assert (
        "redirect_uri=https%3A%2F%2Freelay.example%2Fapi%2Fauth%2Fcallback%2Finstagram&" in address
    )


def test_the_answer_leads_nowhere_else(owner_client, network, leave, come_back):
    back = network.agree(leave(owner_client, "x"))
    answer = come_back(owner_client, "x", {**back, "next": "https://evil.example"})
    assert answer["Location"] == reverse("connections")


def test_a_wrong_verifier_is_refused_by_the_platform(owner_client, network, leave, come_back):
    """Two trips: the code of one does not work with the secret of the other."""
    first, second = (network.agree(leave(owner_client, "x")) for _ in range(2))
    mixed = {"code": first["code"], "state": second["state"]}
    assert "Sign in again" in words_after(owner_client, come_back(owner_client, "x", mixed))
    assert Connection.objects.count() == 0


def test_a_person_who_declines_is_told_so(owner_client, network, leave, come_back):
    state = network.agree(leave(owner_client, "x"))["state"]
    query = {"error": "access_denied", "error_description": "<b>zonk</b>", "state": state}
    page = words_after(owner_client, come_back(owner_client, "x", query))
    assert "you did not agree" in page
    assert "zonk" not in page


def test_too_few_rights_are_named(owner_client, network, connect):
    network.granted = "user.info.basic,video.list"
    page = words_after(owner_client, connect(owner_client, "tiktok"))
    assert "video.publish missing" in page
    assert Connection.objects.count() == 0


def test_a_sign_in_without_an_account_says_so(owner_client, network, connect):
    network.accounts["/youtube/v3/channels"] = {}
    page = words_after(owner_client, connect(owner_client, "youtube"))
    assert "no account that YouTube lets us post to" in page


@pytest.mark.parametrize("route", ["token", "account"])
@pytest.mark.parametrize(
    "fault",
    ["html_for_json", "truncated", "wrong_shape", "accepted_then_dropped", "error_500_before",
     "rate_limited", "redirect", "endless", "forbidden"],
)  # fmt: skip
def test_a_platform_that_misbehaves_ends_in_a_sentence(
    fault, route, owner_client, network, connect
):
    network.misbehave(fault, route=route)
    page = words_after(owner_client, connect(owner_client, "x"))
    assert "X " in page
    assert "canary" not in page
    assert Connection.objects.count() == 0


@pytest.mark.parametrize("answer", [{}, {"data": None}, {"data": []}, {"data": {"id": None}}])
def test_an_account_in_an_unknown_shape_ends_in_a_sentence(answer, owner_client, network, connect):
    network.accounts["/2/users/me"] = answer
    assert "unknown shape" in words_after(owner_client, connect(owner_client, "x"))


def test_what_the_operator_has_not_set_up_is_said_on_the_page(owner_client, settings):
    settings.OAUTH_CLIENTS = {}
    page = owner_client.get(reverse("connections")).content.decode()
    assert "TIKTOK_CLIENT_KEY and TIKTOK_CLIENT_SECRET missing" in page
    answer = owner_client.post(reverse("connection-sign-in", args=["tiktok"]))
    assert "TIKTOK_CLIENT_KEY" in words_after(owner_client, answer)


def test_a_sign_in_that_there_is_not_is_refused(owner_client):
    answer = owner_client.post(reverse("connection-sign-in", args=["myspace"]))
    assert "no such sign-in" in words_after(owner_client, answer)


def test_old_sign_ins_are_forgotten(owner_client, leave):
    leave(owner_client, "x")
    SignIn.objects.update(expires_at=timezone.now() - timedelta(hours=1))
    leave(owner_client, "x")
    assert SignIn.objects.count() == 1
