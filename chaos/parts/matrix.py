"""Every crash point, then a second one, under every behaviour of the platform."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from chaos.lab import Lab, Verdict, open_lab
from chaos.plan import Run
from chaos.result import Row
from chaos.timing import GAVE_UP_SECONDS, LATE_SECONDS
from platforms.sandbox.faults import STANDARD_MIX
from publishing.crash_points import CRASH_POINTS

BEHAVIOURS = tuple(STANDARD_MIX)
# these points lie on the way of a post that is in doubt already
REPAIR_POINTS = {
    "in_sweep": "after_gate",
    "in_lookup": "after_call",
    "in_verdict": "after_call",
    "in_replay": "after_result_line",
}
# only an answer that proves “accepted” leaves something for the journal to repair
ANSWERED = {"ok", "accepted_but_slow"}
TRIES = 3  # a machine that is too busy closes the gate before the point


def run_case(
    lab: Lab, point: str, behaviour: str, *, second: str | None = None, **words
) -> tuple[Verdict, bool]:
    """One post, one crash or two, recovery; the verdict, and whether the process died first."""
    lab.control.clear()
    lab.control.set_behaviour(slow_seconds=0.1, late_seconds=LATE_SECONDS, retry_after_seconds=1)
    lab.control.script_faults(behaviour)
    now = datetime.now(UTC)
    template = lab.template("one post", posts=1, accounts=1, at=now.isoformat())
    database = lab.copy(template)
    first = REPAIR_POINTS.get(point, point)
    died = crash(lab, "tick", database, now=now.isoformat(), crash_at=first, **words)
    for name in filter(None, (REPAIR_POINTS.get(point) and point, second)):
        again = crash(lab, "recover", database, now=now.isoformat(), crash_at=name, **words)
        died = again if name == point else died
    lab.run("recover", database, now=now.isoformat(), **words)
    return lab.judge(database), died


def crash(lab: Lab, do: str, database: Path, **words) -> bool:
    """Run a command that is to die; whether it did.

    Its simulated time goes on at once, but what the dead worker sent may land later for real.
    """
    started = time.monotonic()
    died = lab.run(do, database, **words) == -9
    if time.monotonic() - started > GAVE_UP_SECONDS:
        time.sleep(LATE_SECONDS)
    return died


def is_reached(
    lab: Lab, point: str, behaviour: str, second: str | None = None, **words
) -> tuple[Verdict, bool]:
    """Like `run_case`, again while the point was not reached."""
    for _ in range(TRIES):
        verdict, died = run_case(lab, point, behaviour, second=second, **words)
        died = died or (point == "in_replay" and behaviour not in ANSWERED)
        if died or not verdict:
            break
    return verdict, died


def cases(run: Run) -> Iterator[tuple[str, str | None, str]]:
    """First point, second point, behaviour."""
    for point in CRASH_POINTS:
        for second in run.size.seconds_crashes:
            for behaviour in BEHAVIOURS:
                yield point, second, behaviour


def measure(run: Run) -> list[Row]:
    """The whole matrix on one database."""
    every = list(cases(run))
    row = Row("crash matrix", run.store.vendor, f"{len(every)} combinations")
    unreached = []
    with open_lab(run.folder, run.store) as lab:
        for case in every:
            point, second, behaviour = case
            verdict, died = is_reached(lab, point, behaviour, second)
            row.add(verdict)
            row.kills += died
            if not verdict:
                row.problems.append(f"{case}: {verdict}")
            elif not died:
                unreached.append(case)
    row.judge()
    row.require(len(unreached) <= len(every) // 50, f"not reached: {unreached}")
    return [row]
