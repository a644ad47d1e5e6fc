"""Wall clock against boot clock: whether somebody moved the time (`reliability.md` §6)."""

import time
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from platforms.adapters.base import PlatformAdapter
from publishing.lease import boot_seconds, lease
from publishing.models import PublisherState

STEP_SECONDS = 1.0
# Two readings of two clocks this far apart were interrupted: they say nothing about each other.
READ_WITHIN_SECONDS = 0.1
BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


@dataclass(frozen=True)
class Clocks:
    """The two clocks, read together. `offset` is None where the reading was interrupted."""

    boot_id: str
    boot: float
    offset: float | None


def read_clocks() -> Clocks:
    """Wall and boot clock, at the same moment."""
    before = boot_seconds()
    wall = time.time()
    boot = boot_seconds()
    interrupted = boot - before > READ_WITHIN_SECONDS
    return Clocks(boot_id(), boot, None if interrupted else wall - boot)


def boot_id() -> str:
    """A name for this start of the machine; empty where the system has none."""
    try:
        return BOOT_ID.read_text().strip()
    except OSError:
        return ""


def wall_step(state: PublisherState, clocks: Clocks) -> float:
    """By how many seconds the wall clock was moved since the last beat; 0 for none. Pure.

    Only within one start of the machine, and only what is more than a second.
    """
    if state.boot_id != clocks.boot_id or state.wall_offset is None or clocks.offset is None:
        return 0.0
    moved = clocks.offset - state.wall_offset
    return moved if abs(moved) > STEP_SECONDS else 0.0


def is_frozen(settle: timedelta = PlatformAdapter.settle) -> bool:
    """Whether the wall clock was moved less than a lease and `settle` ago."""
    state = PublisherState.objects.first()
    if state is None or state.stepped_at is None or state.boot_id != boot_id():
        return False
    return boot_seconds() - state.stepped_at < (lease() + settle).total_seconds()
