"""What publishing notes on the account."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from platforms.models import Connection
from teams.services.events import record_event


def require_reconnect(connection: Connection, sentence: str) -> bool:
    """Note that the account must be connected again; False when that was known already."""
    same = Connection.objects.filter(pk=connection.pk, status=Connection.Status.CONNECTED)
    with transaction.atomic():
        if not same.update(status=Connection.Status.EXPIRED, status_reason=sentence):
            return False
        record_event(connection.team, "connection_expired", connection, sentence)
    return True


def note_publication(connection: Connection, published_at: datetime) -> None:
    """Remember the account's latest post, from which the minimum gap is counted."""
    earlier = Q(last_published_at__isnull=True) | Q(last_published_at__lt=published_at)
    Connection.objects.filter(earlier, pk=connection.pk).update(last_published_at=published_at)
