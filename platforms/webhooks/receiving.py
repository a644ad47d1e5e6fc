"""Taking an event in: proved, then stored as it came. Nothing else happens while they wait."""

from enum import StrEnum
from functools import partial

from django.db import transaction
from django_q.tasks import async_task

from platforms.models import WebhookEvent
from platforms.webhooks.checks import Arrival, check

# losing the nudge only delays: the clock looks every two seconds, the schedule each minute
HANDLE = "platforms.tasks.handle_webhooks_task"
KEPT_HEADERS = ("content-type", "user-agent", "webhook-id", "webhook-timestamp")


class Receipt(StrEnum):
    """What became of a request."""

    STORED = "received"
    SEEN_BEFORE = "seen before"
    UNPROVED = "unproved"


def receive(arrival: Arrival) -> Receipt:
    """Store a proved event once; the same event again changes nothing."""
    proof = check(arrival)
    if proof is None:
        return Receipt.UNPROVED
    _, is_new = WebhookEvent.objects.get_or_create(
        platform=arrival.platform,
        event_id=proof.event_id,
        defaults={
            "connection": proof.connection,
            "received_at": arrival.now,
            "due_at": arrival.now,
            "headers": _kept(arrival),
            "body": arrival.body,
        },
    )
    if is_new:
        transaction.on_commit(partial(async_task, HANDLE), robust=True)
    return Receipt.STORED if is_new else Receipt.SEEN_BEFORE


def _kept(arrival: Arrival) -> dict[str, str]:
    found = {name: arrival.headers.get(name, "") for name in KEPT_HEADERS}
    return {name: text[:300] for name, text in found.items() if text.isprintable() and text}
