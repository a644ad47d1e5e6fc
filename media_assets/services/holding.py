"""A job that this worker holds: its lease is renewed while the work goes on."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta

from media_assets.models import ProcessingJob
from media_assets.services.jobs import report_progress

LEASE = timedelta(minutes=10)  # longer than the longest call to a provider with its retries
RENEW_AFTER_SECONDS = 2.0  # what a page shows is no older
Watch = Callable[[int], None]


class JobLost(Exception):
    """Somebody else took the job, or canceled it: stop, and write nothing."""


class HeldJob:
    """A claimed job and the time that has passed since `now`, when it was claimed.

    watch: told each per cent of the measuring, for a progress bar.
    """

    def __init__(self, job: ProcessingJob, *, now: datetime, watch: Watch | None = None) -> None:
        self.job = job
        self._watch = watch
        self._start = now
        self._started = time.monotonic()
        self._renewed = self._started

    @property
    def now(self) -> datetime:
        """The moment of the claim, plus what the work has taken since."""
        return self._start + timedelta(seconds=time.monotonic() - self._started)

    @property
    def elapsed_ms(self) -> int:
        """Milliseconds since the claim."""
        return int((time.monotonic() - self._started) * 1000)

    def report(self, percent: int, *, steps: list[dict] | None = None) -> None:
        """Note progress, of each step too, and renew the lease, now. Raises JobLost."""
        self._renewed = time.monotonic()
        if not report_progress(self.job, percent, now=self.now, lease=LEASE, steps=steps):
            raise JobLost

    def follow(self, percent: int, *, steps: list[dict] | None = None) -> None:
        """Like `report`, for frequent callers: writes only every two seconds."""
        if self._watch:
            self._watch(percent)
        if time.monotonic() - self._renewed >= RENEW_AFTER_SECONDS:
            self.report(percent, steps=steps)
