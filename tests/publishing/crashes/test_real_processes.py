"""A real cluster and a real clock, while each kind of their processes is killed once.

`make chaos` does the same at full size on both databases, and lets both clusters hang.
"""

from dataclasses import replace

import pytest

from chaos.parts.processes import HELD_BACK, open_stage, under_fire
from chaos.plan import QUICK, Run
from chaos.real.crew import ROLES
from chaos.stores import SqliteFiles

pytestmark = [pytest.mark.slow, pytest.mark.sqlite_only, pytest.mark.timeout(180)]


def test_whatever_is_killed_every_post_goes_out_once(tmp_path):
    size = replace(QUICK, process_posts=HELD_BACK + 10, process_kills=len(ROLES))
    run = Run(size=size, seed=11, folder=tmp_path / "run", store=SqliteFiles())
    with open_stage(run) as (lab, crew, database):
        row = under_fire(run, lab, crew, database)
        verdict = lab.judge(database)
    print(row.did)
    assert row.problems == []
    assert (verdict.twice, verdict.lost, verdict.unknown_ids, verdict.unowned) == ([], [], [], [])
    assert verdict.not_posted == {"pending": HELD_BACK}
