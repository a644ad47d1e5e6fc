"""Tokens are renewed ahead of their end, once, and never lost on the way."""

import threading
from datetime import timedelta

import pytest
from django.db import connection as database
from django.utils import timezone

from platforms.exceptions import RateLimited, StepFailed
from platforms.models import Connection
from platforms.oauth.flow import renew_grant
from platforms.services.connections import disconnect, require_reconnect
from platforms.services.refresh import Renewal, next_try, refresh_connection, refresh_due
from platforms.tasks import refresh_due_tokens_task
from platforms.vault import unseal
from publishing.services.waiting import hold_back_due
from teams.models import EventLog
from tests.factories import make_connection, make_schedule

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)


def tokens(row: Connection) -> tuple[str, str]:
    row.refresh_from_db()
    return tuple(
        unseal(getattr(row, n), bound_to=row.pk) for n in ("access_token", "refresh_token")
    )


def events(row: Connection) -> list[str]:
    rows = EventLog.objects.filter(subject_id=str(row.pk)).order_by("created_at")
    return list(rows.values_list("event_type", flat=True))


def test_a_due_token_is_renewed_by_the_periodic_task(signed_in_account, network):
    row = signed_in_account()
    assert refresh_due_tokens_task() == 1
    access, refresh = tokens(row)
    assert {access, refresh} <= network.live
    assert row.refresh_due_at > timezone.now() + 90 * MINUTE
    assert events(row) == ["connection_renewed"]
    assert refresh_due_tokens_task() == 0
    assert network.token_calls == 1


@pytest.mark.parametrize("key", ["tiktok", "youtube", "linkedin_page", "pinterest"])
def test_platforms_with_refresh_tokens_renew(key, signed_in_account, network):
    row = signed_in_account(key)
    assert refresh_connection(row, now=timezone.now()) == Renewal.RENEWED
    assert set(tokens(row)) <= network.live


@pytest.mark.parametrize("key", ["instagram", "threads"])
def test_metas_tokens_renew_themselves(key, signed_in_account, network):
    network.lifetime = 5_184_000
    row = signed_in_account(key)
    assert refresh_connection(row, now=timezone.now()) == Renewal.RENEWED
    assert tokens(row)[0] in network.live
    assert row.token_expires_at > timezone.now() + timedelta(days=59)


def test_the_old_refresh_token_stays_when_no_new_one_comes(signed_in_account, network, monkeypatch):
    row = signed_in_account("youtube")
    network.rotates = False
    with_new = network._tokens

    def without_new():
        reply = with_new()
        reply.payload.pop("refresh_token")
        return reply

    monkeypatch.setattr(network, "_tokens", without_new)
    assert refresh_connection(row, now=timezone.now()) == Renewal.RENEWED
    assert tokens(row)[1] == "canary-refresh-0"


def test_a_token_that_is_not_due_is_left_alone(signed_in_account, network):
    row = signed_in_account()
    assert refresh_due(timezone.now() - timedelta(hours=1)) == 0
    assert network.calls == []
    assert tokens(row)[0] == "canary-access-0"


def test_a_refused_token_expires_the_account_and_holds_its_posts(team, signed_in_account, network):
    row = signed_in_account()
    network.live.clear()
    post = make_schedule(row)
    assert refresh_connection(row, now=timezone.now()) == Renewal.REFUSED
    row.refresh_from_db()
    assert (row.status, row.refresh_due_at) == ("expired", None)
    assert "Sign in again" in row.status_reason
    assert "connection_expired" in events(row)
    hold_back_due(timezone.now())
    post.refresh_from_db()
    assert post.status == "pending"
    assert "connected again" in post.error_message


def test_a_lost_answer_means_the_old_token_is_tried_once_more(signed_in_account, network):
    """The platform may not have seen the first call."""
    row = signed_in_account()
    network.misbehave("dropped_before", route="token")
    assert refresh_connection(row, now=timezone.now()) == Renewal.RENEWED
    assert set(tokens(row)) <= network.live


@pytest.mark.parametrize("fault", ["accepted_then_dropped", "html_for_json", "truncated"])
def test_a_lost_answer_that_killed_the_old_token_asks_for_a_person(
    fault, signed_in_account, network
):
    row = signed_in_account()
    network.misbehave(fault, route="token")
    assert refresh_connection(row, now=timezone.now()) == Renewal.REFUSED
    assert network.token_calls == 2
    row.refresh_from_db()
    assert row.status == "expired"


@pytest.mark.parametrize(
    "fault", ["error_500_before", "html_before", "rate_limited", "dropped_before"]
)
def test_what_proves_nothing_keeps_the_tokens_and_is_tried_again(fault, signed_in_account, network):
    row = signed_in_account()
    calls = 1 if fault == "rate_limited" else 2  # who is asked to wait does not ask again at once
    network.misbehave(*[fault] * calls, route="token")
    now = timezone.now()
    assert refresh_connection(row, now=now) == Renewal.PUT_OFF
    assert tokens(row) == ("canary-access-0", "canary-refresh-0")
    assert row.status == "connected"
    assert now < row.refresh_due_at < row.token_expires_at
    assert refresh_connection(row, now=row.refresh_due_at) == Renewal.RENEWED


def test_our_own_wrong_secret_does_not_blame_the_account(signed_in_account, settings):
    settings.OAUTH_CLIENTS = {"x": ("our-app", "wrong")}
    row = signed_in_account()
    assert refresh_connection(row, now=timezone.now()) == Renewal.PUT_OFF
    row.refresh_from_db()
    assert row.status == "connected"
    assert "Check TWITTER_CLIENT_ID" in row.status_reason


def test_an_account_whose_token_ended_meanwhile_waits_and_comes_back(signed_in_account, network):
    row = signed_in_account()
    network.stop()
    ended = row.token_expires_at + MINUTE
    assert refresh_connection(row, now=ended) == Renewal.PUT_OFF
    row.refresh_from_db()
    assert row.status == "expired"
    assert row.refresh_due_at > ended
    a_week_later = ended + timedelta(days=7)
    assert refresh_connection(row, now=a_week_later) == Renewal.REFUSED


def test_a_token_refused_by_the_platform_is_renewed_and_the_account_comes_back(
    signed_in_account, network
):
    """After a night without power the access token is over, the refresh token is not."""
    row = signed_in_account(token_renewed_at=timezone.now() - timedelta(hours=9))
    require_reconnect(row, reason="401")
    refresh_due(timezone.now())
    row.refresh_from_db()
    assert row.can_publish
    require_reconnect(row, reason="401 again")  # a fresh token that is refused is no use
    assert row.refresh_due_at is None
    assert refresh_due(timezone.now()) == 0
    assert network.token_calls == 1


def test_a_sign_in_that_only_a_person_renews_warns_and_then_ends(signed_in_account, network):
    row = signed_in_account("linkedin")
    assert refresh_due(timezone.now()) == 1
    row.refresh_from_db()
    assert row.status == "connected"
    assert "sign in again" in row.status_reason
    assert row.refresh_due_at == row.token_expires_at
    assert refresh_due(timezone.now()) == 0
    refresh_due(row.token_expires_at)
    row.refresh_from_db()
    assert (row.status, row.refresh_due_at) == ("expired", None)
    assert events(row) == ["connection_sign_in_ends", "connection_expired"]
    assert network.calls == []


def test_a_crashed_renewer_leaves_the_row_to_the_next(signed_in_account, network):
    """It died between the call and the row: the claim ends, and the old token is tried once."""
    row = signed_in_account()
    now = timezone.now()
    Connection.objects.update(refresh_claimed_until=now + MINUTE, refresh_fence=7)
    network.live.discard("canary-refresh-0")
    assert refresh_due(now) == 0
    assert refresh_due(now + MINUTE) == 1
    row.refresh_from_db()
    assert row.status == "expired"


def test_a_slow_renewer_does_not_bring_tokens_back(signed_in_account, monkeypatch):
    """A person disconnects while the call is under way."""
    row = signed_in_account()

    def meanwhile(*args, **kwargs):
        disconnect(Connection.objects.get(pk=row.pk))
        return renew_grant(*args, **kwargs)

    monkeypatch.setattr("platforms.services.refresh.renew_grant", meanwhile)
    assert refresh_connection(row, now=timezone.now()) == Renewal.BUSY
    assert tokens(row) == ("", "")
    assert row.status == "revoked"


def test_the_platform_is_told_when_an_account_is_given_up(signed_in_account, network):
    row = signed_in_account()
    assert disconnect(row)
    assert network.revoked == ["canary-refresh-0"]
    assert tokens(row) == ("", "")


def test_giving_up_needs_no_platform(signed_in_account, network):
    row = signed_in_account()
    network.stop()
    assert disconnect(row)
    assert tokens(row) == ("", "")


def test_an_account_without_a_sign_in_cannot_be_renewed(team):
    assert refresh_connection(make_connection(team), now=timezone.now()) == Renewal.CANNOT


@pytest.mark.django_db(transaction=True)
def test_eight_renewers_make_one_call(signed_in_account, network):
    row = signed_in_account()
    network.misbehave("accepted_but_slow", route="token")
    ready, results = threading.Barrier(8), []

    def renew() -> None:
        try:
            mine = Connection.objects.select_related("team").get(pk=row.pk)
            ready.wait(10)
            results.append(refresh_connection(mine, now=timezone.now()))
        finally:
            database.close()

    threads = [threading.Thread(target=renew) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(results) == [Renewal.BUSY] * 7 + [Renewal.RENEWED]
    assert network.token_calls == 1
    assert set(tokens(row)) <= network.live


def test_the_next_try_comes_sooner_the_less_time_is_left(now):
    lost = StepFailed("lost")
    assert next_try(now, now + 20 * MINUTE, lost) == now + 5 * MINUTE
    assert next_try(now, now + MINUTE, lost) == now + MINUTE
    assert next_try(now, now + timedelta(days=60), lost) == now + timedelta(hours=6)
    assert next_try(now, now - MINUTE, lost) == now + 15 * MINUTE
    asked = RateLimited("wait", retry_at=now + timedelta(hours=2))
    assert next_try(now, now + MINUTE, asked) == now + timedelta(hours=2)
