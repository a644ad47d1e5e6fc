"""Keeps senders alive and hits a random one every now and then."""

import random
import signal
import time
from contextlib import suppress
from pathlib import Path

from chaos.lab import Lab

FREEZE = 0.05  # this share of the strikes freezes instead of killing


class Fire:
    """Only ever signals processes that it started itself, by their pid."""

    def __init__(self, lab: Lab, database: Path, seed: int, *, senders: int = 3, **words):
        self.lab, self.database, self.wanted, self.words = lab, database, senders, words
        self.random = random.Random(seed)
        self.senders: list[int] = []
        self.kills = self.freezes = self.started = 0

    def start_sender(self, do: str = "serve", **words) -> None:
        self.started += 1
        owner = f"sender {self.started}"
        words = {**self.words, **words, "owner": owner}
        self.senders.append(self.lab.start(do, self.database, **words))

    def fill_up(self) -> None:
        """Start as many as are missing."""
        while len(self.senders) < self.wanted:
            self.start_sender()

    def kill(self) -> None:
        """Kill a random sender."""
        self.kills += 1
        self.end(self.random.choice(self.senders))

    def freeze(self) -> None:
        """Freeze a random sender until its lease is over; the others go on."""
        self.freezes += 1
        pid = self.random.choice(self.senders)
        self._signal(pid, signal.SIGSTOP)
        time.sleep(self.lab.settings["PUBLISH_LEASE_SECONDS"] * 1.2)
        self._signal(pid, signal.SIGCONT)

    def strike(self) -> None:
        if self.random.random() < FREEZE:
            self.freeze()
        else:
            self.kill()

    def end(self, pid: int) -> None:
        self._signal(pid, signal.SIGKILL)
        self.lab.wait(pid)
        self.senders.remove(pid)

    def end_all(self) -> None:
        for pid in list(self.senders):
            self.end(pid)

    def _signal(self, pid: int, number: signal.Signals) -> None:
        with suppress(ProcessLookupError):
            self.lab.signal(pid, number)
