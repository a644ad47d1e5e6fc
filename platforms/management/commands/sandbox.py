"""`manage.py sandbox`: the simulated social network."""

import sqlite3
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from platforms.sandbox.server import DEFAULT_PORT, start


class Command(BaseCommand):
    help = "Run the Sandbox, a simulated social network, until it is stopped."
    requires_system_checks: list = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=DEFAULT_PORT, help="0 takes a free one.")
        parser.add_argument(
            "--ledger",
            type=Path,
            default=settings.VAR_DIR / "sandbox.sqlite3",
            help="The network's own file, kept across restarts.",
        )

    def handle(self, *args, **options) -> None:
        try:
            start(host=options["host"], port=options["port"], ledger=options["ledger"])
        except OSError as error:
            raise CommandError(
                f"The Sandbox cannot listen on {options['host']}:{options['port']} "
                f"({error.strerror}). Stop what is there, or choose another --port."
            ) from error
        except sqlite3.Error as error:
            raise CommandError(
                f"The ledger {options['ledger']} cannot be used ({error}). "
                "Name another file with --ledger, or delete it to start afresh."
            ) from error
