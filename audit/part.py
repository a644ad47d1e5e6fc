"""One part: `python -m audit.part NAME SEED EXAMPLES RESULT`, in an environment of its own."""

import importlib
import json
import sys
from pathlib import Path

import django

django.setup()

from django.conf import settings  # noqa: E402  (after django.setup)
from django.core.management import call_command  # noqa: E402

from audit.result import Row  # noqa: E402
from audit.run import Run  # noqa: E402

QUICK_HASH = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # people are made by the dozen


def prepare_database() -> None:
    """An empty product: tables, cache, no people."""
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    settings.PASSWORD_HASHERS = QUICK_HASH
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "testserver"]


def main(part: str, seed: str, examples: str, result: str) -> None:
    """Ask, and write the row to the file `result`."""
    module = importlib.import_module(f"audit.parts.{part}")
    prepare_database()
    row = Row(part)
    module.ask(Run(Path(result).parent, int(seed), int(examples)), row)
    Path(result).write_text(json.dumps(row.to_json()))


if __name__ == "__main__":
    main(*sys.argv[1:])
