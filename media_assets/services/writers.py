"""Is somebody still writing this file? Asked of Linux's /proc; elsewhere nobody can be seen."""

import os
from collections.abc import Iterator
from pathlib import Path

PROC = Path("/proc")


def is_being_written(path: Path) -> bool:
    """Whether a process of this machine that we may look at has `path` open for writing.

    A slow copy may pause for longer than a file needs to settle.
    """
    return any(_may_write(handle) for handle in _handles_of(os.path.realpath(path)))


def _handles_of(target: str) -> Iterator[Path]:
    """The open handles of `target`, as /proc names them; the links are read, never followed."""
    for handle in PROC.glob("[0-9]*/fd/*"):
        try:
            if os.readlink(handle) == target:  # noqa: PTH115  (a Path would be built for each)
                yield handle
        except OSError:  # the process ended, or is somebody else's
            continue


def _may_write(handle: Path) -> bool:
    try:
        lines = (handle.parent.parent / "fdinfo" / handle.name).read_text().splitlines()
    except OSError:
        return False
    flags = next((line for line in lines if line.startswith("flags:")), "flags: 0")
    return bool(int(flags.split()[1], 8) & (os.O_WRONLY | os.O_RDWR))
