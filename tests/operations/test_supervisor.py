"""`manage.py up` keeps its children alive and takes them all down again."""

import os
import signal
import socket
import subprocess
import sys
import time
from datetime import timedelta

import psutil
import pytest
from django.core.management import CommandError

from config.management.commands.up import address_of, require_free
from config.processes import ProcessSpec, Supervisor

SLEEPER = [sys.executable, "-c", "import time; time.sleep(60)"]
STUBBORN = [
    sys.executable,
    "-c",
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(1, flush=True);"
    " time.sleep(60)",
]


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.fixture
def supervise():
    started = []

    def start(*specs: ProcessSpec) -> Supervisor:
        supervisor = Supervisor(list(specs))
        started.append(supervisor)
        supervisor.check()
        return supervisor

    yield start
    for supervisor in started:
        supervisor.stop(0.2)


def test_a_killed_child_is_replaced(supervise):
    supervisor = supervise(ProcessSpec("sleeper", SLEEPER))
    first = supervisor.children[0].process
    first.kill()
    first.wait()
    supervisor.check()
    assert supervisor.children[0].process.pid != first.pid


def test_a_child_that_keeps_dying_is_started_with_growing_pauses(supervise):
    supervisor = supervise(ProcessSpec("crasher", [sys.executable, "-c", "raise SystemExit(1)"]))
    child = supervisor.children[0]
    child.process.wait()
    supervisor.check()
    child.process.wait()
    supervisor.check()
    assert child.process is None
    assert child.start_after > time.monotonic()


def test_a_silent_child_is_replaced_after_its_grace(supervise):
    silent = ProcessSpec(
        "frozen",
        SLEEPER,
        silence=lambda: timedelta(minutes=5),
        grace=timedelta(0),
    )
    supervisor = supervise(silent)
    first = supervisor.children[0].process.pid
    supervisor.check()
    assert not is_running(first)
    assert supervisor.children[0].process.pid != first


def test_a_fresh_child_may_be_silent_for_a_while(supervise):
    spec = ProcessSpec("fresh", SLEEPER, silence=lambda: None, grace=timedelta(minutes=1))
    supervisor = supervise(spec)
    first = supervisor.children[0].process.pid
    supervisor.check()
    assert supervisor.children[0].process.pid == first


def test_a_stop_ends_every_child(supervise):
    supervisor = supervise(ProcessSpec("a", SLEEPER), ProcessSpec("b", SLEEPER))
    pids = [child.process.pid for child in supervisor.children]
    supervisor.stop(5)
    assert not any(is_running(pid) for pid in pids)


def test_a_child_that_ignores_the_stop_is_killed_in_time(supervise):
    supervisor = supervise(ProcessSpec("stubborn", STUBBORN))
    time.sleep(0.5)
    started = time.monotonic()
    supervisor.stop(0.5)
    assert time.monotonic() - started < 5
    assert supervisor.children[0].process.returncode == -signal.SIGKILL


@pytest.mark.parametrize(
    ("bind", "address"),
    [
        ("127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("0.0.0.0:80", "http://localhost:80"),
        ("[::]:8000", "http://localhost:8000"),
        (":8000", "http://localhost:8000"),
    ],
)
def test_the_address_to_open_is_one_that_a_browser_here_reaches(bind, address):
    assert address_of(bind) == address


def test_up_refuses_an_address_where_somebody_listens():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        bind = f"127.0.0.1:{taken.getsockname()[1]}"
        with pytest.raises(CommandError, match=rf"Cannot listen on {bind}.*Choose another"):
            require_free(bind, "Choose another.")
    require_free(bind, "Choose another.")


@pytest.mark.skipif(sys.platform != "linux", reason="Only Linux tells a child of its parent’s end.")
def test_children_end_with_a_supervisor_that_is_killed():
    code = (
        "import sys; from config.processes import *\n"
        f"s = Supervisor([ProcessSpec('sleeper', {SLEEPER!r})])\n"
        "s.check(); print(s.children[0].process.pid, file=sys.stderr, flush=True); time.sleep(60)"
    )
    parent = subprocess.Popen([sys.executable, "-c", code], stderr=subprocess.PIPE, text=True)
    child = int(parent.stderr.readline())
    assert is_running(child)
    parent.kill()
    parent.communicate()
    deadline = time.monotonic() + 10
    while lives(child) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not lives(child)


def lives(pid: int) -> bool:
    """Whether it runs; one that ended and that nobody has asked about does not."""
    return psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
