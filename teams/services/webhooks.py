"""Messages to the team's own servers, written with the event that they are about.

Sending them is `platforms/webhooks/sending.py`: the way out of the house is on the floor above.
"""

import json
from functools import partial

from django.db import transaction
from django_q.tasks import async_task

from teams.models import EventLog, WebhookDelivery, WebhookEndpoint

SEND = "platforms.tasks.send_webhooks_task"

# our event → the name by which other programs know it
EVENT_NAMES = {
    "post_approved": "post.approved",
    "post_posted": "post.published",
    "post_failed": "post.failed",
    "post_unconfirmed": "post.unconfirmed",
    "asset_analyzed": "asset.analysed",
    "connection_expired": "connection.expired",
    "insight_written": "report.ready",
}
NAMES = tuple(dict.fromkeys(EVENT_NAMES.values()))


def queue_messages(event: EventLog) -> int:
    """One message to each endpoint of the team that asked for such an event; how many.

    To be called in the transaction of the event, so that neither exists without the other.
    """
    name = EVENT_NAMES.get(event.event_type)
    if name is None or event.team_id is None:
        return 0
    endpoints = WebhookEndpoint.objects.filter(team=event.team_id, is_active=True)
    body = body_of(event, name)
    messages = [
        WebhookDelivery(
            team_id=event.team_id,
            endpoint=endpoint,
            event=event,
            event_name=name,
            body=body,
            due_at=event.created_at,
        )
        for endpoint in endpoints
        if endpoint.wants(name)
    ]
    if messages:  # sent soon; losing the nudge only delays
        transaction.on_commit(partial(async_task, SEND), robust=True)
    return len(WebhookDelivery.objects.bulk_create(messages))


def body_of(event: EventLog, name: str) -> str:
    """The JSON of a message: what happened to which row. Read the row by the API for the rest."""
    subject = {"type": event.subject_type, "id": event.subject_id}
    message = {
        "id": str(event.pk),
        "type": name,
        "created": event.created_at.isoformat(),
        "data": {"team": str(event.team_id), "subject": subject, "message": event.message},
    }
    return json.dumps(message, separators=(",", ":"))
