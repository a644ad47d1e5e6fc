"""What was published, changed and withdrawn: notes, which only ever grow.

They are the adapter's memory: a guid is entered once, however often its publication is repeated.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from platforms.models import Connection, RemoteNote
from platforms.services.notes import notes_of, write_note

PUBLISHED, CHANGED, WITHDRAWN = "episode_published", "episode_changed", "episode_withdrawn"
KINDS = (PUBLISHED, CHANGED, WITHDRAWN)


@dataclass(frozen=True)
class Entry:
    """What the notes say of one guid. `words` are those of its latest change, if there was one."""

    url: str
    changed_at: datetime
    words: dict[str, str]
    is_withdrawn: bool = False


def publish_once(connection: Connection, guid: str, *, title: str, url: str) -> Entry:
    """Enter an episode, or find the entry that is there already, withdrawn or not."""
    with transaction.atomic():
        _hold(connection)
        if guid not in (known := entries_of(connection, guid)):
            write_note(connection, PUBLISHED, guid, f"Episode “{title}”.", {"url": url})
            known = entries_of(connection, guid)
    return known[guid]


def change(connection: Connection, guid: str, words: dict[str, str]) -> bool:
    """Give an episode other words; False when there is no such episode in the feed."""
    return _amend(connection, CHANGED, guid, f"Episode “{words['title']}”.", words=words)


def withdraw(connection: Connection, guid: str) -> bool:
    """Take an episode out of the feed; False when there is no such episode in it."""
    return _amend(connection, WITHDRAWN, guid, "An episode was taken out of the feed.")


def entries_of(connection: Connection, guid: str = "") -> dict[str, Entry]:
    """Everything the notes say of the connection's episodes, or of one of them, by guid."""
    return _folded(notes_of(connection, KINDS, guid))


def _folded(rows: Iterable[RemoteNote]) -> dict[str, Entry]:
    entries: dict[str, Entry] = {}
    for row in rows:
        before = entries.get(row.key)
        entries[row.key] = Entry(
            url=row.data.get("url") or (before.url if before else ""),
            changed_at=row.created_at,
            words=row.data.get("words") or (before.words if before else {}),
            is_withdrawn=row.kind == WITHDRAWN or bool(before and before.is_withdrawn),
        )
    return entries


def _amend(connection: Connection, kind: str, guid: str, message: str, **meta) -> bool:
    with transaction.atomic():
        _hold(connection)
        entry = entries_of(connection, guid).get(guid)
        if entry is None or entry.is_withdrawn:
            return False
        write_note(connection, kind, guid, message, meta)
    return True


def _hold(connection: Connection) -> None:
    """One writer at a time for each podcast."""
    Connection.objects.select_for_update().filter(pk=connection.pk).values_list("pk").first()
