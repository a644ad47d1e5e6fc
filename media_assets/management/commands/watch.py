import signal
import threading
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from media_assets.services.watcher import AnotherWatcher, make_watcher, run, run_once


class Command(BaseCommand):
    help = "Watch the media outbox: take each file once it has stopped growing."

    def add_arguments(self, parser):
        parser.add_argument("--once", action="store_true", help="take what is there, then end")
        parser.add_argument("--outbox", type=Path, help="watch this folder (MEDIA_OUTBOX)")

    def handle(self, *args, once: bool, outbox: Path | None, **options):
        watcher = make_watcher(outbox)
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        if not once:
            self.stdout.write(f"Watching {watcher.outbox.root}")
        try:
            (run_once if once else run)(watcher, stop)
        except AnotherWatcher as problem:
            raise CommandError(str(problem)) from problem
        counts = watcher.counts
        self.stdout.write(
            f"{counts.ingested} ingested, {counts.duplicates} already there, "
            f"{counts.rejected} rejected, {counts.failed} to be tried again."
        )
