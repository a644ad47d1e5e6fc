import json
import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from rich.console import Console
from rich.progress import Progress

from media_assets.services.batch import ingest_paths, media_files
from teams.models import Team


class Command(BaseCommand):
    help = "Ingest files, and the files of folders. They are copied and stay where they are."

    def add_arguments(self, parser):
        parser.add_argument("paths", nargs="+", type=Path, metavar="PATH")
        parser.add_argument("--team", default="", help="id or name; else the first team")
        parser.add_argument("--json", action="store_true", dest="as_json", help="print JSON")
        parser.add_argument("--dry-run", action="store_true", help="only say what each file is")

    def handle(self, *args, paths, team, as_json, dry_run, **options):
        files = media_files(paths)
        outcomes = []
        with Progress(console=Console(stderr=True), disable=not sys.stderr.isatty()) as bar:
            task = bar.add_task("Ingesting", total=len(files))
            for outcome in ingest_paths(
                find_team(team), files, now=timezone.now(), dry_run=dry_run
            ):
                outcomes.append(outcome)
                bar.advance(task)
        if as_json:
            self.stdout.write(json.dumps([vars(outcome) for outcome in outcomes], indent=2))
        else:
            for outcome in outcomes:
                self.stdout.write(f"{outcome.result:9} {outcome.name}  {outcome.detail}")
        failed = sum(outcome.is_failure for outcome in outcomes)
        if failed or not files:
            raise CommandError(f"{failed} of {len(files)} files could not be ingested.")


def find_team(wanted: str) -> Team:
    """The team with this id or name; the first one without. Raises CommandError."""
    teams = list(Team.objects.order_by("created_at", "pk"))
    if not teams:
        raise CommandError("There is no team yet. `make run` makes the first one.")
    found = [team for team in teams if wanted in ("", str(team.pk), team.name)]
    if not found:
        raise CommandError(f"There is no team “{wanted}”.")
    return found[0]
