"""The clock: the process that makes things happen on time.

It wakes the publisher, the metrics poller and the renewer of sign-ins every few seconds by calling
their services; each has a thread of its own, so that a slow platform does not delay the others.
django-q2's schedules do the same: one of the two is enough, both together are safe.
"""

import signal
import threading
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.db import close_old_connections
from django.utils import timezone

from metrics.services.checkpoints import collect_due
from platforms.services.refresh import refresh_due
from platforms.webhooks.handling import handle_due
from platforms.webhooks.sending import send_due
from publishing.guards import stand_guard
from publishing.tick import tick
from teams.services.heartbeats import beat

log = structlog.get_logger(__name__)

CHECKPOINTS_A_TICK = 20
WATCH_SECONDS = 1.0
WEBHOOKS_WITHIN = timedelta(seconds=20)  # then the round begins anew, with what is new


def publish(now: datetime, owner: str) -> None:
    """One round of the publisher."""
    tick(now, owner)


def watch(now: datetime, owner: str) -> None:
    """Say each second that the publisher is alive, while a round of it may take a minute."""
    stand_guard(now)


def measure(now: datetime, owner: str) -> None:
    """One round of the metrics poller."""
    collect_due(now, limit=CHECKPOINTS_A_TICK, owner=owner)


def renew(now: datetime, owner: str) -> None:
    """One round of renewing sign-ins that are about to end."""
    refresh_due(now)


def send_webhooks(now: datetime, owner: str) -> None:
    """Tell the teams' own servers what happened."""
    send_due(now, within=WEBHOOKS_WITHIN)


def handle_webhooks(now: datetime, owner: str) -> None:
    """Do what the networks told us."""
    handle_due(now)


def run_round(work: Callable[[datetime, str], None], owner: str) -> bool:
    """Do `work` once; a failure is logged and the next round tries again. False on failure."""
    close_old_connections()
    try:
        work(timezone.now(), owner)
    except Exception:  # the clock must outlive every bug and every lost database
        log.exception("a round of the clock failed", work=work.__name__)
        return False
    finally:
        close_old_connections()
    return True


class Clock:
    """Runs the rounds until it is told to stop."""

    def __init__(self, owner: str, *, tick_seconds: float | None = None):
        self.owner = owner
        self.tick_seconds = tick_seconds or settings.CLOCK_TICK_SECONDS
        self.stopping = threading.Event()

    def run(self) -> None:
        """Block until SIGTERM or SIGINT; finishes the round that is under way."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self.stopping.set())
        rounds = (publish, measure, renew, send_webhooks, handle_webhooks)
        seconds = {**dict.fromkeys(rounds, self.tick_seconds), watch: WATCH_SECONDS}
        threads = [
            threading.Thread(target=self._loop, args=(work, every), name=work.__name__)
            for work, every in seconds.items()
        ]
        for thread in threads:
            thread.start()
        self._loop(self._beat, self.tick_seconds)
        for thread in threads:
            thread.join()

    def _beat(self, now: datetime, owner: str) -> None:
        beat("clock", now=now, owner=owner)

    def _loop(self, work: Callable[[datetime, str], None], every: float) -> None:
        while not self.stopping.is_set():
            run_round(work, self.owner)
            self.stopping.wait(every)
