"""Rotation of keys while tokens are read and written, with kills; then no token in clear."""

import os
import random
import subprocess
import sys
import threading
import time
from pathlib import Path

from django.conf import settings
from django.db import OperationalError, connections

from audit.people import World, make_world
from audit.result import Row
from audit.run import Run
from audit.searching import files_with, listening, tables_with
from audit.server import ROOT
from platforms.models import Connection
from platforms.vault import VaultError, is_newest, seal, unseal
from tests.factories import make_connection
from tests.flows.sweep import ask as ask_route
from tests.flows.sweep import ids_of, swept_routes, text_of

OLD, NEW = "an-old-key-of-the-audit-0123456789", "a-new-key-of-the-audit-9876543210"
ACCOUNTS, KILLS = 150, 5
TOKEN = "clear-token-5e1f"


def ask(run: Run, row: Row) -> None:
    """Each token opens at each moment, later without the old key; nothing stands in clear."""
    settings.TOKEN_ENCRYPTION_KEYS = [OLD]
    world, rng = make_world(), random.Random(run.seed)
    for number in range(ACCOUNTS):
        connection = make_connection(world.team, route="direct")
        sealed = seal(f"{TOKEN}-{number}-0", bound_to=connection.pk)
        Connection.objects.filter(pk=connection.pk).update(access_token=sealed)
    settings.TOKEN_ENCRYPTION_KEYS = [NEW, OLD]
    use = Use(run.seed)
    with use:
        kills = rotate_under_fire(rng)
    row.asked += use.reads
    row.problems += use.problems[:5]
    settings.TOKEN_ENCRYPTION_KEYS = [NEW]
    for connection in Connection.objects.exclude(access_token=""):
        row.require(is_newest(connection.access_token), f"{connection.pk} has the old key")
        row.require(opens(connection), f"{connection.pk} does not open with the new key")
    moved_values_do_not_open(row)
    nothing_in_clear(run, world, row)
    row.figures = (
        f"{ACCOUNTS} accounts, {kills} rotations killed, {use.reads:,} reads and "
        f"{use.writes:,} writes meanwhile"
    )


def rotate(**how) -> subprocess.Popen:
    environment = {**os.environ, "TOKEN_ENCRYPTION_KEYS": f"{NEW},{OLD}"}
    command = [sys.executable, "manage.py", "rotate_keys"]
    quiet = subprocess.DEVNULL
    return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=quiet, stderr=quiet, **how)


def rotate_under_fire(rng: random.Random) -> int:
    """Kill the rotation a few times at some moment, then let it end; returns how often it died."""
    kills = 0
    for _ in range(KILLS):
        running = rotate()
        waited = 0.0
        until = rng.uniform(0.5, 6)
        while running.poll() is None and waited < until:
            time.sleep(0.02)
            waited += 0.02
        if running.poll() is None:
            running.kill()
            kills += 1
        running.wait()
    if rotate().wait() != 0:
        raise RuntimeError("the rotation did not end")
    return kills


class Use:
    """Readers and a renewing writer, as workers are, until the block ends."""

    def __init__(self, seed: int) -> None:
        self.reads = self.writes = 0
        self.problems: list[str] = []
        self._over = threading.Event()
        jobs = (self._read, self._write)
        self._threads = [
            threading.Thread(target=self._work, args=(job, random.Random(seed + number)))
            for number, job in enumerate(jobs)
        ]

    def __enter__(self) -> None:
        for thread in self._threads:
            thread.start()

    def __exit__(self, *_) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join()

    def _work(self, job, rng: random.Random) -> None:
        pks = list(Connection.objects.exclude(access_token="").values_list("pk", flat=True))
        while not self._over.is_set():
            try:
                job(rng.choice(pks))
            except OperationalError:  # SQLite was busy for longer than a caller waits
                time.sleep(0.05)
            except VaultError as error:
                self.problems.append(f"a token did not open meanwhile: {error}")
            time.sleep(0.002)
        connections.close_all()

    def _read(self, pk) -> None:
        unseal(Connection.objects.get(pk=pk).access_token, bound_to=pk)
        self.reads += 1

    def _write(self, pk) -> None:
        """A renewal: the new token takes the place of the one that was read, or of none."""
        before = Connection.objects.get(pk=pk).access_token
        after = seal(f"{TOKEN}-renewed-{self.writes}", bound_to=pk)
        same = Connection.objects.filter(pk=pk, access_token=before)
        self.writes += same.update(access_token=after)


def opens(connection: Connection) -> bool:
    try:
        return bool(unseal(connection.access_token, bound_to=connection.pk))
    except VaultError:
        return False


def moved_values_do_not_open(row: Row) -> None:
    """A sealed value that is put into another row is refused."""
    first, second = Connection.objects.exclude(access_token="").order_by("pk")[:2]
    first.access_token = second.access_token
    row.require(not opens(first), "a token opened in another row")


def nothing_in_clear(run: Run, world: World, row: Row) -> None:
    """The rows, the database's files, the log, all pages, the admin and the API."""
    with listening() as lines:
        clients = {"owner": world.owner_client, "superuser": as_superuser(world)}
        for name, client in clients.items():
            for route in swept_routes():
                for target in route.rows(world.everything) if route.takes_id else [world.team]:
                    said = text_of(
                        ask_route(client, route, "get", ids_of(target, world.everything))
                    )
                    row.require(TOKEN not in said, f"{route.pattern} shows the {name} a token")
    row.require(TOKEN not in "\n".join(lines.text), "the log holds a token")
    words = [TOKEN, world.everything.key.rpartition(".")[2]]
    for word, table in tables_with(words):
        row.require(False, f"{table} holds {word}")
    for word, path in files_with(words, run.folder):
        row.require(Path(path).name == "said", f"{path} holds {word}")
    row.asked += 2


def as_superuser(world: World):
    world.owner.is_superuser = True
    world.owner.save()
    return world.owner_client
