"""Thousands of posts while senders are killed and frozen, the database restarts or its disk fills
up, and the wall clock jumps.

All waits are a twentieth of the real ones (`pace.hurry`), so that sweeps, look-ups and second tries
run in real time beside the sending, under the same fire.
"""

import random
import signal
import time
from datetime import UTC, datetime
from pathlib import Path

from chaos.fire import Fire
from chaos.lab import Lab, open_lab
from chaos.pace import set_clock
from chaos.plan import Run
from chaos.result import Row
from chaos.stores import PostgresDatabases

HURRY = 20
LEASE_SECONDS = 6.0  # a busy machine is no fault: shorter, and most calls would be given up
HOUR = 3600
STEPS = (HOUR, HOUR, -HOUR, HOUR)
# 20 posts an account at full size: with second tries still under what Instagram allows in a day
ACCOUNTS = 250
PAUSE = (0.2, 0.6)
DISK_IS_FULL_SECONDS = 1.5
NO_SPACE = "No space left on device"
DRAIN_SECONDS = 1800
FOR_PERSON = 0.005
OPEN = "SELECT count(*) FROM posting_schedule WHERE status NOT IN ('posted','failed','canceled')"


def restart(store: PostgresDatabases, how: signal.Signals) -> None:
    """Stop the server, stay away for a moment, start it again."""
    store.server.stop(how)
    time.sleep(0.5)
    store.server.start()


def full_disk(run: Run) -> None:
    """No byte is left for a while. A server that gave up is started again, as a machine does."""
    run.disk.fill(DISK_IS_FULL_SECONDS)
    if isinstance(run.store, PostgresDatabases):
        run.store.server.revive()


def trouble(run: Run, clock: Path) -> list:
    """All that happens besides kills, in a random order, as calls without arguments."""
    moves = []
    if isinstance(run.store, PostgresDatabases):
        hows = (signal.SIGINT, signal.SIGQUIT)
        for n in range(run.size.restarts):
            moves.append(lambda how=hows[n % 2]: restart(run.store, how))
    if not run.disk.why:
        moves += [lambda: full_disk(run)] * run.size.full_disks
    random.Random(run.seed).shuffle(moves)
    offset = 0
    for n, step in enumerate(STEPS):
        offset += step
        place = (n + 1) * len(moves) // (len(STEPS) + 1) + n
        moves.insert(place, lambda to=offset: set_clock(clock, to))
    return moves


def hurt(run: Run) -> str:
    """What was done to the database, in words."""
    disks = f"{run.size.full_disks} full disks"
    if run.disk.why:
        disks = f"no full disk ({run.disk.why})"
    if isinstance(run.store, PostgresDatabases):
        errors = run.store.server.log().count(NO_SPACE)
        return f"{run.size.restarts} restarts, {disks} ({errors} errors of the server by it)"
    return disks


def measure(run: Run) -> list[Row]:
    """One torture; the database and its journal are on a small disk."""
    size, clock = run.size, run.folder / "clock"
    row = Row("torture", run.store.vendor, "")
    run.folder.mkdir(parents=True, exist_ok=True)
    set_clock(clock, 0)
    with open_lab(run.folder / "lab", run.store) as lab:
        lab.settings["PUBLISH_LEASE_SECONDS"] = LEASE_SECONDS
        # the call is given up after three seconds; what is late lands just after that
        lab.control.set_behaviour(slow_seconds=0.2, late_seconds=3.5, retry_after_seconds=1)
        lab.control.set_behaviour(listing_lag_seconds=1, listing_failure_rate=0.1)
        lab.control.set_faults(seed=run.seed)
        database = _rows(run, lab)
        fire = Fire(lab, database, run.seed, hurry=HURRY, clock_file=str(clock))
        _burn(run, fire, trouble(run, clock))
        left = _drain(run, fire, database)
        fire.end_all()
        time.sleep(4)  # what the dead ones sent lands
        row.add(lab.judge(database))
    row.kills = fire.kills
    row.did = f"{fire.freezes} freezes, {hurt(run)}, {len(STEPS)} clock steps"
    row.judge()
    row.require(left == 0, f"{left} posts still open after {DRAIN_SECONDS} s")
    row.require(fire.kills >= size.torture_kills, "too few kills")
    row.require(row.for_person <= FOR_PERSON * row.posts, "too many need a person")
    return [row]


def _rows(run: Run, lab: Lab) -> Path:
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
    database = run.disk.folder / "fire.db"
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
