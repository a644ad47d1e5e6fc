"""Doors for the workers. A task may run twice, late or never: the rows decide."""

from datetime import timedelta

from django.utils import timezone

from platforms.services.refresh import refresh_due
from platforms.webhooks.handling import forget_bodies, handle_due
from platforms.webhooks.sending import send_due

# a task is killed after 90 seconds and a try takes up to 10
BEGIN_WITHIN = timedelta(seconds=40)


def refresh_due_tokens_task() -> int:
    """Renew the sign-ins that are due; returns how many were looked at. The clock does it too."""
    return refresh_due(timezone.now())


def send_webhooks_task() -> int:
    """Every minute: the due messages to the teams' own servers."""
    return send_due(timezone.now(), within=BEGIN_WITHIN)


def handle_webhooks_task() -> int:
    """Every minute: the stored events of the networks."""
    return handle_due(timezone.now())


def forget_webhook_bodies_task() -> int:
    """Every day: the bodies of old events."""
    return forget_bodies(timezone.now())
