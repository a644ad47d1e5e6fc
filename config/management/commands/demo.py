import json
import os
import subprocess
import sys
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from config.demo import loop, report
from config.demo.scratch import INSIDE, running_sandbox, scratch_environment
from config.processes import manage
from media_assets.samples import make_samples
from platforms.sandbox.control import SandboxControl


class Command(BaseCommand):
    help = "Run the whole loop over a folder of media, on a scratch database and the Sandbox."

    def add_arguments(self, parser):
        parser.add_argument(
            "media", nargs="?", type=Path, help="A folder; own samples if left out."
        )
        parser.add_argument("--json", action="store_true", help="End with JSON on stdout.")

    def handle(self, *args, media: Path | None, **options):
        if media is not None and not media.is_dir():
            raise CommandError(f"{media} is not a folder.")
        if INSIDE not in os.environ:
            raise SystemExit(run_in_scratch(media, as_json=options["json"]))
        rows = self.run_loop(media)
        if options["json"]:
            self.stdout.write(json.dumps(report.as_json(rows), indent=2, ensure_ascii=False))
        else:
            wide = None if sys.stdout.isatty() else 200
            Console(file=sys.stdout, width=wide).print(report.as_table(rows))
        if stuck := [row.asset for row in rows if not (row.post_url or row.reason)]:
            raise CommandError(f"Neither posted nor explained: {', '.join(stuck)}.")

    def run_loop(self, media: Path | None) -> list[report.Row]:
        scratch = Path(os.environ[INSIDE])
        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
        with running_sandbox(settings.SANDBOX_URL, scratch), progress_bars() as bars:
            demo = loop.start_demo(SandboxControl(settings.SANDBOX_URL), timezone.now())
            files = sample_files(scratch, bars) if media is None else media_files(media)
            run_stages(demo, files, bars)
            return report.build_rows(demo)


def run_in_scratch(media: Path | None, *, as_json: bool) -> int:
    """The same command in a process whose environment touches nothing real; its exit code."""
    words = [*([str(media.resolve())] if media else []), *(["--json"] if as_json else [])]
    with scratch_environment() as environment:
        return subprocess.run(manage("demo", *words), env=environment, check=False).returncode


def media_files(folder: Path) -> list[Path]:
    """The files of a folder but for its notes, by name."""
    return sorted(
        p
        for p in folder.iterdir()
        if p.is_file() and p.suffix not in (".md", ".txt") and p.name[0] != "."
    )


def sample_files(scratch: Path, bars: Progress) -> list[Path]:
    """Make the project's own samples."""
    bar = bars.add_task("making samples", total=1)
    paths = [sample.path for sample in make_samples(scratch / "samples")]
    bars.advance(bar)
    return paths


def progress_bars() -> Progress:
    """Bars on stderr, so that stdout carries the result alone."""
    return Progress(
        TextColumn("{task.description:<18}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=Console(stderr=True),
    )


def run_stages(demo: loop.Demo, files: list[Path], bars: Progress) -> None:
    """Ingest, analyse, plan, then play the weeks through, each with its bar."""
    bar = bars.add_task("ingest", total=len(files))
    for _ in loop.ingest(demo, files):
        bars.advance(bar)
    taken = sum(1 for e in demo.entries if e.asset)
    bar = bars.add_task("analyse", total=taken)
    for left in loop.analyse(demo):
        bars.update(bar, completed=taken - left)
    bar = bars.add_task("post and measure", total=loop.plan(demo) * 7)
    for _ in loop.play(demo):
        bars.update(bar, completed=loop.done_so_far(demo))
