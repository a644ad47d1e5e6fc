"""Every crash point on the way of a first comment, under every behaviour of the platform."""

from datetime import UTC, datetime

from chaos.lab import Lab, Verdict, open_lab
from chaos.parts.matrix import crash
from chaos.plan import Run
from chaos.result import Row
from chaos.timing import LATE_SECONDS
from platforms.sandbox.faults import STANDARD_MIX
from publishing.crash_points import COMMENT_CRASH_POINTS

BEHAVIOURS = tuple(STANDARD_MIX)
WORDS = "What would you do?"
# these points lie on the way of a comment that is in doubt already
REPAIR_POINTS = {
    "in_comment_sweep": "after_comment_intent",
    "in_comment_lookup": "after_comment_call",
    "in_comment_verdict": "after_comment_call",
    "in_comment_replay": "after_comment_result_line",
}
# only an answer that proves “accepted” leaves something for the journal to repair
ANSWERED = {"ok", "accepted_but_slow"}
TRIES = 3  # a machine that is too busy closes the gate before the point


def run_case(
    lab: Lab, point: str, behaviour: str, *, second: str | None = None, **words
) -> tuple[Verdict, bool]:
    """One post with a first comment, a crash, recovery; the verdict on the comment, and whether
    the process died at the point."""
    lab.control.clear()
    lab.control.set_behaviour(slow_seconds=0.1, late_seconds=LATE_SECONDS, retry_after_seconds=1)
    lab.control.script_faults(behaviour, route="comment")
    now = datetime.now(UTC)
    rows = {"posts": 1, "accounts": 1, "at": now.isoformat(), "first_comment": WORDS}
    database = lab.copy(lab.template("one comment", **rows))
    first = REPAIR_POINTS.get(point, point)
    died = crash(lab, "tick", database, now=now.isoformat(), crash_at=first, **words)
    for name in filter(None, (REPAIR_POINTS.get(point) and point, second)):
        again = crash(lab, "recover", database, now=now.isoformat(), crash_at=name, **words)
        died = again if name == point else died
    lab.run("recover", database, now=now.isoformat(), **words)
    posts = lab.judge(database)
    return (lab.judge_comments(database) if posts else posts), died


def is_reached(
    lab: Lab, point: str, behaviour: str, second: str | None = None
) -> tuple[Verdict, bool]:
    """Like `run_case`, again while the point was not reached."""
    for _ in range(TRIES):
        verdict, died = run_case(lab, point, behaviour, second=second)
        died = died or (point == "in_comment_replay" and behaviour not in ANSWERED)
        if died or not verdict:
            break
    return verdict, died


def measure(run: Run) -> list[Row]:
    """The whole matrix on one database."""
    seconds = (None, "in_comment_lookup") if len(run.size.seconds_crashes) > 1 else (None,)
    every = [(p, s, b) for p in COMMENT_CRASH_POINTS for s in seconds for b in BEHAVIOURS]
    row = Row("first comments", run.store.vendor, f"{len(every)} combinations")
    unreached = []
    with open_lab(run.folder, run.store) as lab:
        for point, second, behaviour in every:
            verdict, died = is_reached(lab, point, behaviour, second)
            row.add(verdict)
            row.kills += died
            if not verdict or not verdict.posts:
                row.problems.append(f"{(point, second, behaviour)}: {verdict}")
            elif not died:
                unreached.append((point, second, behaviour))
    row.judge()
    row.require(len(unreached) <= len(every) // 50, f"not reached: {unreached}")
    return [row]
