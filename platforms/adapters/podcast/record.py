"""What was published, changed and withdrawn: rows of the event log, which only ever grows.

The log is the adapter's memory: a guid is entered once, however often its publication is repeated.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from platforms.models import Connection
from teams.models import EventLog
from teams.services.events import record_event

PUBLISHED, CHANGED, WITHDRAWN = "episode_published", "episode_changed", "episode_withdrawn"


@dataclass(frozen=True)
class Entry:
    """What the log says of one guid. `words` are those of its latest change, if there was one."""

    url: str
    changed_at: datetime
    words: dict[str, str]
    is_withdrawn: bool = False


def publish_once(connection: Connection, guid: str, *, title: str, url: str) -> Entry:
    """Enter an episode, or find the entry that is there already, withdrawn or not."""
    with transaction.atomic():
        _hold(connection)
        if guid not in (known := entries_of(connection, guid)):
            _write(connection, PUBLISHED, guid, f"Episode “{title}”.", url=url)
            known = entries_of(connection, guid)
    return known[guid]


def change(connection: Connection, guid: str, words: dict[str, str]) -> bool:
    """Give an episode other words; False when there is no such episode in the feed."""
    return _amend(connection, CHANGED, guid, f"Episode “{words['title']}”.", words=words)


def withdraw(connection: Connection, guid: str) -> bool:
    """Take an episode out of the feed; False when there is no such episode in it."""
    return _amend(connection, WITHDRAWN, guid, "An episode was taken out of the feed.")


def entries_of(connection: Connection, guid: str = "") -> dict[str, Entry]:
    """Everything the log says of the connection's episodes, or of one of them, by guid."""
    rows = EventLog.objects.in_team(connection.team).filter(
        subject_type=Connection._meta.db_table,
        subject_id=str(connection.pk),
        event_type__in=(PUBLISHED, CHANGED, WITHDRAWN),
    )
    if guid:
        rows = rows.filter(meta_json__guid=guid)
    return _folded(rows.order_by("created_at", "pk"))


def _folded(rows: Iterable[EventLog]) -> dict[str, Entry]:
    entries: dict[str, Entry] = {}
    for row in rows:
        guid, before = row.meta_json["guid"], entries.get(row.meta_json["guid"])
        entries[guid] = Entry(
            url=row.meta_json.get("url") or (before.url if before else ""),
            changed_at=row.created_at,
            words=row.meta_json.get("words") or (before.words if before else {}),
            is_withdrawn=row.event_type == WITHDRAWN or bool(before and before.is_withdrawn),
        )
    return entries


def _amend(connection: Connection, kind: str, guid: str, message: str, **meta) -> bool:
    with transaction.atomic():
        _hold(connection)
        entry = entries_of(connection, guid).get(guid)
        if entry is None or entry.is_withdrawn:
            return False
        _write(connection, kind, guid, message, **meta)
    return True


def _hold(connection: Connection) -> None:
    """One writer at a time for each podcast."""
    Connection.objects.select_for_update().filter(pk=connection.pk).values_list("pk").first()


def _write(connection: Connection, kind: str, guid: str, message: str, **meta) -> None:
    record_event(connection.team, kind, connection, message, guid=guid, **meta)
