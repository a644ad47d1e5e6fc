"""Time in a sender: waits made shorter, and a wall clock that somebody moves."""

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from config import clock
from platforms.adapters.base import PlatformAdapter
from publishing import backoff, breaker, clocks
from publishing.services import breakers

LONGEST_STEP = timedelta(minutes=15)


def hurry(by: float) -> None:
    """Divide every wait of the publisher but its lease, which is a setting, by `by`.

    What depends on their order stays true: a settle time is still longer than a lease. A step of
    a ladder that is longer than LONGEST_STEP is taken for that long, or the last post of a run
    would be waited for by hours.
    """
    for name in ("RETRY_EVERY", "SOON", "SOON_AT_MOST"):
        setattr(backoff, name, getattr(backoff, name) / by)
    for module, name in ((backoff, "LOOKUP_LADDER"), (breaker, "REST_LADDER")):
        setattr(module, name, tuple(min(step, LONGEST_STEP) / by for step in getattr(module, name)))
    breakers.AFTER_PROBE /= by
    PlatformAdapter.settle /= by
    clocks.is_frozen.__defaults__ = (PlatformAdapter.settle,)


class MovedClock:
    """The wall clock plus the seconds in a file: what a machine with a wrong clock sees."""

    def __init__(self, file: str):
        self.file = Path(file)

    def time(self) -> float:
        return time.time() + float(self.file.read_text())

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.time(), UTC)


def move_clock(file: str) -> None:
    """From here on this process reads its wall clock through `file`."""
    moved = MovedClock(file)
    clock.timezone = moved  # type: ignore[attr-defined]
    clocks.time = moved  # type: ignore[attr-defined]


def set_clock(file: Path, seconds: float) -> None:
    """Move the clock of all who read `file`, in one step."""
    fresh = file.with_suffix(".fresh")
    fresh.write_text(str(seconds))
    fresh.replace(file)
