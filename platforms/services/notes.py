"""What adapters remember of an account. Each note is told as an event as well, without its data."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import QuerySet

from platforms.models import Connection, RemoteNote
from teams.services.events import record_event


@transaction.atomic
def write_note(
    connection: Connection, kind: str, key: str, message: str, data: dict | None = None
) -> RemoteNote:
    """Remember that `kind` happened to `key`; `message` is what the history shows."""
    event = record_event(connection.team, kind, connection, message, key=key)
    return RemoteNote.objects.create(
        id=event.pk,
        team_id=connection.team_id,
        connection=connection,
        kind=kind,
        key=key,
        data=data or {},
    )


def notes_of(connection: Connection, kinds: Iterable[str], key: str = "") -> QuerySet[RemoteNote]:
    """The account's notes of these kinds, oldest first; only those of `key` when it is given."""
    rows = RemoteNote.objects.filter(connection=connection, kind__in=tuple(kinds))
    return (rows.filter(key=key) if key else rows).order_by("created_at", "pk")
