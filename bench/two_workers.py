"""Posts a second: two worker processes on a durable PostgreSQL, against bare HTTP posts.

The bare ones come from the same number of processes and go to the same Sandbox, which is a process
of its own. `python -m bench.two_workers build|publish|bare …` are the children.
"""

import os
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

if __name__ == "__main__":
    import django

    django.setup()

from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from bench.publishing import POSTS, make_posts, post_bare
from bench.rows import Row
from platforms.models import Connection
from publishing.services.publish import publish_due
from scheduling.models import PostingSchedule
from tests.postgres import throw_away_postgres
from tests.sandbox import sandbox_process

WORKERS = 2
ROUNDS = 3


def measure() -> list[Row]:
    """The median of three rounds; each round is ours, then the bare posts."""
    rounds = sorted((one_round() for _ in range(ROUNDS)), key=lambda pair: pair[0] / pair[1])
    ours, bare = rounds[ROUNDS // 2]
    against = f"{bare:,.1f} bare HTTP uploads and posts/s from as many processes"
    name = f"publisher on postgresql, {WORKERS} worker processes"
    return [Row(name, ours, "posts/s", against, ours / bare)]


def one_round() -> tuple[float, float]:
    """Posts a second by our workers, and by bare calls; on a fresh database and Sandbox."""
    with (
        tempfile.TemporaryDirectory() as scratch,
        throw_away_postgres(durable=True) as database,
        sandbox_process(Path(scratch) / "sandbox.sqlite3") as (_, sandbox),
    ):
        own = {"DATABASE_URL": database, "SANDBOX_URL": sandbox, "REELAY_VAR": scratch}
        environment = {**os.environ, **own}
        command = [sys.executable, "-m", "bench.two_workers"]
        subprocess.run([*command, "build"], env=environment, check=True)
        ours = together([*command, "publish"], environment)
        subprocess.run([*command, "check"], env=environment, check=True)
        bare = together([*command, "bare"], environment)
    return ours, bare


def together(command: list[str], environment: dict[str, str]) -> float:
    """Posts a second of WORKERS processes that begin at the same moment, once all have loaded."""
    with running(command, environment) as workers:
        for worker in workers:
            worker.stdout.readline()
        started = time.perf_counter()
        for worker in workers:
            worker.stdin.write("go\n")
            worker.stdin.flush()
        for worker in workers:
            if worker.wait():
                raise RuntimeError(f"{command[-1]} ended with {worker.returncode}")
        return POSTS / (time.perf_counter() - started)


@contextmanager
def running(command: list[str], environment: dict[str, str]):
    """WORKERS processes of a command; none is left behind."""
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    workers = [
        subprocess.Popen([*command, str(number)], env=environment, **pipes)
        for number in range(WORKERS)
    ]
    try:
        yield workers
    finally:
        for worker in workers:
            worker.kill()
            worker.communicate()


def build() -> None:
    """A migrated database with posts that are all due."""
    call_command("migrate", verbosity=0)
    make_posts()


def publish(number: int) -> None:
    """One worker: whatever is due, until nothing is."""
    get_set()
    while publish_due(timezone.now(), owner=f"worker {number}", limit=POSTS):
        pass


def check() -> None:
    """All of them went out."""
    posted = PostingSchedule.objects.filter(status=PostingSchedule.Status.POSTED).count()
    if posted != POSTS:
        raise RuntimeError(f"only {posted} of {POSTS} posts went out")


def bare(number: int) -> None:
    """One process's share of the same calls, without us."""
    accounts = list(Connection.objects.all())
    get_set()
    post_bare(settings.SANDBOX_URL, accounts, range(number, POSTS, WORKERS))


def get_set() -> None:
    """Say that all is loaded, and wait for the word."""
    print("ready", flush=True)
    sys.stdin.readline()


if __name__ == "__main__":
    work = {"build": build, "publish": publish, "check": check, "bare": bare}[sys.argv[1]]
    work(*map(int, sys.argv[2:]))
