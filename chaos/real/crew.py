"""The product's real processes: two clusters and a clock, kept alive by its own supervisor."""

import os
import random
import signal
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import psutil

from config.processes import Child, ProcessSpec, Supervisor, manage

CLUSTERS = ("cluster 1", "cluster 2")
CLOCK = "clock"
BEAT = "cluster:reelay"  # both clusters answer to one name
ROLES = ("main", "sentinel", "worker", "lock holder", "pusher", "monitor", CLOCK)
# where an idle worker sleeps: the one that holds the lock of the queue reads, the others wait
HOLDS_THE_LOCK, WAITS_FOR_THE_LOCK = "pipe_read", "futex"
PATIENCE_SECONDS = 30
CHECK_SECONDS = 0.2
STOP_SECONDS = 3.0  # a cluster that hangs does not stop; it need not be waited for


class Crew:
    """Starts, strikes and heals them. Only ever signals its own children and theirs."""

    def __init__(self, environment: dict[str, str], silence: Callable[[str], timedelta | None]):
        self.environment, self.silence = environment, silence
        self.supervisor = Supervisor([])

    def prepare(self) -> None:
        """What `manage.py up` does before it starts anything."""
        for words in (("createcachetable",), ("setup_schedules",)):
            environment = {**os.environ, **self.environment}
            command = manage(*words)
            subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)

    def start(self, *, hangs_after: timedelta) -> None:
        """All three, watched as `manage.py up` watches them."""

        def spec(name: str, command: str, beat: str, limit: timedelta) -> ProcessSpec:
            return ProcessSpec(
                name,
                manage(command),
                self.environment,
                silence=lambda: self.silence(beat),
                silence_limit=limit,
                grace=hangs_after,
            )

        specs = [spec(name, "qcluster", BEAT, hangs_after) for name in CLUSTERS]
        specs.append(spec(CLOCK, "clock", "clock", timedelta(seconds=60)))
        self.supervisor = Supervisor(specs)
        self.supervisor.check()

    def live(self, seconds: float) -> None:
        """Let them work, and the supervisor watch."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.supervisor.check()
            time.sleep(CHECK_SECONDS)

    def child(self, name: str) -> Child:
        return next(c for c in self.supervisor.children if c.spec.name == name)

    def find(self, role: str, cluster: str) -> psutil.Process | None:
        """The process that has this role now; None when there is none at the moment."""
        child = self.child(CLOCK if role == CLOCK else cluster)
        if child.process is None:
            return None
        with suppress(psutil.NoSuchProcess, IndexError):
            main = psutil.Process(child.process.pid)
            if role in ("main", CLOCK):
                return main
            sentinel = main.children()[0]
            return sentinel if role == "sentinel" else _below(sentinel, role)
        return None

    def strike(self, role: str, number: signal.Signals, chance: random.Random) -> int:
        """Signal the process of a role in a random cluster; returns its pid, 0 for none."""
        process = self.find(role, chance.choice(CLUSTERS))
        if process is None:
            return 0
        try:
            process.send_signal(number)  # psutil looks whether the pid is still the same process
        except psutil.NoSuchProcess:
            return 0
        return process.pid

    def hang(self) -> tuple[int, int]:
        """Kill, in each cluster, the worker that holds the lock.

        Returns how many were killed, and how many clusters hung already: no worker of theirs holds
        the lock, and all wait for it.
        """
        killed = stuck = 0
        for cluster in CLUSTERS:
            if (process := self._wait_for_holder(cluster)) is not None:
                process.kill()
                killed += 1
            elif self._all_wait(cluster):
                stuck += 1
        return killed, stuck

    def _wait_for_holder(self, cluster: str) -> psutil.Process | None:
        end = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < end:
            if (process := self.find("lock holder", cluster)) is not None:
                return process
            self.live(CHECK_SECONDS)
        return None

    def workers(self) -> set[int]:
        """The pids of all workers."""
        return {pid for cluster in CLUSTERS for pid in self._workers_of(cluster)}

    def _workers_of(self, cluster: str) -> list[int]:
        sentinel = self.find("sentinel", cluster)
        return [p.pid for p in sentinel.children() if p.name() == "worker"] if sentinel else []

    def _all_wait(self, cluster: str) -> bool:
        workers = self._workers_of(cluster)
        return bool(workers) and all(_sleeps_at(pid, WAITS_FOR_THE_LOCK) for pid in workers)

    def dismiss_clock(self) -> None:
        """Stop the clock for good: from here on the clusters are alone."""
        clock = self.child(CLOCK)
        self.supervisor.children.remove(clock)
        clock.kill()

    def stop(self) -> None:
        self.supervisor.stop(STOP_SECONDS)


def _below(sentinel: psutil.Process, role: str) -> psutil.Process | None:
    """The first child of a sentinel that has the role."""
    for process in sentinel.children():
        name = process.name()
        if name == role:
            return process
        if role == "lock holder" and name == "worker" and _sleeps_at(process.pid, HOLDS_THE_LOCK):
            return process
    return None


def _sleeps_at(pid: int, place: str) -> bool:
    """Whether a process sleeps in this function of the kernel."""
    try:
        return place in Path(f"/proc/{pid}/wchan").read_text()
    except OSError:
        return False
