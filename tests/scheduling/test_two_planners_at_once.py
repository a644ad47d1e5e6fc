"""Two planners of one team at the same moment: every asset once, no slot twice, no crash."""

import threading
from datetime import timedelta

import pytest
from django.db import connection as database
from django.db import connections

from scheduling.models import PostingSchedule
from scheduling.services.plan import plan_team
from tests.factories import make_analysis, make_asset, make_connection, make_team

PLANNERS, ASSETS = 4, 12


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_planners_wait_for_each_other(now):
    if database.vendor == "sqlite":
        pytest.skip("SQLite in tests is one shared connection; its single writer is the lock")
    team = make_team()
    make_connection(team)
    for _ in range(ASSETS):
        make_analysis(make_asset(team))
    created, start = [], threading.Barrier(PLANNERS)

    def plan(n: int) -> None:
        start.wait()
        try:
            created.append(plan_team(team, now=now + timedelta(seconds=n)).created)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=plan, args=(n,)) for n in range(PLANNERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    posts = PostingSchedule.objects.filter(team=team)
    assert sorted(created) == [0] * (PLANNERS - 1) + [ASSETS]
    assert posts.values("media").distinct().count() == posts.count() == ASSETS
