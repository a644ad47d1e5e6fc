"""A process whose children really die: `python -m chaos.sender`.

It loads Django once, reads one JSON command per line and forks a child for each, so that a crash
costs milliseconds. The children work on the database that the command names; what they did is
judged from outside, from that database and the Sandbox's ledger.
"""

import json
import os
import signal
import sys
import traceback
from pathlib import Path

import django

django.setup()

from django.db import connections  # noqa: E402  (after django.setup)

import platforms.adapters.sandbox  # noqa: E402, F401  (each child would load it again)
from chaos.ablations import ABLATIONS  # noqa: E402
from chaos.pace import hurry, move_clock  # noqa: E402
from chaos.work import COMMANDS  # noqa: E402
from publishing import crash_points  # noqa: E402


def use_database(path: str) -> None:
    """Work on the database `path` from here on (`stores`)."""
    connections.close_all()
    wrapper = connections["default"]
    name = path if wrapper.vendor == "sqlite" else Path(path).stem
    connections.databases["default"]["NAME"] = wrapper.settings_dict["NAME"] = name
    django.conf.settings.JOURNAL_DIR = Path(f"{path}.journal")
    django.conf.settings.INSTANCE_FILE = Path(f"{path}.journal/instance")


def die_at(point: str) -> None:
    """Kill this process for real when `point` is reached."""
    kill = {point: lambda: os.kill(os.getpid(), signal.SIGKILL)}
    crash_points.install(lambda name: kill.get(name, lambda: None)())


def child(command: dict) -> None:
    """Prepare this process as the command asks, and carry it out."""
    use_database(command["path"])
    for name, value in command.pop("settings", {}).items():
        setattr(django.conf.settings, name, value)
    if what := command.pop("ablate", ""):
        ABLATIONS[what]()
    if point := command.pop("crash_at", None):
        die_at(point)
    if by := command.pop("hurry", 0):
        hurry(by)
    if file := command.pop("clock_file", ""):
        move_clock(file)
    del command["path"]
    COMMANDS[command.pop("do")](**command)
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
