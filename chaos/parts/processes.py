"""Two real clusters and a real clock; every kind of their processes is killed, some are frozen.

They are the product's own commands under the product's own supervisor, on a PostgreSQL of their
own. Only the waits are shorter. Each post is also handed to the clusters as a task when it is due.

At the end the clock is taken away and both clusters are made to hang (the worker that holds the
queue's lock is killed): the watchdog must notice, and what is due must still go out.
"""

import random
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from chaos.lab import Lab, open_lab
from chaos.parts.torture import OPEN
from chaos.plan import Run
from chaos.real.crew import BEAT, CLUSTERS, ROLES, Crew
from chaos.result import Row

HURRY = 20
LEASE_SECONDS = 6.0
PAUSE = (1.5, 3.5)
FREEZE_EVERY = 8  # every eighth strike freezes, until the lease is over
HELD_BACK = 10  # posts that are due when the clusters hang
LATER = timedelta(days=1)
DRAIN_SECONDS = 600
CURED_SECONDS = 240
SILENCE = "SELECT alive_at FROM heartbeats WHERE name = '{}'"
LAST_WORKER = f"SELECT pid FROM heartbeats WHERE name = '{BEAT}'"
BY_CLOCK = "SELECT count(*) FROM publish_attempts WHERE worker_node LIKE 'clock:%'"
BY_TASK = "SELECT count(*) FROM publish_attempts WHERE worker_node NOT LIKE 'clock:%'"


def environment(run: Run, lab: Lab, database: Path) -> dict[str, str]:
    """Of the real processes."""
    return {
        **lab.environment,
        "DJANGO_SETTINGS_MODULE": "chaos.real.settings",
        "DATABASE_URL": run.store.url(database),
        "SANDBOX_URL": lab.control.base_url,
        "PUBLISH_LEASE_SECONDS": str(LEASE_SECONDS),
        "CHAOS_HURRY": str(HURRY),
    }


def burn(run: Run, crew: Crew) -> tuple[dict[str, int], int]:
    """Strike one role after the other; returns kills by role, and freezes."""
    chance = random.Random(run.seed)
    kills = dict.fromkeys(ROLES, 0)
    freezes = turn = 0
    wanted = run.size.process_kills
    # on until every kind was struck; some are away for a moment, and are met later
    while (sum(kills.values()) < wanted or 0 in kills.values()) and turn < 5 * wanted:
        turn += 1
        crew.live(chance.uniform(*PAUSE))
        if turn % FREEZE_EVERY == 0:
            freezes += freeze(crew, chance)
            continue
        # the role that was struck least so far
        role = min(ROLES, key=lambda name: (kills[name], chance.random()))
        if not crew.strike(role, signal.SIGKILL, chance):
            role = chance.choice(ROLES)
            if not crew.strike(role, signal.SIGKILL, chance):
                continue
        kills[role] += 1
    return kills, freezes


def freeze(crew: Crew, chance: random.Random) -> int:
    """Freeze a clock or a worker past its lease, the others go on; returns how many."""
    role, which = chance.choice(("clock", "worker")), chance.getstate()
    if not crew.strike(role, signal.SIGSTOP, chance):
        return 0
    crew.live(LEASE_SECONDS * 1.2)
    chance.setstate(which)
    crew.strike(role, signal.SIGCONT, chance)
    return 1


def drain(run: Run, crew: Crew, database: Path, leave: int) -> float:
    """Wait until no more than `leave` posts are open; returns the seconds it took."""
    started = time.monotonic()
    while (seconds := time.monotonic() - started) < DRAIN_SECONDS:
        if run.store.read(database, OPEN)[0][0] <= leave:
            break
        crew.live(1)
    return seconds


@contextmanager
def open_stage(run: Run) -> Iterator[tuple[Lab, Crew, Path]]:
    """The laboratory, the running processes, and their database."""
    with open_lab(run.folder, run.store) as lab:
        lab.settings["PUBLISH_LEASE_SECONDS"] = LEASE_SECONDS
        # a call is given up after three seconds; what is late lands just after that
        lab.control.set_behaviour(slow_seconds=0.3, late_seconds=3.5, retry_after_seconds=1)
        lab.control.set_behaviour(listing_lag_seconds=2, listing_failure_rate=0.1)
        lab.control.set_faults(seed=run.seed)
        posts = run.size.process_posts
        words = {
            "posts": posts,
            "accounts": posts // 5,
            "at": (datetime.now(UTC) + LATER).isoformat(),
        }
        database = lab.copy(lab.template("real template", **words), "real")
        crew = Crew(environment(run, lab, database), lambda name: silence(run, database, name))
        crew.prepare()
        crew.start(hangs_after=timedelta(seconds=run.size.hang_seconds))
        try:
            yield lab, crew, database
        finally:
            crew.stop()


def measure(run: Run) -> list[Row]:
    """The fire, then the hang."""
    with open_stage(run) as (lab, crew, database):
        fire = under_fire(run, lab, crew, database)
        hang = hang_and_heal(run, lab, crew, database)
        crew.live(4)  # what the dead ones sent lands
        fire.add(lab.judge(database))
    fire.judge()
    return [fire, hang]


def under_fire(run: Run, lab: Lab, crew: Crew, database: Path) -> Row:
    """Strike until there were enough, and let those that live finish."""
    row = Row("real processes", run.store.vendor, "")
    plan(run, lab, database)
    nudges = lab.start("nudge", database, until=(datetime.now(UTC) + LATER / 2).isoformat())
    kills, freezes = burn(run, crew)
    seconds = drain(run, crew, database, HELD_BACK)
    lab.wait(nudges)
    by = [run.store.read(database, query)[0][0] for query in (BY_CLOCK, BY_TASK)]
    row.kills = sum(kills.values())
    struck = ", ".join(f"{count} {role}" for role, count in kills.items())
    row.did = (
        f"{struck}, {freezes} freezes; {by[0]} attempts by the clock, {by[1]} by tasks; "
        f"all out {seconds:.0f} s after the last kill"
    )
    row.require(min(kills.values()) >= 1, "not every kind of process was killed")
    row.require(min(by) >= 1, "the clock or the clusters did nothing")
    return row


def plan(run: Run, lab: Lab, database: Path) -> None:
    """Posts are due one after the other while processes die; the last ten are held back."""
    posts = run.size.process_posts - HELD_BACK
    seconds = run.size.process_kills * sum(PAUSE) / 2
    until = (datetime.now(UTC) + timedelta(seconds=seconds)).isoformat()
    lab.run("replan", database, count=posts, until=until, apart=seconds / posts)


def hang_and_heal(run: Run, lab: Lab, crew: Crew, database: Path) -> Row:
    """Nobody works any more, and ten posts become due: when does one work again, when are they out?

    Nobody was alive for more than a minute, so each of the ten is looked up before it is sent.
    """
    lab.control.set_faults({"ok": 100}, seed=run.seed)
    crew.dismiss_clock()
    crew.live(run.size.hang_seconds / 4)  # fresh clusters beat within that
    before = crew.workers()
    killed, stuck = crew.hang()
    started = time.monotonic()
    lab.run("replan", database, count=HELD_BACK, until=datetime.now(UTC).isoformat())
    cured = wait_for_beat(run, crew, database, before)
    drain(run, crew, database, 0)
    out = time.monotonic() - started
    row = Row("both clusters hang", run.store.vendor, "", kills=killed)
    row.did = (
        f"no clock, {killed} lock holders killed, {stuck} clusters hung since the fire; "
        f"tasks again after {cured:.0f} s, "
        f"the last of {HELD_BACK} due posts out after {out:.0f} s"
    )
    row.require(killed + stuck == len(CLUSTERS), "a cluster did not hang")
    row.require(cured <= CURED_SECONDS, "the watchdog was too slow")
    return row


def wait_for_beat(run: Run, crew: Crew, database: Path, before: set[int]) -> float:
    """The seconds until a worker that was not there `before` carries out a task."""
    started = time.monotonic()
    while (seconds := time.monotonic() - started) < DRAIN_SECONDS:
        crew.live(1)
        if run.store.read(database, LAST_WORKER)[0][0] not in before:
            break
    return seconds


def silence(run: Run, database: Path, name: str) -> timedelta | None:
    """How long a process has been silent, as the supervisor of `manage.py up` asks."""
    found = run.store.read(database, SILENCE.format(name))
    if not found:
        return None
    alive_at = datetime.fromisoformat(str(found[0][0]))
    return datetime.now(UTC) - alive_at.replace(tzinfo=alive_at.tzinfo or UTC)
