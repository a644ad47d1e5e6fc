"""A small disk of its own, and somebody who fills it."""

import contextlib
import errno
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

DISK_BYTES = 600_000_000
CHUNK = 1_000_000


@dataclass(frozen=True)
class Disk:
    """A folder; `why` says why it is no disk of its own."""

    folder: Path
    why: str = ""

    def fill(self, seconds: float) -> None:
        """Take every byte that is left, for a while."""
        ballast = self.folder / "ballast"
        end = time.monotonic() + seconds
        with ballast.open("wb", buffering=0) as file:
            while time.monotonic() < end:
                _write_until_full(file)
                time.sleep(0.05)
        ballast.unlink()


def _write_until_full(file) -> None:
    size = CHUNK
    while size:
        try:
            file.write(b"\0" * size)
        except OSError as error:
            if error.errno != errno.ENOSPC:
                raise
            size //= 10


@contextlib.contextmanager
def small_disk() -> Iterator[Disk]:
    """A disk in memory, open to all users (PostgreSQL runs as one of its own). Needs root."""
    with tempfile.TemporaryDirectory(prefix="reelay-disk-", ignore_cleanup_errors=True) as made:
        folder = Path(made)
        folder.chmod(0o755)
        options = f"size={DISK_BYTES},mode=0755"
        command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", made]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        try:
            yield Disk(folder, done.stderr.strip() if done.returncode else "")
        finally:
            if done.returncode == 0:
                subprocess.run(["umount", "-l", made], check=True)
