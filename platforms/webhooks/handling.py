"""Stored events, handled once each: what they say is done in the transaction that closes them."""

from datetime import datetime, timedelta

import structlog
from django.db import transaction

from platforms.models import Connection, WebhookEvent
from platforms.services.connections import require_reconnect
from platforms.signals import webhook_received
from platforms.webhooks.notices import Kind, Notice, Unreadable, read_notices

log = structlog.get_logger(__name__)

LEASE = timedelta(minutes=2)
MOST_ATTEMPTS = 5
BODIES_KEPT = timedelta(days=30)
BROKEN = "It could not be handled: our mistake. The server’s log has the reason."
S = WebhookEvent.Status


def handle_due(now: datetime, *, limit: int = 100) -> int:
    """Handle up to `limit` due events; returns how many. Safe to run many at once."""
    return sum(handle(event, now) for event in WebhookEvent.objects.due(now)[:limit])


def handle(event: WebhookEvent, now: datetime) -> bool:
    """Claim one event and handle it; False when somebody else has it."""
    if not _claim(event, now):
        return False
    try:
        _carry_out(event, now)
    except Unreadable as error:
        _close(event, S.FAILED, now, error=str(error))
    except Exception:  # one event that we stumble over must not stop the others
        log.exception("a webhook could not be handled", webhook=str(event.pk))
        if event.attempts >= MOST_ATTEMPTS:
            _close(event, S.FAILED, now, error=BROKEN)
    return True


def _claim(event: WebhookEvent, now: datetime) -> bool:
    same = WebhookEvent.objects.filter(
        pk=event.pk, status=S.RECEIVED, attempts=event.attempts, due_at=event.due_at
    )
    event.attempts, event.due_at = event.attempts + 1, now + LEASE
    return bool(same.update(attempts=event.attempts, due_at=event.due_at))


def _carry_out(event: WebhookEvent, now: datetime) -> None:
    notices = read_notices(event.platform, bytes(event.body))
    with transaction.atomic():
        touched = sum(_apply(event, notice, now) for notice in notices)
        if not _close(event, S.HANDLED if touched else S.IGNORED, now):
            transaction.set_rollback(True)  # another worker has it by now


def _close(event: WebhookEvent, status: str, now: datetime, *, error: str = "") -> bool:
    mine = WebhookEvent.objects.filter(
        pk=event.pk, status=S.RECEIVED, attempts=event.attempts, due_at=event.due_at
    )
    return bool(mine.update(status=status, due_at=None, error=error, handled_at=now))


def _apply(event: WebhookEvent, notice: Notice, now: datetime) -> int:
    """Do what a notice asks for, to the accounts that it names; returns how many those are."""
    connections = list(_named(event, notice))
    for connection in connections:
        if notice.kind == Kind.ACCESS_REVOKED:
            require_reconnect(connection, reason=notice.sentence)
        webhook_received.send(Connection, connection=connection, notice=notice, now=now)
    return len(connections)


def _named(event: WebhookEvent, notice: Notice):
    """Accounts on the network's own route with that id: a simulated one is nobody's there."""
    rows = Connection.objects.filter(
        platform=event.platform,
        platform_user_id__in=notice.account_ids,
        route=Connection.Route.DIRECT,
    )
    if event.connection_id:
        rows = rows.filter(pk=event.connection_id)
    return rows.select_related("team").order_by("pk")


def forget_bodies(now: datetime) -> int:
    """Empty old bodies: they may name people. The ids stay, to refuse a repetition."""
    old = WebhookEvent.objects.filter(received_at__lt=now - BODIES_KEPT).exclude(status=S.RECEIVED)
    return old.exclude(body=b"").update(body=b"", headers={})
