"""Thousands of posts while senders are killed and frozen, the database restarts or its disk fills
up, and the wall clock jumps.

All waits are a sixtieth of the real ones (`pace.hurry`), so that sweeps, look-ups and second tries
run in real time beside the sending, under the same fire.
"""

import contextlib
import errno
import random
import signal
import subprocess
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from chaos.fire import Fire
from chaos.lab import Lab, open_lab
from chaos.pace import set_clock
from chaos.plan import Run
from chaos.result import Row
from chaos.stores import PostgresDatabases

HURRY = 60
LEASE_SECONDS = 2.0
HOUR = 3600
STEPS = (HOUR, HOUR, -HOUR, HOUR)
ACCOUNTS = 100
PAUSE = (0.2, 0.6)
DISK_BYTES = 400_000_000
DRAIN_SECONDS = 900
FOR_PERSON = 0.005
OPEN = "SELECT count(*) FROM posting_schedule WHERE status NOT IN ('posted','failed','canceled')"


@contextlib.contextmanager
def small_disk(folder: Path) -> Iterator[str]:
    """A disk of its own on `folder`; yields why there is none, or nothing. Needs root."""
    folder.mkdir(parents=True)
    command = ["mount", "-t", "tmpfs", "-o", f"size={DISK_BYTES}", "tmpfs", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    try:
        yield done.stderr.strip()
    finally:
        if done.returncode == 0:
            subprocess.run(["umount", "-l", str(folder)], check=True)


def fill_disk(folder: Path, seconds: float) -> None:
    """Take every byte that is left, for a while."""
    ballast = folder / "ballast"
    end = time.monotonic() + seconds
    with ballast.open("wb", buffering=0) as file:
        while time.monotonic() < end:
            size = 1_000_000
            while size:
                try:
                    file.write(b"\0" * size)
                except OSError as error:
                    if error.errno != errno.ENOSPC:
                        raise
                    size //= 10
            time.sleep(0.05)
    ballast.unlink()


def restart(store: PostgresDatabases, how: signal.Signals) -> None:
    """Stop the server, stay away for a moment, start it again."""
    store.server.stop(how)
    time.sleep(0.5)
    store.server.start()


def trouble(run: Run, lab: Lab, clock: Path, disk: Path | None) -> list:
    """All that happens besides kills, in a random order, as calls without arguments."""
    random_order = random.Random(run.seed)
    moves = []
    if isinstance(run.store, PostgresDatabases):
        hows = (signal.SIGINT, signal.SIGQUIT)
        for n in range(run.size.restarts):
            moves.append(lambda how=hows[n % 2]: restart(run.store, how))
    elif disk is not None:
        moves += [lambda: fill_disk(disk, 1.5)] * run.size.full_disks
    random_order.shuffle(moves)
    offset = 0
    for n, step in enumerate(STEPS):
        offset += step
        place = (n + 1) * len(moves) // (len(STEPS) + 1) + n
        moves.insert(place, lambda to=offset: set_clock(clock, to))
    return moves


def measure(run: Run) -> list[Row]:
    """One torture; the database (and, on SQLite, its small disk) is the run's own."""
    row = Row("torture", run.store.vendor, "")
    if run.store.vendor == "sqlite":
        with small_disk(run.folder / "disk") as why:
            _torture(run, row, None if why else run.folder / "disk", why)
    else:
        _torture(run, row, None, "")
    return [row]


def _torture(run: Run, row: Row, disk: Path | None, why: str) -> None:
    size, clock = run.size, run.folder / "clock"
    run.folder.mkdir(parents=True, exist_ok=True)
    set_clock(clock, 0)
    with open_lab(run.folder / "lab", run.store) as lab:
        lab.settings["PUBLISH_LEASE_SECONDS"] = LEASE_SECONDS
        # the call is given up after a second; what is late lands just after that
        lab.control.set_behaviour(slow_seconds=0.2, late_seconds=1.3, retry_after_seconds=1)
        lab.control.set_behaviour(listing_lag_seconds=1, listing_failure_rate=0.1)
        lab.control.set_faults(seed=run.seed)
        database = _rows(run, lab, disk)
        fire = Fire(lab, database, run.seed, hurry=HURRY, clock_file=str(clock))
        _burn(run, fire, trouble(run, lab, clock, disk))
        left = _drain(run, fire, database)
        fire.end_all()
        time.sleep(2)  # what the dead ones sent lands
        row.add(lab.judge(database))
    row.kills = fire.kills
    hurt = (
        f"{size.restarts} restarts" if disk is None and not why else f"{size.full_disks} full disks"
    )
    hurt = f"no full disk ({why})" if why else hurt
    row.did = f"{fire.kills} kills, {fire.freezes} freezes, {hurt}, {len(STEPS)} clock steps"
    row.judge()
    row.require(left == 0, f"{left} posts still open after {DRAIN_SECONDS} s")
    row.require(fire.kills >= size.torture_kills, "too few kills")
    row.require(row.for_person <= FOR_PERSON * row.posts, "too many need a person")


def _rows(run: Run, lab: Lab, disk: Path | None) -> Path:
    """The database under fire: a third of its posts is due now, the rest after an hour, and two."""
    each = run.size.torture_posts // 3
    spacing = HOUR / (each / ACCOUNTS)
    template = lab.template(
        "torture",
        posts=run.size.torture_posts,
        accounts=ACCOUNTS,
        at=datetime.fromtimestamp(time.time() - HOUR + 60, UTC).isoformat(),
        spacing=spacing,
    )
    if disk is None:
        return lab.copy(template, "fire")
    database = disk / "fire.db"
    run.store.copy(template, database)
    return database


def _burn(run: Run, fire: Fire, moves: list) -> None:
    """Kills and freezes until there were enough, the other trouble spread among them."""
    strikes = run.size.torture_kills + run.size.torture_freezes
    every = max(1, strikes // (len(moves) + 1))
    freezes = set(fire.random.sample(range(strikes), run.size.torture_freezes))
    for strike in range(strikes):
        fire.fill_up()
        time.sleep(fire.random.uniform(*PAUSE))
        if strike in freezes:
            fire.freeze()
        else:
            fire.kill()
        if strike and strike % every == 0 and moves:
            moves.pop(0)()
    while moves:
        fire.fill_up()
        moves.pop(0)()


def _drain(run: Run, fire: Fire, database: Path) -> int:
    """Let the senders finish, unharmed; returns how many posts are still open."""
    fire.fill_up()
    end = time.monotonic() + DRAIN_SECONDS
    while (left := run.store.read(database, OPEN)[0][0]) and time.monotonic() < end:
        time.sleep(1)
    return left
