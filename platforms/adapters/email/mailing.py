"""Who has a letter already: notes that are written before and after each small batch.

A worker may die in the middle of a list, and the publisher keeps an adapter's handles only before
and after the whole call, so the notes are rows of their own. They hold fingerprints, no addresses.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from platforms.models import Connection, RemoteNote
from platforms.services.notes import notes_of, write_note

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


def begin(connection: Connection, letter: str, marks: Sequence[str]) -> RemoteNote:
    """Note, before the first byte, that these may get the letter now."""
    message = f"{len(marks)} letters are about to go out."
    return write_note(connection, BEGUN, letter, message, {"marks": list(marks)})


def finish(connection: Connection, begun: RemoteNote, batch: Batch) -> None:
    """Note what became of them; those in none of the batch's lists were not tried."""
    message = f"{len(batch.sent)} of {len(begun.data['marks'])} letters went out."
    write_note(connection, DONE, begun.key, message, {"begun": str(begun.pk), **vars(batch)})


def progress_of(connection: Connection, letter: str) -> Progress:
    """All notes of a letter, summed up."""
    return _folded(notes_of(connection, (BEGUN, DONE), letter))


def _folded(rows: Iterable[RemoteNote]) -> Progress:
    """The sum of the notes, in whatever order they come: a clock may have been set back."""
    progress, begun = Progress(), {}
    for row in rows:
        note = row.data
        if row.kind == BEGUN:
            begun.setdefault(str(row.pk), note["marks"])
            continue
        begun[note["begun"]] = note["unsure"]
        progress.sent.update(note["sent"])
        progress.refused.update(note["refused"])
        progress.put_off.update(note["put_off"])
    doubtful = {mark for marks in begun.values() for mark in marks}
    progress.in_doubt = doubtful - progress.sent - progress.refused
    return progress
