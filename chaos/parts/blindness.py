"""Each safeguard is taken away once: the judge must see at least one post twice."""

from datetime import UTC, datetime

from chaos.lab import Lab, open_lab
from chaos.parts.matrix import is_reached
from chaos.parts.restore import drill
from chaos.plan import Run
from chaos.result import Row

# safeguard → where the process dies, and what the platform does
CASES = {
    "no intent": ("after_call", "ok"),
    "unknown is refused": ("after_claim", "accepted_then_500"),
    "time-out is not sent": ("after_claim", "accepted_then_dropped"),
    "naive": ("after_call", "ok"),
}
DRILL_POSTS = 40


def without_settle(lab: Lab) -> int:
    """A listing that lags, and a look-up that does not wait for it."""
    lab.control.clear()
    lab.control.set_behaviour(listing_lag_seconds=30)
    lab.control.script_faults("accepted_then_500")
    now = datetime.now(UTC)
    database = lab.copy(lab.template("one post", posts=1, accounts=1, at=now.isoformat()))
    lab.run("recover", database, now=now.isoformat(), ablate="no settle")
    return len(lab.judge(database).twice)


def measure(run: Run) -> list[Row]:
    """Six harnesses that lack something; the figures here are what must be seen."""
    seen = {}
    with open_lab(run.folder, run.store) as lab:
        for safeguard, (point, behaviour) in CASES.items():
            verdict, _ = is_reached(lab, point, behaviour, ablate=safeguard)
            seen[safeguard] = len(verdict.twice)
        words = {"keeps_journal": False, "ablate": "no gap guard"}
        verdict, _ = drill(lab, posts=DRILL_POSTS, **words)
        seen["no gap guard"] = len(verdict.twice)
        seen["no settle"] = without_settle(lab)
    said = ", ".join(f"{name} {count}" for name, count in seen.items())
    row = Row("ablations", run.store.vendor, f"seen twice: {said}")
    for name, count in seen.items():
        row.require(count >= 1, f"blind: “{name}” was not noticed")
    return [row]
