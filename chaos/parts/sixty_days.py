"""Sixty days in leaps: two zones whose clocks change, a machine that is off, a network that is."""

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from chaos.lab import Lab, open_lab
from chaos.plan import Run
from chaos.result import Row

# Berlin goes forward on 29 March 2026, Sydney back on 5 April
FIRST = datetime(2026, 3, 5, tzinfo=UTC)
ACCOUNTS, MINUTES = 20, 120
MIX = {
    "ok": 84,
    "accepted_then_dropped": 4,
    "accepted_then_500": 3,
    "dropped_before": 3,
    "error_500_before": 2,
    "truncated": 1,
    "html_for_json": 1,
    "rate_limited": 2,
}
ALL_DOWN = {"error_503_before": 100}
ROUTES = ("publish", "upload", "listing", "account")
# as shares of the whole time: when, and for how long. Below the six hours of the catch-up rule.
MACHINE_OFF = ((0.2, timedelta(hours=5)), (0.7, timedelta(hours=3)))
NETWORK_OFF = (0.45, timedelta(hours=3))
SLACK = timedelta(minutes=1)


def live(lab: Lab, database, now: datetime, until: datetime) -> None:
    """One process's life: it starts at `now` and ends at `until`."""
    words = {"now": now.isoformat(), "until": until.isoformat()}
    lab.run("live", database, owner=str(now), clock_of=lab.control.base_url, **words)


def set_network(lab: Lab, seed: int, *, up: bool) -> None:
    """The usual small faults, or nothing but errors on every route."""
    for route in ROUTES:
        mix = MIX if route == "publish" else {}
        lab.control.set_faults(mix if up else ALL_DOWN, seed, route=route)


def moments(days: int) -> list[tuple[datetime, datetime, bool]]:
    """The stretches in which the machine is on: from, until, and whether the network is."""

    def at(share: float) -> datetime:
        return (FIRST + timedelta(days=days * share)).replace(hour=0, minute=0, second=0)

    (off1, long1), (off2, long2) = MACHINE_OFF
    share, down = NETWORK_OFF
    end = FIRST + timedelta(days=days + 3)
    return [
        (FIRST - timedelta(days=2), at(off1), True),
        (at(off1) + long1, at(share), True),
        (at(share), at(share) + down, False),
        (at(share) + down, at(off2), True),
        (at(off2) + long2, end, True),
    ]


def closest(ledger: list[dict]) -> timedelta:
    """The least time between two posts of one account."""
    times = defaultdict(list)
    for post in ledger:
        times[post["account_id"]].append(datetime.fromisoformat(post["posted_at"]))
    return min(b - a for of in times.values() for a, b in pairwise(sorted(of)))


def measure(run: Run) -> list[Row]:
    """All posts out once, two hours between two of one account, whatever was off."""
    days = run.size.days
    row = Row("simulated days", run.store.vendor, "")
    with open_lab(run.folder, run.store) as lab:
        lab.settings["PUBLISH_LEASE_SECONDS"] = 20.0  # real seconds: a busy machine is no fault
        words = {"first": f"{FIRST:%Y-%m-%d}", "days": days, "accounts": ACCOUNTS}
        template = lab.template("days", build="build_days", minutes=MINUTES, **words)
        database = lab.copy(template, "lived")
        for start, end, up in moments(days):
            set_network(lab, run.seed, up=up)
            live(lab, database, start, end)
        row.add(lab.judge(database))
        least = closest(lab.control.ledger())
    row.did = f"{days} days, {ACCOUNTS} accounts, 2 clock changes, 3 outages, closest {least}"
    row.judge()
    row.require(least >= timedelta(minutes=MINUTES) - SLACK, f"two posts only {least} apart")
    return [row]
