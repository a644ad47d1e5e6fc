"""The journal: what was sent and what became of it, in plain files outside the database.

After the database is lost, full or restored from an old copy, these lines still know which posts
may be out (`reliability.md` §6). One JSON line per event; no words of a post and no token.
"""

import contextlib
import enum
import errno
import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import structlog
from django.conf import settings

log = structlog.get_logger(__name__)

# A database copy that is older than this is not rescued by the journal.
KEPT_FOR = timedelta(days=35)
# … and however far the clock jumps ahead, the latest files stay.
KEPT_FILES = 31


POST, COMMENT = "post", "comment"  # what a line is about


class Event(enum.StrEnum):
    """What a line says about one try."""

    INTENT = "intent"  # written before the call: from here on the platform may have the post
    ACCEPTED = "accepted"
    REJECTED = "rejected"  # or never sent: it is certain that nothing was posted
    ABSENT = "absent"


@dataclass(frozen=True)
class Line:
    """One event. `at` is UTC; `external_id` is the platform's id of what it accepted."""

    event: Event
    op_key: str
    number: int
    schedule_id: str
    at: datetime
    external_id: str = ""
    kind: str = POST

    def to_json(self) -> str:
        values = {**vars(self), "at": self.at.isoformat()}
        if self.kind == POST:  # as lines were before there were others
            del values["kind"]
        return json.dumps(values, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> "Line":
        """The line that was written. Raises ValueError, KeyError or TypeError for a damaged one."""
        values = json.loads(text)
        return cls(
            event=Event(values["event"]),
            op_key=str(values["op_key"]),
            number=int(values["number"]),
            schedule_id=str(values["schedule_id"]),
            at=datetime.fromisoformat(values["at"]),
            external_id=str(values["external_id"]),
            kind=str(values.get("kind", POST)),
        )


def append(line: Line) -> None:
    """Write one line and wait until it is on the disk. Raises OSError when it is not."""
    folder = settings.JOURNAL_DIR
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / f"{line.at.astimezone(UTC):%Y-%m-%d}.jsonl"
    is_new = not path.exists()
    # the first newline parts this line from one that was cut off by a full disk
    _append_bytes(path, f"\n{line.to_json()}\n".encode())
    if is_new:
        _sync_folder(folder)
        forget_old(folder, now=line.at)


def _append_bytes(path: Path, data: bytes) -> None:
    file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        if os.write(file, data) != len(data):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))
        os.fsync(file)
    finally:
        os.close(file)


def _sync_folder(folder: Path) -> None:
    """The name of a new file must survive a power loss as well."""
    entry = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(entry)
    finally:
        os.close(entry)


def count_lines(folder: Path, schedule_ids: set[str]) -> int:
    """How many lines are about these posts."""
    return sum(1 for path in files_in(folder) for _ in _places(path, schedule_ids))


def blank_lines(folder: Path, schedule_ids: set[str]) -> int:
    """Write spaces over every line about these posts; returns how many.

    In place, because other processes append meanwhile and readers remember how far they were:
    neither length nor order of a file changes, and empty lines are passed over.
    """
    count = 0
    for path in files_in(folder):
        places = list(_places(path, schedule_ids))
        if places:
            _write_over(path, places)
        count += len(places)
    return count


def _places(path: Path, schedule_ids: set[str]) -> Iterator[tuple[int, int]]:
    """(offset, length without the newline) of the whole lines about these posts."""
    offset = 0
    with path.open("rb") as file:
        for text in file:
            if text.endswith(b"\n") and _post_of(text) in schedule_ids:
                yield offset, len(text) - 1
            offset += len(text)


def _post_of(text: bytes) -> str:
    try:
        return Line.from_json(text.decode()).schedule_id
    except (ValueError, KeyError, TypeError):
        return ""


def _write_over(path: Path, places: list[tuple[int, int]]) -> None:
    file = os.open(path, os.O_WRONLY | os.O_CLOEXEC)
    try:
        for offset, length in places:
            os.pwrite(file, b" " * length, offset)
        os.fsync(file)
    finally:
        os.close(file)


def files_in(folder: Path) -> list[Path]:
    """The journal's files, the oldest day first."""
    return sorted(folder.glob("????-??-??.jsonl"))


def forget_old(folder: Path, *, now: datetime) -> int:
    """Delete the files of days long past; returns how many. The latest 31 always stay."""
    first_kept = f"{(now - KEPT_FOR).astimezone(UTC):%Y-%m-%d}.jsonl"
    old = [path for path in files_in(folder)[:-KEPT_FILES] if path.name < first_kept]
    for path in old:
        with contextlib.suppress(FileNotFoundError):  # another worker was first
            path.unlink()
    return len(old)


class Reader:
    """Reads what was added since the last time; a line that is not finished is left for later."""

    def __init__(self, folder: Path):
        self.folder = folder
        self._offsets: dict[str, int] = {}

    def read_new(self) -> list[Line]:
        """The new lines of all files, the oldest day first."""
        return [line for path in files_in(self.folder) for line in self._read(path)]

    def _read(self, path: Path) -> list[Line]:
        offset = self._offsets.get(path.name, 0)
        size = path.stat().st_size
        if size == offset:
            return []
        if size < offset:  # somebody put an older file there
            offset = 0
        with path.open("rb") as file:
            file.seek(offset)
            data = file.read()
        whole = data[: data.rfind(b"\n") + 1]
        self._offsets[path.name] = offset + len(whole)
        return parse(whole.splitlines(), source=path.name)


def parse(texts: Iterable[bytes], *, source: str) -> list[Line]:
    """The lines that can be read; damaged ones are logged and left out."""
    lines = []
    for text in texts:
        if not text.strip():
            continue
        try:
            lines.append(Line.from_json(text.decode()))
        except (ValueError, KeyError, TypeError):
            log.warning("a damaged line of the journal", file=source)
    return lines


def latest_by_post(lines: Iterable[Line], known: dict[str, Line] | None = None) -> dict[str, Line]:
    """The line that counts for each post: the last one, but nothing takes “accepted” back."""
    counts = dict(known or {})
    for line in lines:
        earlier = counts.get(line.schedule_id)
        if earlier is None or earlier.event != Event.ACCEPTED:
            counts[line.schedule_id] = line
    return counts
