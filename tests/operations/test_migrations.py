"""Migrations go forward and back on both databases."""

import os
import subprocess
import sys
import uuid
from pathlib import Path

import psycopg
import pytest
from django.db import connection

ROOT = Path(__file__).resolve().parents[2]
LOWEST = "teams"  # every other app of ours depends on it, so going back takes them all


@pytest.fixture
def scratch_database(tmp_path):
    """The URL of an empty database of the kind that the suite runs on."""
    if connection.vendor == "sqlite":
        yield f"sqlite:///{tmp_path}/scratch.sqlite3"
        return
    server = os.environ["DATABASE_URL"]
    name = f"scratch_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(f'CREATE DATABASE "{name}"')
        yield server.replace("/postgres?", f"/{name}?")
        admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def migrate(url: str, *words: str) -> None:
    result = subprocess.run(
        [sys.executable, "manage.py", "migrate", "-v0", *words],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": url},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr


@pytest.mark.slow
@pytest.mark.timeout(300)  # every migration, twice: minutes on a busy machine
def test_every_app_migrates_back_to_nothing_and_forward_again(scratch_database):
    migrate(scratch_database)
    migrate(scratch_database, LOWEST, "zero")
    migrate(scratch_database)
