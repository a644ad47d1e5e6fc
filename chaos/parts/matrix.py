"""Every crash point, then a second one, under every behaviour of the platform."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from chaos.lab import Lab, Verdict, open_lab
from chaos.plan import Run
from chaos.result import Row
from chaos.timing import GAVE_UP_SECONDS, LATE_SECONDS
from platforms.sandbox.faults import STANDARD_MIX
from publishing.crash_points import CRASH_POINTS

BEHAVIOURS = tuple(STANDARD_MIX)
# only an answer that proves “accepted” leaves something for the journal to repair
ANSWERED = {"ok", "accepted_but_slow"}
TRIES = 3  # a machine that is too busy closes the gate before the point


@dataclass(frozen=True)
class Course:
    """What is sent, through which crash points, and how it is judged.

    `repairs`: a point on the way of what is in doubt already → where it has to die first.
    """

    title: str
    points: tuple[str, ...]
    repairs: Mapping[str, str]
    replay: str  # the point at which the journal repairs
    route: str  # of the Sandbox, whose next call misbehaves
    judge: Callable[[Lab, Path], Verdict]
    rows: Mapping[str, str] = field(default_factory=dict)  # besides one post


POSTS = Course(
    title="crash matrix",
    points=CRASH_POINTS,
    repairs={
        "in_sweep": "after_gate",
        "in_lookup": "after_call",
        "in_verdict": "after_call",
        "in_replay": "after_result_line",
    },
    replay="in_replay",
    route="publish",
    judge=Lab.judge,
)


def run_case(
    lab: Lab,
    point: str,
    behaviour: str,
    *,
    second: str | None = None,
    course: Course = POSTS,
    **words,
) -> tuple[Verdict, bool]:
    """One post, one crash or two, recovery; the verdict, and whether the process died first."""
    lab.control.clear()
    lab.control.set_behaviour(slow_seconds=0.1, late_seconds=LATE_SECONDS, retry_after_seconds=1)
    lab.control.script_faults(behaviour, route=course.route)
    now = datetime.now(UTC)
    rows = {"posts": 1, "accounts": 1, "at": now.isoformat(), **course.rows}
    database = lab.copy(lab.template(course.title, **rows))
    died_first = course.repairs.get(point)
    died = crash(lab, "tick", database, now=now.isoformat(), crash_at=died_first or point, **words)
    for name in filter(None, (died_first and point, second)):
        again = crash(lab, "recover", database, now=now.isoformat(), crash_at=name, **words)
        died = again if name == point else died
    lab.run("recover", database, now=now.isoformat(), **words)
    return course.judge(lab, database), died


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
    lab: Lab,
    point: str,
    behaviour: str,
    second: str | None = None,
    *,
    course: Course = POSTS,
    **words,
) -> tuple[Verdict, bool]:
    """Like `run_case`, again while the point was not reached."""
    for _ in range(TRIES):
        verdict, died = run_case(lab, point, behaviour, second=second, course=course, **words)
        died = died or (point == course.replay and behaviour not in ANSWERED)
        if died or not verdict:
            break
    return verdict, died


def measure(run: Run) -> list[Row]:
    """The whole matrix on one database."""
    return [measure_course(run, POSTS, run.size.seconds_crashes)]


def measure_course(run: Run, course: Course, seconds: tuple[str | None, ...]) -> Row:
    """Every point of a course, with every second one, under every behaviour."""
    every = [(p, second, b) for p in course.points for second in seconds for b in BEHAVIOURS]
    row = Row(course.title, run.store.vendor, f"{len(every)} combinations")
    unreached = []
    with open_lab(run.folder, run.store) as lab:
        for case in every:
            point, second, behaviour = case
            verdict, died = is_reached(lab, point, behaviour, second, course=course)
            row.add(verdict)
            row.kills += died
            if not verdict or not verdict.posts:
                row.problems.append(f"{case}: {verdict}")
            elif not died:
                unreached.append(case)
    row.judge()
    row.require(len(unreached) <= len(every) // 50, f"not reached: {unreached}")
    return row
