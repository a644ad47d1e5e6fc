"""Has this file stopped changing? Pure: no clock, no disk."""

from collections.abc import Hashable, Iterable
from datetime import datetime, timedelta
from pathlib import Path


class FileSettler:
    """Remembers how each file looked, and since when it has looked so."""

    def __init__(self, delay: timedelta) -> None:
        self.delay = delay
        self._seen: dict[Path, tuple[Hashable, datetime]] = {}

    def saw(self, path: Path, state: Hashable, now: datetime) -> None:
        """The file looks like `state` (size, times, inode) at `now`; another look starts afresh."""
        before = self._seen.get(path)
        if before is None or before[0] != state:
            self._seen[path] = (state, now)

    def settled(self, now: datetime) -> list[tuple[Path, Hashable]]:
        """Files that have looked the same for `delay`, oldest first; they are forgotten here."""
        ready = [(since, path) for path, (_, since) in self._seen.items()]
        done = [path for since, path in sorted(ready) if now - since >= self.delay]
        return [(path, self._seen.pop(path)[0]) for path in done]

    def keep_only(self, paths: Iterable[Path]) -> None:
        """Forget files that are not there any more."""
        there = set(paths)
        self._seen = {path: seen for path, seen in self._seen.items() if path in there}

    @property
    def waiting(self) -> int:
        """How many files are watched until they settle."""
        return len(self._seen)
