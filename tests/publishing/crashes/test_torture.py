"""Many posts, a network that misbehaves, and senders that are killed or frozen all the time."""

import random
import signal
import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest

from chaos.timing import LATE_SECONDS, LEASE_SECONDS

pytestmark = [pytest.mark.slow, pytest.mark.sqlite_only, pytest.mark.timeout(180)]

POSTS, ACCOUNTS, SENDERS, KILLS = 150, 30, 3, 25
SEED = 7
# what lands after its caller gave up needs real time; by then the simulated clock is far ahead
NOTHING_LATE = {"accepted_then_dropped": 30, "error_500_before": 20, "ok": 50}


class Fire:
    """Keeps so many senders alive and hits a random one every now and then."""

    def __init__(self, lab, database, seed: int):
        self.lab, self.database = lab, str(database)
        self.random = random.Random(seed)
        self.senders: list[int] = []
        self.kills = self.freezes = self.started = 0

    def start_sender(self, do: str, **words) -> None:
        self.started += 1
        owner = f"sender {self.started}"
        words |= {"how": "start", "do": do, "path": self.database, "owner": owner}
        self.senders.append(self.lab.ask(**words)["pid"])

    def strike(self) -> None:
        """Kill one of our senders, or freeze it past its lease."""
        pid = self.random.choice(self.senders)
        if self.random.random() < 0.1:
            self.freezes += 1
            self._signal(pid, signal.SIGSTOP)
            time.sleep(LEASE_SECONDS * 1.2)
            self._signal(pid, signal.SIGCONT)
        else:
            self.kills += 1
            self.end(pid)

    def end(self, pid: int) -> None:
        self._signal(pid, signal.SIGKILL)
        self.lab.ask(how="wait", pid=pid)
        self.senders.remove(pid)

    def end_all(self) -> None:
        for pid in list(self.senders):
            self.end(pid)

    def _signal(self, pid: int, number: signal.Signals) -> None:
        with suppress(ProcessLookupError):
            self.lab.ask(how="signal", pid=pid, signal=int(number))


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
    for _ in range(SENDERS):
        fire.start_sender("serve")
    for _ in range(KILLS - 5):
        time.sleep(fire.random.uniform(0.1, 0.5))
        fire.strike()
        while len(fire.senders) < SENDERS:
            fire.start_sender("serve")
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
