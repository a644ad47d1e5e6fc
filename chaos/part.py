"""One part on one database: `python -m chaos.part NAME DATABASE SEED RESULT FOLDER [quick]`."""

import importlib
import json
import sys
from contextlib import contextmanager, nullcontext
from pathlib import Path

import django

django.setup()

from chaos.disk import Disk, small_disk  # noqa: E402
from chaos.plan import FULL, QUICK, Run  # noqa: E402  (after django.setup)
from chaos.stores import PostgresDatabases, SqliteFiles  # noqa: E402
from tests.postgres import postgres_server  # noqa: E402


@contextmanager
def open_store(database: str, disk: Disk | None):
    """The databases of a part. One on a disk that fills up keeps its promises to the disk."""
    if database == "sqlite":
        yield SqliteFiles()
        return
    folder = disk.folder if disk else None
    with postgres_server(durable=disk is not None, disk=folder) as server:
        yield PostgresDatabases(server)


def main(part: str, database: str, seed: str, result: str, folder: str, quick: str = "") -> None:
    """Run the part and write its rows to the file `result`."""
    measure = importlib.import_module(f"chaos.parts.{part}").measure
    with (
        small_disk() if part == "torture" else nullcontext() as disk,
        open_store(database, disk) as store,
    ):
        words = {"seed": int(seed), "folder": Path(folder), "store": store, "disk": disk}
        rows = measure(Run(size=QUICK if quick else FULL, **words))
    Path(result).write_text(json.dumps([row.to_json() for row in rows]))


if __name__ == "__main__":
    main(*sys.argv[1:])
