"""The processes of one machine, kept alive: web, clock, workers, watcher, Sandbox.

Each child leads a session of its own and is stopped by its own pid alone: a SIGTERM to a whole
process group hangs a django-q2 cluster (`dependencies.md`). A child that ended, or that is alive
but has gone silent, is replaced. Should the supervisor itself be killed, Linux asks its children
to stop, so that the next start finds the ports and the folder free.
"""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial

import structlog

from config.env import BASE_DIR

log = structlog.get_logger(__name__)

LIBC = ctypes.CDLL(None)
PR_SET_PDEATHSIG = 1  # linux/prctl.h
STOP_SECONDS = 10.0
RESTART_PAUSES = (0.0, 1.0, 2.0, 5.0, 15.0, 30.0)
STEADY_SECONDS = 60.0


def manage(*words: str) -> list[str]:
    """The command line of one management command."""
    return [sys.executable, str(BASE_DIR / "manage.py"), *words]


def follow(parent: int) -> None:
    """In a fresh child: be sent SIGTERM when `parent` ends, however it ends. Linux only."""
    if sys.platform != "linux":
        return
    LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:  # it ended before we asked
        os.kill(os.getpid(), signal.SIGTERM)


@dataclass(frozen=True)
class ProcessSpec:
    """One child: how it is started, and how one can tell that it hangs.

    `silence` answers how long it has been silent (None: cannot be told); it is asked only
    after `grace`, so that a fresh child has time to speak.
    """

    name: str
    argv: list[str]
    env: Mapping[str, str] = field(default_factory=dict)
    silence: Callable[[], timedelta | None] | None = None
    silence_limit: timedelta = timedelta(minutes=3)
    grace: timedelta = timedelta(minutes=3)


class Child:
    """One running process of a spec."""

    def __init__(self, spec: ProcessSpec):
        self.spec = spec
        self.restarts = 0
        self.start_after = 0.0
        self.started_at = 0.0
        self.process: subprocess.Popen | None = None

    def start(self) -> None:
        """Start it in a session of its own."""
        self.started_at = time.monotonic()
        self.process = subprocess.Popen(
            self.spec.argv,
            env={**os.environ, **self.spec.env},
            start_new_session=True,
            preexec_fn=partial(follow, os.getpid()),  # safe: a supervisor has no other threads
        )
        log.info("started", process=self.spec.name, pid=self.process.pid)

    @property
    def ended(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    def hangs(self) -> bool:
        """Alive, past its grace, and silent for too long."""
        if self.spec.silence is None or self.process is None or self.ended:
            return False
        if time.monotonic() - self.started_at < self.spec.grace.total_seconds():
            return False
        silence = self.spec.silence()
        return silence is None or silence > self.spec.silence_limit

    def kill(self) -> None:
        """End it and everything it started, at once."""
        if self.process is None:
            return
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            return
        self.process.wait()

    def plan_restart(self) -> None:
        """Decide when to start again: at once at first, later with growing pauses."""
        if time.monotonic() - self.started_at > STEADY_SECONDS:
            self.restarts = 0
        pause = RESTART_PAUSES[min(self.restarts, len(RESTART_PAUSES) - 1)]
        self.restarts += 1
        self.start_after = time.monotonic() + pause
        self.process = None


class Supervisor:
    """Keeps a set of children running until it is told to stop."""

    def __init__(self, specs: list[ProcessSpec]):
        self.children = [Child(spec) for spec in specs]

    def check(self) -> None:
        """Start what is not running, replace what ended or hangs."""
        for child in self.children:
            if child.hangs():
                log.error("silent: replacing it", process=child.spec.name)
                child.kill()
            if child.ended:
                self._note_end(child)
            if child.process is None and time.monotonic() >= child.start_after:
                child.start()

    def _note_end(self, child: Child) -> None:
        assert child.process is not None
        log.error("ended: replacing it", process=child.spec.name, code=child.process.returncode)
        child.kill()  # its orphans, such as the workers of a dead cluster
        child.plan_restart()

    def stop(self, seconds: float = STOP_SECONDS) -> None:
        """Ask each child to stop; after `seconds` the rest is killed."""
        running = [c for c in self.children if c.process is not None and not c.ended]
        for child in running:
            child.process.terminate()  # type: ignore[union-attr]
        deadline = time.monotonic() + seconds
        for child in running:
            try:
                child.process.wait(max(0.1, deadline - time.monotonic()))  # type: ignore[union-attr]
            except subprocess.TimeoutExpired:
                log.warning("did not stop in time: killed", process=child.spec.name)
            child.kill()
