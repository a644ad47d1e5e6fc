"""What each app adds to an export and an erasure beside its tables, which are found by themselves.

Apps are on higher floors than this one, so they register in their `AppConfig.ready`.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from teams.models import Team, User


@dataclass(frozen=True)
class StoredFile:
    """A file of a team in storage. `read` opens it anew each time; it gives bytes in pieces."""

    path: str
    read: Callable[[], Iterator[bytes]]


@dataclass(frozen=True)
class Step:
    """Something that was done outside of the database, such as a token given up at its network.

    `write` changes the rows that remember it; it is called in one transaction with the receipt,
    which gets `entry` (no personal data) in its list `section`. A step may be repeated.
    """

    section: str
    entry: dict
    write: Callable[[], object] = lambda: None


def _nothing(team: Team) -> Iterable:
    return ()


@dataclass(frozen=True)
class Part:
    """One app's part.

    secrets: columns that are never exported, by model label.
    blockers: sentences that say why the team cannot be erased now, and what to do.
    close: stops what is planned and shuts public doors; may be called again.
    give_up: tells the world outside, step by step; no transaction is open meanwhile.
    count_outside: what lies beside database and storage and names rows of the team, by name.
    erase_outside: removes that.
    files: everything that the team has in storage.
    erase_files: removes it all; needs no row of the team, and may be called again.
    forget_person: takes a person's name out of texts of teams.
    """

    secrets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    blockers: Callable[[Team], Iterable[str]] = _nothing
    close: Callable[[Team, datetime], object] = lambda team, now: None
    give_up: Callable[[Team], Iterable[Step]] = _nothing
    count_outside: Callable[[Team], Mapping[str, int]] = lambda team: {}
    erase_outside: Callable[[Team], object] = _nothing
    files: Callable[[UUID], Iterable[StoredFile]] = lambda team_id: ()
    erase_files: Callable[[UUID], object] = lambda team_id: None
    forget_person: Callable[[User], object] = lambda person: None


_parts: dict[str, Part] = {}


def register(name: str, part: Part) -> None:
    """Add the part of the app `name`; registered again, it takes the place of the first."""
    _parts[name] = part


def parts() -> list[Part]:
    """Every app's part, in the order in which apps were loaded: lower floors first."""
    return list(_parts.values())


def secret_columns(label: str) -> frozenset[str]:
    """The columns of a model that no export holds."""
    return frozenset(name for part in parts() for name in part.secrets.get(label, ()))
