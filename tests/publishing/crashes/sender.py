"""A process whose children really die: `python -m tests.publishing.crashes.sender`.

It loads Django once, reads one JSON command per line and forks a child for each, so that a crash
costs milliseconds. The children work on the SQLite file that the command names; what they did is
judged from outside, from that file and the Sandbox's ledger.
"""

import json
import os
import signal
import sys
import time
import traceback
from datetime import datetime, timedelta
from pathlib import Path

import django

django.setup()

from django.core.management import call_command  # noqa: E402  (after django.setup)
from django.db import connections  # noqa: E402

import platforms.adapters.sandbox  # noqa: E402, F401  (each child would load it again)
from platforms.exceptions import NotSent, OutcomeUnknown, RateLimited  # noqa: E402
from platforms.sandbox.control import SandboxControl  # noqa: E402
from publishing import breaker, crash_points, guards  # noqa: E402
from publishing.services import breakers  # noqa: E402
from publishing.services import publish as publish_module  # noqa: E402
from publishing.services.claim import claim_next  # noqa: E402
from publishing.tick import tick  # noqa: E402
from scheduling.models import PostingSchedule  # noqa: E402
from tests.publishing.crashes.rows import build_rows  # noqa: E402
from tests.publishing.crashes.timing import GAVE_UP_SECONDS, LATE_SECONDS  # noqa: E402

FINAL = ("posted", "failed", "canceled")
STEPS = 4000


def use_database(path: str) -> None:
    """Work on the SQLite file `path` from here on."""
    connections.close_all()
    connections.databases["default"]["NAME"] = path
    connections["default"].settings_dict["NAME"] = path
    django.conf.settings.JOURNAL_DIR = Path(f"{path}.journal")
    django.conf.settings.INSTANCE_FILE = Path(f"{path}.journal/instance")


def die_at(point: str | None) -> None:
    """Kill this process for real when `point` is reached."""
    if point:
        kill = {point: lambda: os.kill(os.getpid(), signal.SIGKILL)}
        crash_points.install(lambda name: kill.get(name, lambda: None)())


def migrate(path: str) -> None:
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    call_command("migrate", verbosity=0)


def build(path: str, *, posts: int, accounts: int, at: str, spacing: float = 0.0) -> None:
    build_rows(posts=posts, accounts=accounts, at=datetime.fromisoformat(at), spacing=spacing)


def one_tick(
    path: str, *, now: str, owner: str = "first", crash_at: str | None = None, limit: int = 20
) -> None:
    die_at(crash_at)
    tick(datetime.fromisoformat(now), owner, limit=limit)


def recover(
    path: str,
    *,
    now: str,
    owner: str = "second",
    crash_at: str | None = None,
    clock_of: str = "",
) -> None:
    """Tick on, jumping to the next due time, until every post is final.

    After a round in which a call was given up it waits until that call has landed for real.
    `clock_of`: the Sandbox whose clock moves along.
    """
    die_at(crash_at)
    moment = datetime.fromisoformat(now)
    for _ in range(STEPS):
        due = PostingSchedule.objects.exclude(status__in=FINAL).order_by("due_at")
        next_due = due.values_list("due_at", flat=True).first()
        if next_due is None:
            return
        moment = max(moment, next_due) + timedelta(milliseconds=1)
        if clock_of:
            SandboxControl(clock_of).set_clock(moment)
        started = time.monotonic()
        tick(moment, owner)
        if time.monotonic() - started > GAVE_UP_SECONDS:
            time.sleep(LATE_SECONDS)


def serve(path: str, *, owner: str) -> None:
    """Tick in real time until killed; what rests, rests for moments."""
    breaker.REST_LADDER = (timedelta(seconds=0.3),)
    breakers.AFTER_PROBE = timedelta(seconds=0.1)
    while True:
        tick(datetime.now().astimezone(), owner, limit=3)
        time.sleep(0.02)


def claim_all(path: str, *, now: str, owner: str) -> None:
    """Claim until nothing is left; what was claimed is in the event log."""
    while claim_next(datetime.fromisoformat(now), owner=owner):
        pass


def ablate(what: str) -> None:
    """Take one safeguard away, to see that the harness notices."""
    if what in ("no intent row", "no intent"):
        publish_module.write_intent = lambda *args, **kwargs: None
    if what in ("no intent line", "no intent"):
        publish_module.note_intent = lambda *args, **kwargs: None
    if what == "unknown is refused":
        decide = publish_module.decide

        def naive(answer, facts):
            lost = isinstance(answer, OutcomeUnknown)
            return decide(RateLimited("try again") if lost else answer, facts)

        publish_module.decide = naive
    elif what == "time-out is not sent":
        call = publish_module.call

        def hasty(*args):
            answer = call(*args)
            return NotSent("no answer") if isinstance(answer, OutcomeUnknown) else answer

        publish_module.call = hasty
    elif what == "no gap guard":
        guards.doubt_due_posts = lambda since, now: 0
    elif what == "no settle":
        publish_module.facts_of.__globals__["settle_time"] = lambda *a, **k: timedelta(0)


COMMANDS = {
    "migrate": migrate,
    "build": build,
    "tick": one_tick,
    "recover": recover,
    "serve": serve,
    "claim_all": claim_all,
}


def child(command: dict) -> None:
    use_database(command["path"])
    settings = command.pop("settings", {})
    for name, value in settings.items():
        setattr(django.conf.settings, name, value)
    ablate(command.pop("ablate", ""))
    COMMANDS[command.pop("do")](command.pop("path"), **command)
    connections.close_all()


def fork(command: dict) -> int:
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        child(command)
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(code)


def answer(command: dict) -> dict:
    """Run a command to its end, start one, wait for a started one, or signal it."""
    match command.pop("how", "run"):
        case "start":
            return {"pid": fork(command)}
        case "wait":
            return {"code": os.waitstatus_to_exitcode(os.waitpid(command["pid"], 0)[1])}
        case "signal":
            os.kill(command["pid"], command["signal"])
            return {}
    pid = fork(command)
    return {"code": os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])}


def main() -> None:
    for line in sys.stdin:
        print(json.dumps(answer(json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
