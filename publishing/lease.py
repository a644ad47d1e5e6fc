"""How long a worker may hold a post, and the clock that it trusts while it does.

The wall clock may jump and the machine may sleep: only CLOCK_BOOTTIME, which counts a suspend,
tells how much of a lease has really gone by (`reliability.md` §3, the gate).
"""

import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings


def boot_seconds() -> float:
    """Seconds since the machine started, asleep or not; monotonic where there is no such clock."""
    if hasattr(time, "CLOCK_BOOTTIME"):
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    return time.monotonic()


def lease() -> timedelta:
    """How long a claimed post belongs to its worker."""
    return timedelta(seconds=settings.PUBLISH_LEASE_SECONDS)


def call_deadline() -> timedelta:
    """The longest that the irreversible call may take: half a lease."""
    return lease() / 2


@dataclass(frozen=True)
class LeaseClock:
    """Started with the claim: the caller's `now`, carried on by the boot clock."""

    started_at: datetime
    started: float = field(default_factory=boot_seconds)

    def elapsed(self) -> timedelta:
        """How much real time has gone by since the claim."""
        return timedelta(seconds=boot_seconds() - self.started)

    def now(self) -> datetime:
        """The caller's time, moved on by what has gone by."""
        return self.started_at + self.elapsed()

    def may_send(self) -> bool:
        """The gate: whether enough of the lease is left to make the call and note its answer."""
        return self.elapsed() <= lease() / 3
