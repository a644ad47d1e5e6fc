"""Connecting an account, switching it off, giving it up, and looking after it."""

from uuid import uuid4

import pytest
from django.http import Http404

from platforms.access import connection_for
from platforms.adapters import get_adapter
from platforms.models import Connection
from platforms.sandbox.tokens import read_token
from platforms.services.connections import (
    ConnectionProblem,
    check_connection,
    connect_sandbox_account,
    disconnect,
    require_reconnect,
    set_active,
)
from platforms.specs import UnknownPlatform
from platforms.vault import unseal
from teams.models import EventLog
from tests.factories import make_connection, make_team

pytestmark = pytest.mark.django_db


def events(connection) -> list[str]:
    rows = EventLog.objects.filter(subject_id=str(connection.pk)).order_by("created_at")
    return list(rows.values_list("event_type", flat=True))


def test_account_is_connected_with_a_sealed_token(team, owner):
    connection = connect_sandbox_account(team, "tiktok", "@maker", by=owner)
    token = unseal(connection.access_token, bound_to=connection.pk)
    assert token not in connection.access_token
    assert read_token(token).account_id == connection.platform_user_id
    assert (connection.platform, connection.platform_username) == ("tiktok", "maker")
    assert connection.can_publish
    assert connection.is_simulated
    assert events(connection) == ["connection_connected"]


def test_placement_connects_the_account_of_its_network(team):
    assert connect_sandbox_account(team, "youtube_shorts", "studio").platform == "youtube"


def test_same_name_is_the_same_account(team):
    first = connect_sandbox_account(team, "tiktok", "maker")
    second = connect_sandbox_account(team, "tiktok", "Maker")
    assert first.pk == second.pk
    assert Connection.objects.count() == 1


def test_two_teams_with_one_name_have_two_accounts(team):
    here = connect_sandbox_account(team, "tiktok", "maker")
    there = connect_sandbox_account(make_team(), "tiktok", "maker")
    assert here.platform_user_id != there.platform_user_id


@pytest.mark.parametrize("handle", ["", "  ", "@", "h" * 101])
def test_bad_name_is_refused_with_a_sentence(team, handle):
    with pytest.raises(ConnectionProblem, match="name"):
        connect_sandbox_account(team, "tiktok", handle)
    assert not Connection.objects.exists()


def test_unknown_platform_is_refused(team):
    with pytest.raises(UnknownPlatform):
        connect_sandbox_account(team, "myspace", "maker")


def test_switching_off_counts_once(team, owner):
    connection = make_connection(team)
    assert set_active(connection, False, by=owner)
    assert not connection.can_publish
    assert not set_active(connection, False, by=owner)
    assert set_active(connection, True, by=owner)
    assert events(connection) == ["connection_paused", "connection_activated"]


def test_given_up_account_forgets_its_tokens_and_can_come_back(team, owner):
    connection = connect_sandbox_account(team, "tiktok", "maker")
    assert disconnect(connection, by=owner)
    connection.refresh_from_db()
    assert (connection.status, connection.access_token) == ("revoked", "")
    assert not connection.can_publish
    assert not disconnect(connection, by=owner)
    again = connect_sandbox_account(team, "tiktok", "maker")
    assert again.pk == connection.pk
    assert again.can_publish
    assert get_adapter(again)


def test_slower_of_two_hands_changes_nothing(team):
    connection = make_connection(team)
    stale = Connection.objects.get(pk=connection.pk)
    assert require_reconnect(connection, reason="The token has run out.")
    assert not require_reconnect(stale, reason="Something else.")
    stale.refresh_from_db()
    assert stale.status_reason == "The token has run out."


def test_healthy_account_is_read(team, now, sandbox_server):
    connection = make_connection(team, status_reason="an old problem")
    assert check_connection(connection, now=now)
    assert connection.followers_count > 0
    assert connection.last_synced_at == now
    assert connection.status_reason == ""


def test_revoked_token_expires_the_account_and_a_good_one_revives_it(team, now, sandbox_server):
    connection = make_connection(team)
    check_connection(connection, now=now)
    sandbox_server.script_faults("unauthorized", route="account")
    assert not check_connection(connection, now=now)
    assert connection.status == Connection.Status.EXPIRED
    assert "Connect the account again" in connection.status_reason
    assert check_connection(connection, now=now)
    assert connection.status == Connection.Status.CONNECTED
    assert events(connection) == ["connection_expired", "connection_connected"]


def test_silent_network_is_noted_and_leaves_the_account_connected(team, now, sandbox_server):
    connection = make_connection(team)
    sandbox_server.script_faults("error_500_before", route="account")
    assert not check_connection(connection, now=now)
    assert connection.status == Connection.Status.CONNECTED
    assert "error 500" in connection.status_reason
    assert connection.api_errors_24h == 1
    assert events(connection) == ["connection_check_failed"]


def test_missing_adapter_is_noted_too(team, now):
    connection = make_connection(team, platform="yt_shorts", route=Connection.Route.DIRECT)
    assert not check_connection(connection, now=now)
    assert "not available yet" in connection.status_reason


def test_own_connection_is_found_and_all_others_are_the_same_404(team):
    mine, theirs = make_connection(team), make_connection(make_team())
    assert connection_for(team, mine.pk) == mine
    said = set()
    for pk in (theirs.pk, uuid4(), "no uuid", ""):
        with pytest.raises(Http404) as caught:
            connection_for(team, pk)
        said.add(str(caught.value))
    assert len(said) == 1
