"""The database is lost and an old copy takes its place: what went out since is not sent again.

Then: every task is delivered three times at once.
"""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from chaos.lab import Lab, Verdict, open_lab
from chaos.plan import Run
from chaos.result import Row
from chaos.stores import JOURNAL

CALM = {"ok": 100}
LOSSY = {"accepted_then_dropped": 40, "error_500_before": 20, "ok": 40}
DELIVERIES = 3


def drill(
    lab: Lab,
    *,
    posts: int,
    keeps_journal: bool,
    mix: dict | None = None,
    seed: int = 3,
    **words,
) -> tuple[Verdict, int]:
    """Publish a quarter, copy the database, publish more, restore the copy, publish the rest.

    Returns the verdict and how many were out when the copy came back.
    """
    before, after = posts // 4, posts * 3 // 8
    lab.control.clear()
    lab.control.set_behaviour(slow_seconds=0.0, listing_lag_seconds=0)
    lab.control.set_faults(mix or CALM, seed=seed)
    now = datetime.now(UTC)
    rows = {"posts": posts, "accounts": posts // 2, "at": now.isoformat()}
    database = lab.copy(lab.template(f"drill {posts}", **rows), "drilled")
    old = database.with_name("old copy.db")
    lab.run("tick", database, now=(now + timedelta(seconds=1)).isoformat(), limit=before)
    lab.store.copy(database, old)
    lab.run("tick", database, now=(now + timedelta(seconds=9)).isoformat(), limit=after)
    sent = len(lab.control.ledger())
    lab.store.copy(old, database)
    if not keeps_journal:
        for file in Path(f"{database}{JOURNAL}").glob("*.jsonl"):
            file.unlink()
    later = (now + timedelta(minutes=10)).isoformat()
    lab.run("recover", database, now=later, clock_of=lab.control.base_url, **words)
    return lab.judge(database), sent


def deliver(lab: Lab, posts: int) -> Verdict:
    """Three workers carry out every task of the product at the same time, over due posts."""
    lab.control.clear()
    lab.control.set_faults(LOSSY, seed=5)
    at = (datetime.now(UTC) - timedelta(minutes=1)).isoformat()
    template = lab.template("tasks", posts=posts, accounts=posts // 5, at=at)
    database = lab.copy(template, "delivered")
    lab.settings["PUBLISH_LEASE_SECONDS"] = 20.0
    words = {"hurry": 60}
    pids = [lab.start("deliver", database, owner=f"w{n}", **words) for n in range(DELIVERIES)]
    for pid in pids:
        if lab.wait(pid):
            raise AssertionError(lab.log())
    return lab.judge(database)


def measure(run: Run) -> list[Row]:
    """Drills with and without the journal, calm and lossy; then the tasks."""
    size = run.size
    kinds = [(True, CALM), (False, CALM), (True, LOSSY), (True, CALM)]
    drills = Row("restore drills", run.store.vendor, f"{size.drills} × {size.drill_posts} posts")
    tasks = Row("tasks three times", run.store.vendor, f"{DELIVERIES} workers, every task")
    with open_lab(run.folder, run.store) as lab:
        for n, (keeps_journal, mix) in enumerate(kinds[: size.drills]):
            words = {"keeps_journal": keeps_journal, "mix": mix, "seed": run.seed + n}
            verdict, _ = drill(lab, posts=size.drill_posts, **words)
            drills.add(verdict)
        tasks.add(deliver(lab, size.drill_posts))
    drills.judge()
    tasks.judge()
    return [drills, tasks]
