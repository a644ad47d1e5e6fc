"""`manage.py sandbox`: says where it listens, stops cleanly, and says what is in its way."""

import signal
import socket
import subprocess
import sys

import pytest
from django.core.management import CommandError, call_command

from tests.sandbox import HTTP, ROOT


def test_command_serves_until_it_is_told_to_stop(tmp_path):
    ledger = tmp_path / "deep" / "ledger.sqlite3"
    process = subprocess.Popen(
        [sys.executable, "manage.py", "sandbox", "--port", "0", "--ledger", str(ledger)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        url = process.stdout.readline().split()[-1]
        assert HTTP.get(f"{url}/healthz").json()["simulation"] is True
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=10) == 0
    finally:
        process.kill()
        process.stdout.close()
        process.wait()
    assert ledger.exists()


def test_port_in_use_is_said_in_a_sentence(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        with pytest.raises(CommandError, match=f"cannot listen on 127.0.0.1:{port}"):
            call_command("sandbox", port=port, ledger=tmp_path / "ledger.sqlite3")


def test_damaged_ledger_is_said_in_a_sentence(tmp_path):
    ledger = tmp_path / "ledger.sqlite3"
    ledger.write_text("this is no database at all, but long enough to be read as one" * 50)
    with pytest.raises(CommandError, match="cannot be used"):
        call_command("sandbox", port=0, ledger=ledger)
