"""What a team's own server gets: signed, once per event, for two days, and aloud when given up."""

import base64
import hashlib
import hmac
import json
import time
from datetime import timedelta

import pytest
from django.db import transaction

from platforms.webhooks import sending
from platforms.webhooks.endpoints import OLD_SECRET_LIVES, rotate_secret
from platforms.webhooks.sending import ReplayProblem, next_try, replay, send_due, try_once
from teams.models import EventLog, WebhookDelivery
from teams.services.events import record_event
from tests.factories import make_team

pytestmark = pytest.mark.django_db


def signature_of(secret: str, taken) -> str:
    """As the standard's own text says it, written without our code."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    head = f"{taken.headers['webhook-id']}.{taken.headers['webhook-timestamp']}."
    digest = hmac.new(key, head.encode() + taken.body, hashlib.sha256).digest()
    return "v1," + base64.b64encode(digest).decode()


def send(message, now=None) -> WebhookDelivery:
    send_due(now or message.due_at)
    message.refresh_from_db()
    return message


def test_a_message_arrives_signed_with_what_happened(message, endpoint_and_secret, receiver, team):
    send(message)
    (taken,) = receiver.taken
    said = json.loads(taken.body)
    assert (said["type"], said["data"]["subject"]["id"]) == ("post.published", str(team.pk))
    assert taken.headers["webhook-signature"] == signature_of(endpoint_and_secret[1], taken)
    assert taken.path == "/hook?key=k"
    assert (message.status, message.response_status, message.due_at) == ("delivered", 200, None)


def test_a_delivered_message_is_not_sent_again(message, receiver):
    send(message)
    assert send_due(message.delivered_at + timedelta(days=3)) == 0
    assert len(receiver.taken) == 1


def test_each_retry_has_the_same_id_and_body_and_a_new_timestamp(message, receiver):
    receiver.status = 503
    send(message)
    receiver.status = 200
    send(message, message.due_at)
    first, second = receiver.taken
    assert first.body == second.body
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    assert first.headers["webhook-timestamp"] < second.headers["webhook-timestamp"]
    assert (message.status, message.attempts) == ("delivered", 2)


def test_retries_go_on_for_two_days_and_then_the_team_is_told(message, receiver, endpoint):
    receiver.status = 500
    began = message.due_at
    while message.status == "pending":
        last = message.due_at
        send(message)
    assert timedelta(hours=47) < last - began <= timedelta(hours=49)
    assert (message.status, message.attempts) == ("failed", len(sending.WAITS) + 1)
    endpoint.refresh_from_db()
    told = EventLog.objects.get(event_type="webhook_failed")
    assert told.team == endpoint.team
    assert "given up after 9 tries" in told.message == endpoint.problem


def test_waits_only_grow_and_end(now):
    waits = [next_try(number, now) - now for number in range(1, len(sending.WAITS) + 1)]
    assert waits == sorted(waits)
    assert next_try(len(waits) + 1, now) is None


def test_while_a_secret_changes_both_sign(message, endpoint_and_secret, receiver, owner):
    endpoint, old = endpoint_and_secret
    new = rotate_secret(endpoint, by=owner, now=message.due_at)
    send(message)
    (taken,) = receiver.taken
    both = [signature_of(new, taken), signature_of(old, taken)]
    assert taken.headers["webhook-signature"].split(" ") == both


def test_a_day_later_only_the_new_secret_signs(message, endpoint_and_secret, receiver, owner):
    endpoint, _ = endpoint_and_secret
    new = rotate_secret(endpoint, by=owner, now=message.due_at)
    send(message, message.due_at + OLD_SECRET_LIVES)
    (taken,) = receiver.taken
    assert taken.headers["webhook-signature"] == signature_of(new, taken)


def test_a_redirect_is_not_followed(message, receiver):
    receiver.status = 307
    receiver.headers = {"Location": receiver.url + "&second"}
    send(message)
    assert len(receiver.taken) == 1
    assert "307, a redirect" in message.error
    assert message.status == "pending"


def test_a_slow_server_is_left_at_the_deadline(message, receiver, monkeypatch):
    monkeypatch.setattr(sending, "DEADLINE_SECONDS", 0.2)
    receiver.delay = 1.0
    began = time.monotonic()
    send(message)
    assert time.monotonic() - began < 0.9
    assert "ReadTimeout" in message.error
    assert message.status == "pending"


def test_an_address_that_is_gone_is_switched_off(message, receiver, endpoint):
    receiver.status = 410
    send(message)
    endpoint.refresh_from_db()
    assert message.status == "failed"
    assert (endpoint.is_active, "410" in endpoint.problem) == (False, True)


def test_a_name_that_turns_private_later_gets_nothing(message, receiver, settings):
    settings.PLATFORM_ALLOW_PRIVATE_ADDRESSES = False
    message.endpoint.url = receiver.url.replace("127.0.0.1", "localhost")
    message.endpoint.save()
    send(message)
    assert receiver.taken == []
    assert "not one of the public internet" in message.error


def test_of_two_workers_one_sends(message, receiver):
    same = WebhookDelivery.objects.select_related("endpoint", "team").get(pk=message.pk)
    assert try_once(message, message.due_at)
    assert not try_once(same, same.due_at)
    assert len(receiver.taken) == 1


def test_a_worker_that_died_leaves_the_message_to_the_next(message, receiver):
    at = message.due_at
    assert sending._claim(message, at)  # and nothing more: it is killed here
    assert send_due(at + sending.LEASE - timedelta(seconds=1)) == 0
    send(message, at + sending.LEASE)
    assert (message.status, message.attempts) == ("delivered", 2)


def test_an_answer_after_the_lease_changes_nothing(message, receiver):
    late = WebhookDelivery.objects.select_related("endpoint").get(pk=message.pk)
    assert sending._claim(late, message.due_at)
    send(message, late.due_at)
    sending._settle(late, sending.Outcome(status=500, error="late"), late.due_at)
    message.refresh_from_db()
    assert (message.status, message.error) == ("delivered", "")


def test_an_event_that_is_rolled_back_leaves_no_message(team, endpoint):
    with transaction.atomic():
        record_event(team, "post_failed", team)
        assert WebhookDelivery.objects.exists()
        transaction.set_rollback(True)
    assert not WebhookDelivery.objects.exists()


def test_only_the_events_that_were_asked_for_and_of_the_own_team(team, endpoint, stranger):
    endpoint.events = ["post.failed"]
    endpoint.save()
    record_event(make_team(stranger), "post_failed", team)
    record_event(team, "post_posted", team)
    record_event(team, "post_edited", team)
    record_event(team, "post_failed", team)
    names = WebhookDelivery.objects.values_list("event_name", "team_id")
    assert list(names) == [("post.failed", team.pk)]


def test_an_address_that_is_off_gets_nothing_until_it_is_on(message, receiver, endpoint):
    endpoint.is_active = False
    endpoint.save()
    assert send_due(message.due_at) == 0
    endpoint.is_active = True
    endpoint.save()
    assert send(message).status == "delivered"


def test_a_message_is_sent_again_on_demand_under_its_old_id(message, receiver, owner):
    send(message)
    replay(message, by=owner, now=message.delivered_at)
    message.refresh_from_db()
    send(message)
    first, second = receiver.taken
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    assert EventLog.objects.filter(event_type="webhook_replayed", user=owner).count() == 1


def test_a_message_on_its_way_is_not_sent_again(message, owner, now):
    with pytest.raises(ReplayProblem, match="on its way"):
        replay(message, by=owner, now=now)
