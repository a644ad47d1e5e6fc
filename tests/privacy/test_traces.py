"""What is deleted leaves no trace in SQLite's file (`make audit` reads the file itself)."""

import sqlite3
from contextlib import closing

import pytest
from django.conf import settings
from django.db import connection

from teams.privacy.traces import rewrite_database_file

pytestmark = pytest.mark.sqlite_only


@pytest.mark.django_db
def test_every_connection_writes_over_what_it_deletes():
    with connection.cursor() as cursor:
        assert cursor.execute("PRAGMA secure_delete").fetchone() == (1,)
    assert "secure_delete=ON" in settings.DATABASES["default"]["OPTIONS"]["init_command"]


@pytest.mark.django_db
def test_inside_a_transaction_it_does_nothing():
    assert rewrite_database_file() is False


class OneFile:
    """Stands for Django's connection, over a file."""

    vendor, in_atomic_block = "sqlite", False

    def __init__(self, path):
        self.raw = sqlite3.connect(path, isolation_level=None, timeout=0.1)
        self.raw.execute("PRAGMA journal_mode=WAL")

    def cursor(self):
        return closing(self.raw.cursor())


def test_the_file_and_its_log_hold_no_word_afterwards(tmp_path, monkeypatch):
    path = tmp_path / "one.db"
    file = OneFile(path)
    file.raw.execute("CREATE TABLE words (word TEXT)")
    file.raw.executemany("INSERT INTO words VALUES (?)", [(f"canary-{n}",) for n in range(5000)])
    file.raw.execute("DELETE FROM words")
    monkeypatch.setattr("teams.privacy.traces.connection", file)
    monkeypatch.setattr("teams.privacy.traces.OperationalError", sqlite3.OperationalError)
    assert rewrite_database_file() is True
    for one in tmp_path.iterdir():
        assert b"canary-" not in one.read_bytes(), one.name


def test_a_busy_file_is_left_with_a_warning(tmp_path, monkeypatch, caplog):
    path = tmp_path / "one.db"
    file, other = OneFile(path), OneFile(path)
    other.raw.execute("BEGIN IMMEDIATE")
    monkeypatch.setattr("teams.privacy.traces.connection", file)
    monkeypatch.setattr("teams.privacy.traces.OperationalError", sqlite3.OperationalError)
    assert rewrite_database_file() is False
    assert "run VACUUM" in caplog.text
