"""First comments, killed around every step, with real deaths: none twice, none lost.

`make chaos ONLY=comments` does the same with a second crash, on both databases.
"""

import time
from datetime import UTC, datetime, timedelta

import pytest

from chaos.fire import Fire
from chaos.parts.comments import COMMENTS, WORDS
from chaos.parts.matrix import BEHAVIOURS, is_reached
from chaos.timing import LATE_SECONDS
from publishing.crash_points import COMMENT_CRASH_POINTS

pytestmark = [pytest.mark.slow, pytest.mark.sqlite_only, pytest.mark.timeout(240)]
POSTS, ACCOUNTS, KILLS, SEED = 60, 20, 12, 7
NOTHING_LATE = {"accepted_then_dropped": 30, "error_500_before": 20, "ok": 50}


@pytest.mark.parametrize("point", COMMENT_CRASH_POINTS)
def test_no_crash_comments_twice_or_loses(lab, point):
    wrong = {}
    for behaviour in BEHAVIOURS:
        verdict, died = is_reached(lab, point, behaviour, course=COMMENTS)
        if not verdict or not died or verdict.posts != 1:
            wrong[behaviour] = (verdict, died)
    assert wrong == {}


@pytest.mark.parametrize(
    ("safeguard", "point", "behaviour"),
    [
        ("comments: no intent", "after_comment_call", "ok"),
        ("comments: unknown is refused", "comment_held", "accepted_then_500"),
    ],
)
def test_the_harness_sees_a_missing_safeguard(lab, safeguard, point, behaviour):
    verdict, _ = is_reached(lab, point, behaviour, course=COMMENTS, ablate=safeguard)
    assert len(verdict.twice) == 1


def test_under_fire_every_post_has_its_comment_once(lab):
    now = datetime.now(UTC)
    lab.control.clear()
    lab.control.set_behaviour(
        slow_seconds=0.1, late_seconds=LATE_SECONDS, retry_after_seconds=2, listing_lag_seconds=60
    )
    lab.control.set_faults(seed=SEED, route="comment")
    first = (now - timedelta(minutes=5)).isoformat()
    rows = {"accounts": ACCOUNTS, "at": first, "spacing": 1.0, "first_comment": WORDS}
    database = lab.copy(lab.template("comments", posts=POSTS, **rows), "comments under fire")
    fire = Fire(lab, database, SEED)
    for _ in range(KILLS):  # in real time: senders publish, comment and die
        fire.fill_up()
        time.sleep(fire.random.uniform(0.2, 0.6))
        fire.kill()
    fire.end_all()
    time.sleep(2 * LATE_SECONDS)
    # in leaps of time: what is left is swept, looked up and sent again, under fire too
    lab.control.set_faults(NOTHING_LATE, seed=SEED, route="comment")
    later = {"now": (now + timedelta(minutes=1)).isoformat(), "clock_of": lab.control.base_url}
    for _ in range(4):
        fire.start_sender("recover", **later)
        time.sleep(fire.random.uniform(0.3, 0.8))
        fire.kills += 1
        fire.end_all()
        time.sleep(0.3)  # a call that was just made lands
    lab.control.set_faults({}, seed=SEED, route="comment")
    lab.run("recover", database, **later)
    posts, comments = lab.judge(database), lab.judge_comments(database)
    print(f"seed {SEED}: {POSTS} posts, {fire.kills} kills: {comments}")
    assert posts
    assert comments
    assert comments.posts == POSTS


@pytest.mark.parametrize("keeps_journal", [True, False])
def test_an_older_database_comments_nothing_twice(lab, keeps_journal):
    """The copy is from before the posts; the comments went out since."""
    lab.control.clear()
    now = datetime.now(UTC)
    rows = {"posts": 6, "accounts": 6, "at": now.isoformat(), "first_comment": WORDS}
    database = lab.copy(lab.template("older", **rows), "restored")
    old = database.with_name("old copy of comments.db")
    lab.run("tick", database, now=(now - timedelta(seconds=1)).isoformat())  # alive, nothing due
    lab.store.copy(database, old)
    lab.run("tick", database, now=(now + timedelta(seconds=9)).isoformat())
    assert sum(len(post["comments"]) for post in lab.control.ledger()) == 6
    lab.store.copy(old, database)
    if not keeps_journal:
        for file in database.with_name(f"{database.name}.journal").glob("*.jsonl"):
            file.unlink()
    later = (now + timedelta(minutes=10)).isoformat()
    lab.run("recover", database, now=later, clock_of=lab.control.base_url)
    assert lab.judge(database)
    assert lab.judge_comments(database)
