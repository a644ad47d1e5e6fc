"""The database is lost and an old copy takes its place: what went out since is not sent again."""

import shutil
from datetime import UTC, datetime, timedelta

import pytest

from tests.publishing.crashes.lab import judge

pytestmark = [pytest.mark.slow, pytest.mark.sqlite_only]

POSTS, BEFORE, AFTER = 40, 10, 15


def drill(lab, *, keeps_journal: bool, behaviour: dict | None = None, **words):
    """Publish some, copy the database, publish more, restore the copy, publish the rest."""
    lab.control.clear()
    lab.control.set_behaviour(slow_seconds=0.0, listing_lag_seconds=0)
    lab.control.set_faults(behaviour or {"ok": 100}, seed=3)
    now = datetime.now(UTC)
    template = lab.template("drill", posts=POSTS, accounts=POSTS // 2, at=now.isoformat())
    database = lab.copy(template, "drilled")
    lab.run("tick", database, now=(now + timedelta(seconds=1)).isoformat(), limit=BEFORE)
    old = shutil.copyfile(database, f"{database}.old")
    lab.run("tick", database, now=(now + timedelta(seconds=9)).isoformat(), limit=AFTER)
    sent = len(lab.control.ledger())
    shutil.copyfile(old, database)
    if not keeps_journal:
        for file in (database.parent / f"{database.name}.journal").glob("*.jsonl"):
            file.unlink()
    later = (now + timedelta(minutes=10)).isoformat()
    lab.run("recover", database, now=later, clock_of=lab.control.base_url, **words)
    return judge(database, lab.control.ledger()), sent


@pytest.mark.parametrize("keeps_journal", [True, False])
def test_nothing_goes_out_twice(lab, keeps_journal):
    verdict, sent = drill(lab, keeps_journal=keeps_journal)
    assert sent == BEFORE + AFTER
    assert verdict


def test_nor_by_a_network_that_loses_answers(lab):
    mix = {"accepted_then_dropped": 40, "error_500_before": 20, "ok": 40}
    verdict, _ = drill(lab, keeps_journal=True, behaviour=mix)
    assert verdict


def test_the_journal_alone_is_enough(lab):
    verdict, _ = drill(lab, keeps_journal=True, ablate="no gap guard")
    assert verdict


def test_without_journal_and_gap_guard_the_drill_sees_it(lab):
    verdict, _ = drill(lab, keeps_journal=False, ablate="no gap guard")
    assert len(verdict.twice) == AFTER
