"""Each night accounts are compared with their own listing; people are told once."""

from datetime import timedelta
from uuid import UUID

import pytest

from config.doctor import probe_remote_audit
from platforms.adapters import get_adapter
from platforms.models import Connection
from publishing.models import PresenceCheck, RemoteAudit
from publishing.services.remote_audit import audit_due, first_comparison
from publishing.tick import tick
from scheduling.models import PostingSchedule
from teams.models import EventLog, Notification
from tests.factories import make_connection, make_schedule
from tests.sandbox import HTTP, sandbox_server

__all__ = ["sandbox_server"]
HOUR = timedelta(hours=1)
NIGHT = timedelta(hours=20)


@pytest.fixture
def post(sandbox_server, team, asset, now):
    """A post that is out on the Sandbox, looked up twice since then."""
    sandbox_server.set_clock(now)
    connection = make_connection(team)
    post = make_schedule(connection, asset, scheduled_at=now)
    tick(now, "test")
    post.refresh_from_db()
    assert post.status == "posted"
    PresenceCheck.objects.update(state="there", due_at=None)
    return post


@pytest.fixture
def night(now, sandbox_server):
    """The comparison of the nth night."""

    def run(number=1):
        moment = now + number * NIGHT
        sandbox_server.set_clock(moment)
        RemoteAudit.objects.update(due_at=moment)
        return audit_due(moment)

    return run


def once_more(sandbox_server, post, reference) -> str:
    """Somebody (a worker gone wrong) sends the post again."""
    adapter = get_adapter(post.connection)
    body = {"reference": reference, "platform": "tiktok", "text": "Coffee first.", "media": []}
    answer = HTTP.post(
        f"{sandbox_server.base_url}/v1/posts", json=body, headers=dict(adapter._client.headers)
    )
    return answer.json()["id"]


def row() -> RemoteAudit:
    return RemoteAudit.objects.get()


def test_an_account_is_planned_within_a_day_and_found_well(post, now, night):
    audit_due(now)
    assert now < row().due_at < now + timedelta(days=1)
    assert night() == 1
    assert (row().state, row().listed, row().ours, row().doubles) == ("well", 1, 1, 0)
    assert row().due_at == now + NIGHT + timedelta(days=1)
    assert probe_remote_audit().ok


@pytest.mark.parametrize("key", [0, 22, 23, 24, 2**128 - 1])
def test_a_new_account_is_not_compared_at_once_and_not_a_day_later(key, now):
    assert now < first_comparison(UUID(int=key), now) < now + timedelta(days=1)


def test_a_double_is_told_once_with_both_addresses(post, now, night, sandbox_server, owner):
    audit_due(now)
    second = once_more(sandbox_server, post, f"{post.pk.hex}-2")
    night()
    night(2)
    event = EventLog.objects.get(event_type="post_doubled")
    assert event.meta_json == {"remote_id": second}
    assert post.external_post_url in event.message
    notice = Notification.objects.get(user=owner, type="needs_person")
    assert notice.title.startswith("Out twice")
    assert (row().state, row().doubles) == ("alarm", 1)
    assert not probe_remote_audit().ok


def test_a_post_that_is_gone_is_looked_up_and_then_told(post, now, night, owner):
    audit_due(now)
    get_adapter(post.connection).delete(post.external_post_id)
    night()
    assert (row().state, row().missing) == ("alarm", 1)
    assert not EventLog.objects.filter(event_type="post_vanished").exists()
    for hours in range(3):
        tick(now + NIGHT + hours * HOUR, "test")
    assert EventLog.objects.filter(event_type="post_vanished").count() == 1
    assert Notification.objects.get(user=owner).title.startswith("Not there any more")
    night(2)
    assert (row().state, row().missing) == ("well", 0)


def test_a_listing_that_cannot_be_read_proves_nothing(post, now, night):
    audit_due(now)
    get_adapter(post.connection).delete(post.external_post_id)
    Connection.objects.update(access_token="")
    night()
    assert row().state == "cannot_say"
    assert row().detail
    assert row().compared_at is None
    assert PresenceCheck.objects.get().due_at is None


def test_an_account_is_compared_by_one_worker_and_not_when_it_is_lost(post, now, night):
    audit_due(now)
    RemoteAudit.objects.update(due_at=now)
    assert (audit_due(now), audit_due(now)) == (1, 0)
    Connection.objects.update(status="expired")
    assert night() == 0


def test_a_network_that_lists_nothing_says_so(team, now, night, sandbox_server):
    make_connection(team, platform="telegram", route="direct")
    Connection.objects.update(access_token="")
    audit_due(now)
    night()
    assert row().state == "cannot_say"


def test_planning_and_comparing_ask_as_much_for_many_posts(
    post, now, night, django_assert_max_num_queries
):
    audit_due(now)
    for number in range(12):
        other = make_schedule(post.connection)
        PostingSchedule.objects.filter(pk=other.pk).update(
            status="posted", published_at=now, external_post_id=f"gone-{number}", due_at=None
        )
    RemoteAudit.objects.update(due_at=now + NIGHT)
    with django_assert_max_num_queries(14):
        audit_due(now + NIGHT)
