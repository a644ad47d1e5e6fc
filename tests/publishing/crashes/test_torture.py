"""Many posts, a network that misbehaves, and senders that are killed or frozen all the time."""

import time
from datetime import UTC, datetime, timedelta

import pytest

from chaos.fire import Fire
from chaos.timing import LATE_SECONDS

pytestmark = [pytest.mark.slow, pytest.mark.sqlite_only, pytest.mark.timeout(180)]

POSTS, ACCOUNTS, KILLS = 150, 30, 25
SEED = 7
# what lands after its caller gave up needs real time; by then the simulated clock is far ahead
NOTHING_LATE = {"accepted_then_dropped": 30, "error_500_before": 20, "ok": 50}


def test_nothing_is_posted_twice_and_nothing_is_lost(lab):
    now = datetime.now(UTC)
    lab.control.clear()
    lab.control.set_behaviour(
        slow_seconds=0.1, late_seconds=LATE_SECONDS, retry_after_seconds=2, listing_lag_seconds=60
    )
    lab.control.set_behaviour(listing_failure_rate=0.1)
    lab.control.set_faults(seed=SEED)
    first = (now - timedelta(minutes=5)).isoformat()
    template = lab.template("torture", posts=POSTS, accounts=ACCOUNTS, at=first, spacing=1.0)
    database = lab.copy(template, "under fire")
    fire = Fire(lab, database, SEED)

    # in real time: senders publish and die
    for _ in range(KILLS - 5):
        fire.fill_up()
        time.sleep(fire.random.uniform(0.1, 0.5))
        fire.strike()
    fire.end_all()
    time.sleep(2 * LATE_SECONDS)

    # in leaps of time: what is left is swept, looked up and sent again, under fire too
    lab.control.set_faults(NOTHING_LATE, seed=SEED)
    later = {"now": (now + timedelta(minutes=1)).isoformat(), "clock_of": lab.control.base_url}
    while fire.kills < KILLS + 5:
        fire.start_sender("recover", **later)
        time.sleep(fire.random.uniform(0.2, 0.6))
        fire.kills += 1
        fire.end_all()
        time.sleep(0.3)  # a call that was just made lands
    lab.control.set_faults({}, seed=SEED)
    lab.run("recover", database, **later)

    verdict = lab.judge(database)
    print(f"seed {SEED}: {POSTS} posts, {fire.kills} kills, {fire.freezes} freezes: {verdict}")
    assert fire.kills >= KILLS
    assert verdict
