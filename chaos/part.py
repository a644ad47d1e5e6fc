"""One part on one database: `python -m chaos.part NAME DATABASE SEED RESULT FOLDER [quick]`."""

import importlib
import json
import sys
from contextlib import contextmanager
from pathlib import Path

import django

django.setup()

from chaos.plan import FULL, QUICK, Run  # noqa: E402  (after django.setup)
from chaos.stores import PostgresDatabases, SqliteFiles  # noqa: E402
from tests.postgres import postgres_server  # noqa: E402


@contextmanager
def open_store(database: str, *, durable: bool):
    """The databases of a part; a PostgreSQL that is restarted keeps its promises to the disk."""
    if database == "sqlite":
        yield SqliteFiles()
        return
    with postgres_server(durable=durable) as server:
        yield PostgresDatabases(server)


def main(part: str, database: str, seed: str, result: str, folder: str, quick: str = "") -> None:
    """Run the part and write its rows to the file `result`."""
    measure = importlib.import_module(f"chaos.parts.{part}").measure
    with open_store(database, durable=part == "torture") as store:
        size = QUICK if quick else FULL
        rows = measure(Run(size=size, seed=int(seed), folder=Path(folder), store=store))
    Path(result).write_text(json.dumps([row.to_json() for row in rows]))


if __name__ == "__main__":
    main(*sys.argv[1:])
