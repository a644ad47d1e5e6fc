"""A stored event: handled once, and only for the accounts that it names."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from platforms.models import Connection, WebhookEvent
from platforms.signals import webhook_received
from platforms.webhooks.handling import (
    BODIES_KEPT,
    MOST_ATTEMPTS,
    forget_bodies,
    handle,
    handle_due,
)
from platforms.webhooks.notices import Kind, read_notices
from teams.models import EventLog
from tests.factories import make_attempt, make_connection, make_schedule, make_team
from tests.webhooks.networks import SECRETS, signed_request, tell, tiktok_message

pytestmark = pytest.mark.django_db


@pytest.fixture
def account(team) -> Connection:
    return make_connection(team, platform_user_id="open-7", route="direct")


def store(message: dict, now, platform: str = "tiktok", **fields) -> WebhookEvent:
    fields = {"event_id": str(message), **fields}
    body = json.dumps(message).encode()
    return WebhookEvent.objects.create(
        platform=platform, body=body, received_at=now, due_at=now, **fields
    )


def in_work(connection: Connection, now, outcome="processing", **fields):
    """A post that TikTok works on, to be asked after in an hour."""
    later = now + timedelta(hours=1)
    status = "publishing" if outcome in ("processing", "sending") else "unconfirmed"
    owner = {"lease_owner": "w1"} if status == "publishing" else {}
    post = make_schedule(connection, status=status, due_at=later, **owner)
    make_attempt(post, outcome=outcome, **{"handles": {"publish_id": "p1"}, **fields})
    return post


def due_of(post):
    post.refresh_from_db()
    return post.due_at


@pytest.mark.parametrize("event", ["post.publish.complete", "post.publish.failed"])
def test_a_post_that_is_live_or_failed_is_looked_at_now(account, now, event):
    post = in_work(account, now)
    row = store(tiktok_message(event, "open-7", publish_id="p1"), now)
    assert handle_due(now) == 1
    assert due_of(post) == now
    row.refresh_from_db()
    assert (row.status, row.due_at, row.handled_at) == ("handled", None, now)


def test_another_post_of_the_account_waits_as_before(account, now):
    post = in_work(account, now)
    store(tiktok_message("post.publish.complete", "open-7", publish_id="p2"), now)
    handle_due(now)
    assert due_of(post) > now


def test_a_post_of_unknown_outcome_is_looked_up_now(account, now):
    post = in_work(account, now, outcome="unknown", handles={})
    store(tiktok_message("post.publish.complete", "open-7", publish_id="p9"), now)
    handle_due(now)
    assert due_of(post) == now


def test_the_lease_of_a_worker_that_sends_is_left_alone(account, now):
    post = in_work(account, now, outcome="sending")
    store(tiktok_message("post.publish.complete", "open-7", publish_id="p1"), now)
    handle_due(now)
    assert due_of(post) > now


def test_a_post_that_was_taken_down_is_told_to_its_team(account, now):
    post = make_schedule(account, status="posted", due_at=None, external_post_id="99")
    event = "post.publish.no_longer_publicaly_available"
    store(tiktok_message(event, "open-7", publish_id="p1", post_id=99), now)
    handle_due(now)
    told = EventLog.objects.get(event_type="post_gone")
    assert (told.team, told.subject_id) == (post.team, str(post.pk))


def test_a_permission_that_was_taken_back_asks_to_connect_again(account, now):
    store(tiktok_message("authorization.removed", "open-7", reason=1), now)
    handle_due(now)
    account.refresh_from_db()
    assert account.status == "expired"
    assert "Connect the account again" in account.status_reason


def test_an_event_touches_only_the_account_that_it_names(account, team, stranger, now):
    elsewhere = make_team(stranger)
    others = [
        make_connection(team, platform_user_id="open-8", route="direct"),
        make_connection(elsewhere, platform_user_id="open-9", route="direct"),
        make_connection(elsewhere, platform="youtube", platform_user_id="open-7", route="direct"),
        make_connection(elsewhere, platform_user_id="open-7", route="sandbox"),
    ]
    posts = [in_work(connection, now) for connection in others]
    store(tiktok_message("post.publish.complete", "open-7", publish_id="p1"), now)
    store(tiktok_message("authorization.removed", "open-7", reason=1), now)
    assert handle_due(now) == 2
    assert all(due_of(post) > now for post in posts)
    statuses = Connection.objects.filter(pk__in=[c.pk for c in others]).values_list("status")
    assert set(statuses) == {("connected",)}


def test_a_bot_of_one_team_cannot_speak_for_the_channel_of_another(team, stranger, now):
    mine = make_connection(team, platform="telegram", platform_user_id="-1001", route="direct")
    theirs = make_connection(
        make_team(stranger), platform="telegram", platform_user_id="-1002", route="direct"
    )
    for chat in (-1002, -1001):
        member = {"chat": {"id": chat}, "new_chat_member": {"status": "kicked"}}
        store({"update_id": chat, "my_chat_member": member}, now, "telegram", connection=mine)
    handle_due(now)
    mine.refresh_from_db()
    theirs.refresh_from_db()
    assert (mine.status, theirs.status) == ("expired", "connected")


def test_an_event_about_nothing_of_ours_is_ignored(now):
    row = store(tiktok_message("post.publish.complete", "nobody", publish_id="p"), now)
    handle_due(now)
    row.refresh_from_db()
    assert row.status == "ignored"


def test_an_unreadable_body_fails_with_a_sentence_and_stops_nobody(account, now):
    broken = store({"event": "post.publish.complete", "content": "no json"}, now)
    store(tiktok_message("authorization.removed", "open-7", reason=1), now + timedelta(seconds=1))
    assert handle_due(now + timedelta(seconds=2)) == 2
    broken.refresh_from_db()
    account.refresh_from_db()
    assert (broken.status, broken.error) == ("failed", "The body is no JSON.")
    assert account.status == "expired"


def test_of_two_workers_one_handles(account, now):
    row = store(tiktok_message("authorization.removed", "open-7", reason=1), now)
    same = WebhookEvent.objects.get(pk=row.pk)
    assert handle(row, now)
    assert not handle(same, now)
    assert EventLog.objects.filter(event_type="connection_expired").count() == 1


def test_what_a_listener_breaks_is_undone_and_tried_again(account, now):
    row = store(tiktok_message("authorization.removed", "open-7", reason=1), now)

    def stumble(**kwargs):
        raise RuntimeError("a bug")

    webhook_received.connect(stumble)
    try:
        handle_due(now)
        account.refresh_from_db()
        row.refresh_from_db()
        assert (account.status, row.status, row.attempts) == ("connected", "received", 1)
        for _ in range(MOST_ATTEMPTS - 1):
            handle_due(row.due_at)
            row.refresh_from_db()
    finally:
        webhook_received.disconnect(stumble)
    assert (row.status, "our mistake" in row.error) == ("failed", True)


def test_a_deauthorisation_of_meta_arrives_and_is_handled(team, settings):
    settings.PLATFORM_WEBHOOK_SECRETS = SECRETS
    account = make_connection(team, platform="threads", platform_user_id="77", route="direct")
    form = {"kind": "application/x-www-form-urlencoded"}
    forged = signed_request({"user_id": "77"}, secret="guess")
    assert tell("threads", forged, **form).status_code == 401
    assert tell("threads", signed_request({"user_id": "77"}), **form).status_code == 200
    handle_due(timezone.now())
    account.refresh_from_db()
    assert account.status == "expired"


def test_old_bodies_are_forgotten_but_not_their_ids(now):
    row = store(tiktok_message("x", "open-7"), now, status="ignored")
    waiting = store(tiktok_message("y", "open-7"), now)
    assert forget_bodies(now + BODIES_KEPT + timedelta(days=1)) == 1
    row.refresh_from_db()
    assert (bytes(row.body), bool(row.event_id)) == (b"", True)
    assert WebhookEvent.objects.get(pk=waiting.pk).status == "received"


FEED = {"item": "video", "verb": "add", "post_id": "7_1", "video_id": 5}


@pytest.mark.parametrize(
    ("platform", "message", "kind", "accounts", "ids"),
    [
        ("facebook", {"entry": [{"id": "7", "changes": [{"field": "feed", "value": FEED}]}]},
         Kind.POST_LIVE, {"7"}, {"7_1", "5"}),
        ("facebook", {"entry": [{"id": "7", "changes": [
            {"field": "feed", "value": {**FEED, "verb": "remove"}}]}]},
         Kind.POST_GONE, {"7"}, {"7_1", "5"}),
        ("instagram", {"entry": [{"id": "8", "changes": [
            {"field": "comments", "value": {"id": "c", "media": {"id": "m1"}}}]}]},
         Kind.POST_LIVE, {"8"}, {"m1"}),
        ("threads", {"target_id": "9", "values": {"field": "publish", "value": {"id": "t1"}}},
         Kind.POST_LIVE, {"9"}, {"t1"}),
        ("x", {"type": "account.revoked", "data": {"account_id": 12}},
         Kind.ACCESS_REVOKED, {"12"}, set()),
        ("x", {"type": "post.failed", "data": {"account_id": "a", "handle": "h", "post_id": "\0"}},
         Kind.POST_FAILED, {"a"}, {"h"}),
    ],
)  # fmt: skip
def test_what_the_networks_say_in_our_words(platform, message, kind, accounts, ids):
    (notice,) = read_notices(platform, json.dumps(message).encode())
    assert (notice.kind, notice.account_ids, notice.ids) == (kind, accounts, ids)


def test_how_a_mailing_ended_in_our_words():
    body = b"type=campaign&data%5Bid%5D=c1&data%5Bstatus%5D=sent&data%5Blist_id%5D=l1"
    (notice,) = read_notices("email", body)
    assert (notice.kind, notice.account_ids, notice.ids) == (Kind.POST_LIVE, {"l1"}, {"c1"})
    (other,) = read_notices("email", body.replace(b"sent", b"canceled"))
    assert other.kind == Kind.POST_FAILED
    assert read_notices("email", b"type=subscribe&data%5Blist_id%5D=l1") == []
