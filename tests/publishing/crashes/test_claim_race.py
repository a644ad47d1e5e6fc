"""Eight workers at once, 200 due posts: each is claimed exactly once."""

import sqlite3
import threading
from collections import Counter
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection as database
from django.db import connections

from publishing.services.claim import claim_next
from scheduling.models import PostingSchedule
from teams.models import EventLog
from tests.factories import make_asset, make_connection, make_team

WORKERS, POSTS = 8, 200
pytestmark = pytest.mark.slow


@pytest.mark.sqlite_only
def test_eight_processes_on_sqlite(lab):
    now = datetime.now(UTC)
    template = lab.template("race", posts=POSTS, accounts=POSTS, at=now.isoformat())
    path = lab.copy(template, "running race")
    at = (now + timedelta(seconds=1)).isoformat()
    words = {"how": "start", "do": "claim_all", "path": str(path), "now": at}
    pids = [lab.ask(owner=f"w{n}", **words)["pid"] for n in range(WORKERS)]
    assert [lab.ask(how="wait", pid=pid)["code"] for pid in pids] == [0] * WORKERS
    with closing(sqlite3.connect(path)) as file:
        claims = file.execute(
            "SELECT subject_id FROM event_logs WHERE event_type = 'post_publishing'"
        ).fetchall()
        owners = file.execute("SELECT DISTINCT lease_owner FROM posting_schedule").fetchall()
    assert len(claims) == len(set(claims)) == POSTS
    assert len(owners) > 1


def due_posts(count: int, now: datetime, *, accounts: int) -> None:
    team = make_team()
    rows = [make_connection(team) for _ in range(accounts)]
    assets = [make_asset(team) for _ in range(-(-count // accounts))]
    PostingSchedule.objects.bulk_create(
        PostingSchedule(
            team=team,
            connection=rows[n % accounts],
            media=assets[n // accounts],
            platform="tiktok",
            status="pending",
            scheduled_at=now + timedelta(microseconds=n),
            due_at=now,
        )
        for n in range(count)
    )


def claim_in_threads(now: datetime, workers: int) -> None:
    def work(owner: str) -> None:
        try:
            while claim_next(now, owner=owner):
                pass
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work, args=(f"w{n}",)) for n in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@pytest.mark.skipif(database.vendor != "postgresql", reason="the same on SQLite with processes")
@pytest.mark.django_db(transaction=True)
def test_eight_threads_on_postgresql(now):
    due_posts(POSTS, now, accounts=POSTS)
    claim_in_threads(now, WORKERS)
    claims = Counter(
        EventLog.objects.filter(event_type="post_publishing").values_list("subject_id", flat=True)
    )
    assert len(claims) == POSTS
    assert set(claims.values()) == {1}


@pytest.mark.skipif(database.vendor != "postgresql", reason="SQLite has one writer at a time")
@pytest.mark.django_db(transaction=True)
def test_of_one_account_only_one_post_is_claimed_however_many_try(now):
    due_posts(40, now, accounts=4)
    claim_in_threads(now, WORKERS)
    publishing = PostingSchedule.objects.filter(status="publishing")
    taken = Counter(publishing.values_list("connection", flat=True))
    assert set(taken.values()) == {1}
    assert len(taken) == 4
