"""Tokens are given back when a team is erased; what became of each stands in the receipt."""

from datetime import timedelta

import pytest
from django.db import connection as database

from platforms.models import Connection
from platforms.oauth.exceptions import AppRefused
from platforms.services import revocation
from platforms.services.credentials import current_credentials, seal_parked
from teams.privacy import erase_team as erasing
from teams.privacy.requests import ask_erasure_of_team
from teams.privacy.work import carry_out
from tests.factories import make_connection

pytestmark = pytest.mark.django_db


@pytest.fixture
def erase(team, now):
    def run() -> dict:
        grace = timedelta(0)
        request = ask_erasure_of_team(team, by=None, now=now, grace=grace)
        carry_out(request.pk, clock=lambda: now)
        request.refresh_from_db()
        return request.receipt

    return run


def outcomes(receipt: dict) -> list[tuple[str, str]]:
    return sorted((token["network"], token["outcome"]) for token in receipt["tokens"])


def test_the_network_is_told(signed_in_account, network, erase):
    signed_in_account()
    assert outcomes(erase()) == [("x", "revoked")]
    assert network.revoked == ["canary-refresh-0"]


def test_where_there_is_no_way_the_receipt_says_what_to_do(team, erase):
    make_connection(team)
    make_connection(team, platform="wordpress", route="direct")
    receipt = erase()
    assert outcomes(receipt) == [("tiktok", "simulated"), ("wordpress", "no_way")]
    assert "in the settings of the account there" in str(receipt["tokens"])


def test_a_network_that_refuses_stops_nothing_and_is_not_hidden(
    signed_in_account, network, erase, monkeypatch
):
    def refuse(*args, **kwargs):
        raise AppRefused("The network does not know this app.")

    monkeypatch.setattr(revocation, "revoke_grant", refuse)
    signed_in_account()
    receipt = erase()
    assert outcomes(receipt) == [("x", "not_reached")]
    assert "AppRefused" in receipt["tokens"][0]["why"]
    assert not Connection.objects.exists()


def test_a_token_that_no_key_opens_is_said(signed_in_account, network, erase):
    row = signed_in_account()
    Connection.objects.filter(pk=row.pk).update(access_token="broken", refresh_token="broken")
    assert outcomes(erase()) == [("x", "unreadable")]


def test_the_sign_in_that_another_route_has_parked_is_given_back_too(
    signed_in_account, network, erase
):
    row = signed_in_account()
    parked = seal_parked({"direct": current_credentials(row)}, pk=row.pk)
    Connection.objects.filter(pk=row.pk).update(route="blotato", parked_credentials=parked)
    assert outcomes(erase()) == [("x", "revoked")]
    assert network.revoked == ["canary-refresh-0"]


def test_no_transaction_is_open_while_networks_are_called(
    signed_in_account, network, erase, monkeypatch
):
    open_ones = []
    real = revocation.revoke_grant

    def listen(*args, **kwargs):
        open_ones.append(len(database.savepoint_ids))
        return real(*args, **kwargs)

    monkeypatch.setattr(revocation, "revoke_grant", listen)
    signed_in_account()
    erase()
    assert open_ones == [0]


def test_a_crash_between_two_accounts_tells_each_network_and_notes_it_once(
    signed_in_account, network, team, now, monkeypatch
):
    signed_in_account()
    make_connection(team, platform="wordpress", route="direct")
    request = ask_erasure_of_team(team, by=None, now=now, grace=timedelta(0))
    calls = []

    def dying(self, *args, **kwargs):
        calls.append(1)
        if len(calls) == 2:
            raise RuntimeError("killed")
        return note(self, *args, **kwargs)

    note = erasing._add
    monkeypatch.setattr(erasing, "_add", dying)
    carry_out(request.pk, clock=lambda: now)
    request.refresh_from_db()
    assert request.status == "waiting"
    carry_out(request.pk, clock=lambda: request.due_at)
    request.refresh_from_db()
    assert outcomes(request.receipt) == [("wordpress", "no_way"), ("x", "revoked")]
