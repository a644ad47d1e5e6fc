"""Who has a letter already: notes in the event log, written before and after each small batch.

A worker may die in the middle of a list, and the publisher keeps an adapter's handles only before
and after the whole call, so the notes are rows of their own. They hold fingerprints, no addresses.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from platforms.models import Connection
from teams.models import EventLog
from teams.services.events import record_event

BEGUN, DONE = "letter_begun", "letter_batch_done"


@dataclass
class Batch:
    """What became of some addresses (fingerprints)."""

    sent: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)  # for good
    put_off: list[str] = field(default_factory=list)  # “not now”: the server has not got it
    unsure: list[str] = field(default_factory=list)  # no answer after the last byte


@dataclass
class Progress:
    """What is known of one letter. `in_doubt`: may have got it, nobody knows."""

    sent: set[str] = field(default_factory=set)
    refused: set[str] = field(default_factory=set)
    in_doubt: set[str] = field(default_factory=set)
    put_off: Counter[str] = field(default_factory=Counter)

    def is_handled(self, mark: str) -> bool:
        """Whether this address is to be left alone for good."""
        return mark in self.sent or mark in self.refused


def fingerprint(letter: str, address: str) -> str:
    """A short name for an address that does not give it away, different for each letter."""
    return hashlib.sha256(f"{letter}\n{address}".encode()).hexdigest()[:20]


def begin(connection: Connection, letter: str, marks: Sequence[str]) -> EventLog:
    """Note, before the first byte, that these may get the letter now."""
    message = f"{len(marks)} letters are about to go out."
    return record_event(
        connection.team, BEGUN, connection, message, letter=letter, marks=list(marks)
    )


def finish(connection: Connection, begun: EventLog, batch: Batch) -> None:
    """Note what became of them; those in none of the batch's lists were not tried."""
    record_event(
        connection.team,
        DONE,
        connection,
        f"{len(batch.sent)} of {len(begun.meta_json['marks'])} letters went out.",
        letter=begun.meta_json["letter"],
        begun=str(begun.pk),
        **vars(batch),
    )


def progress_of(connection: Connection, letter: str) -> Progress:
    """All notes of a letter, summed up."""
    rows = EventLog.objects.in_team(connection.team).filter(
        subject_type=Connection._meta.db_table,
        subject_id=str(connection.pk),
        event_type__in=(BEGUN, DONE),
        meta_json__letter=letter,
    )
    return _folded(rows)


def _folded(rows: Iterable[EventLog]) -> Progress:
    """The sum of the notes, in whatever order they come: a clock may have been set back."""
    progress, begun = Progress(), {}
    for row in rows:
        note = row.meta_json
        if row.event_type == BEGUN:
            begun.setdefault(str(row.pk), note["marks"])
            continue
        begun[note["begun"]] = note["unsure"]
        progress.sent.update(note["sent"])
        progress.refused.update(note["refused"])
        progress.put_off.update(note["put_off"])
    doubtful = {mark for marks in begun.values() for mark in marks}
    progress.in_doubt = doubtful - progress.sent - progress.refused
    return progress
