"""An account's route is switched with a confirmation, and never under a post."""

import pytest
from django.urls import reverse

from platforms.adapters import adapter_key
from platforms.models import Connection
from platforms.services.connections import ConnectionProblem
from platforms.services.credentials import Credentials, parked_credentials
from platforms.vault import unseal
from publishing.services.routes import switch_route
from teams.models import EventLog
from tests.factories import make_connection, make_schedule

pytestmark = pytest.mark.django_db

BLOTATO = {
    "route": "blotato", "confirmed": "on", "blotato_account_id": "b7", "blotato_key": "blt-key"
}  # fmt: skip


def token_of(row: Connection) -> str:
    row.refresh_from_db()
    return unseal(row.access_token, bound_to=row.pk)


@pytest.fixture
def account(signed_in_account) -> Connection:
    return signed_in_account()


@pytest.fixture
def switch(account) -> str:
    """The address of the page."""
    return reverse("connection-route", args=[account.pk])


def test_switching_to_blotato_parks_the_sign_in(account, switch, owner_client):
    assert owner_client.post(switch, BLOTATO).status_code == 302
    assert token_of(account) == "blt-key"
    assert (account.route, adapter_key(account)) == ("blotato", "blotato")
    assert account.metadata["blotato"] == {"account_id": "b7"}
    assert account.refresh_due_at is None
    parked = parked_credentials(account)["direct"]
    assert (parked.access_token, parked.refresh_token) == ("canary-access-0", "canary-refresh-0")
    assert "blt-key" not in account.access_token + account.parked_credentials


def test_switching_back_and_forth_needs_no_new_key(account, switch, owner, owner_client):
    due = account.refresh_due_at
    owner_client.post(switch, BLOTATO)
    switch_route(account, "direct", by=owner)
    assert token_of(account) == "canary-access-0"
    assert account.refresh_due_at == due
    owner_client.post(switch, {"route": "blotato", "confirmed": "on"})
    assert token_of(account) == "blt-key"
    moves = EventLog.objects.filter(event_type="connection_route_switched")
    assert moves.count() == 3


def test_any_account_may_go_to_the_sandbox(account, switch, owner_client):
    owner_client.post(switch, {"route": "sandbox", "confirmed": "on"})
    account.refresh_from_db()
    assert account.is_simulated
    assert account.can_publish


def test_a_simulated_account_needs_a_sign_in_to_go_direct(team, owner):
    with pytest.raises(ConnectionProblem, match="Sign in at the network first"):
        switch_route(make_connection(team), "direct", by=owner)


@pytest.mark.parametrize("status", ["publishing", "unconfirmed"])
def test_it_is_refused_under_a_post(status, account, switch, owner_client):
    make_schedule(account, status=status, lease_owner="w")
    answer = owner_client.post(switch, BLOTATO)
    assert answer.status_code == 422
    assert "Settle it first" in answer.content.decode()
    assert token_of(account) == "canary-access-0"
    assert account.route == "direct"


@pytest.mark.parametrize("status", ["pending", "posted", "failed", "canceled", "draft"])
def test_other_posts_do_not_stand_in_the_way(status, account, owner):
    why = {"posted": {"external_post_id": "1"}, "failed": {"failure_reason": "rejected"}}
    make_schedule(account, status=status, **why.get(status, {}))
    assert switch_route(account, "sandbox", by=owner).route == "sandbox"


def test_it_wants_a_confirmation(account, switch, owner_client):
    answer = owner_client.post(switch, {"route": "sandbox"})
    assert answer.status_code == 422
    assert "Tick the box" in answer.content.decode()


@pytest.mark.parametrize(
    "change",
    [{"route": "pigeon"}, {"blotato_key": ""}, {"route": "direct"}, {"route": ""}],
)
def test_nonsense_is_refused(change, account, switch, owner_client):
    assert owner_client.post(switch, {**BLOTATO, **change}).status_code == 422
    assert token_of(account) == "canary-access-0"


def test_a_disconnected_account_has_no_route(account, owner):
    Connection.objects.update(status="revoked")
    with pytest.raises(ConnectionProblem, match="Connect the account again"):
        switch_route(account, "sandbox", by=owner)


def test_an_expired_account_is_back_by_a_route_that_works(account, owner):
    Connection.objects.update(status="expired")
    row = switch_route(account, "blotato", by=owner, given=Credentials("blt-key"))
    assert row.can_publish


def test_signing_in_again_does_not_switch_the_route(
    account, switch, owner_client, network, connect
):
    Connection.objects.update(platform_user_id="19")
    owner_client.post(switch, BLOTATO)
    connect(owner_client, "x")
    assert token_of(account) == "blt-key"
    assert parked_credentials(account)["direct"].access_token in network.live


def test_only_owners_and_admins_of_the_team_switch(switch, teammate_client, stranger_client):
    for method in ("get", "post"):
        assert getattr(teammate_client, method)(switch, BLOTATO).status_code == 403
        assert getattr(stranger_client, method)(switch, BLOTATO).status_code == 404
