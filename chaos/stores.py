"""Databases that cases are copied from and judged in: SQLite files, or one PostgreSQL server.

A database is named by a path in the laboratory's folder. PostgreSQL takes the path's stem as the
database's name; the journal lies beside the path in both.
"""

import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import psycopg
from psycopg import sql

from tests.postgres import Server

JOURNAL = ".journal"
CUT_OFF = sql.SQL("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = {}")


def forget_journal(path: Path) -> None:
    """Remove the journal of the database `path`."""
    shutil.rmtree(f"{path}{JOURNAL}", ignore_errors=True)


class SqliteFiles:
    """Each database is a file."""

    vendor = "sqlite"

    def url(self, path: Path) -> str:
        return f"sqlite:///{path}"

    def create(self, path: Path) -> None:
        """SQLite makes its file itself."""

    def copy(self, source: Path, target: Path) -> None:
        """Replace `target` by what `source` holds now."""
        Path(f"{target}-shm").unlink(missing_ok=True)
        for suffix in ("", "-wal"):  # a killed writer leaves the second one
            Path(f"{target}{suffix}").unlink(missing_ok=True)
            if Path(f"{source}{suffix}").exists():
                shutil.copyfile(f"{source}{suffix}", f"{target}{suffix}")

    def read(self, path: Path, query: str) -> list[tuple]:
        """The rows of a query."""
        with closing(sqlite3.connect(path, timeout=20)) as database:
            return database.execute(query).fetchall()


@dataclass
class PostgresDatabases:
    """Each database is one of a throw-away server's."""

    server: Server
    vendor = "postgresql"

    def url(self, path: Path) -> str:
        return self.server.url_of(path.stem)

    def create(self, path: Path) -> None:
        self._run(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(path.stem)))

    def copy(self, source: Path, target: Path) -> None:
        """Replace `target` by what `source` holds now; whoever still uses them is cut off."""
        names = {"target": sql.Identifier(target.stem), "source": sql.Identifier(source.stem)}
        self._run(sql.SQL("DROP DATABASE IF EXISTS {target} WITH (FORCE)").format(**names))
        self._run(CUT_OFF.format(sql.Literal(source.stem)))
        self._run(sql.SQL("CREATE DATABASE {target} TEMPLATE {source}").format(**names))

    def read(self, path: Path, query: str) -> list[tuple]:
        """The rows of a query; uuids as SQLite stores them."""
        with psycopg.connect(self.server.conninfo(path.stem)) as database:
            rows = database.execute(query).fetchall()
        return [tuple(_as_sqlite(value) for value in row) for row in rows]

    def _run(self, statement: sql.Composable) -> None:
        with psycopg.connect(self.server.conninfo("postgres"), autocommit=True) as database:
            database.execute(statement)


def _as_sqlite(value):
    return value.hex if isinstance(value, UUID) else value


Store = SqliteFiles | PostgresDatabases
