import json
import sys

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from rich.console import Console
from rich.progress import Progress, TaskID

from analysis.services.analyse import analyse_now
from media_assets.models import MediaAsset, ProcessingJob

OWNER = "manage.py analyse"


class Command(BaseCommand):
    help = "Analyse assets here and now, or all that wait for it."

    def add_arguments(self, parser):
        parser.add_argument("assets", nargs="*", metavar="ASSET", help="id or file name")
        parser.add_argument("--due", action="store_true", help="all assets that are due")
        parser.add_argument("--afresh", action="store_true", help="also what has not changed")
        parser.add_argument("--json", action="store_true", dest="as_json", help="print JSON")

    def handle(self, *args, assets, due, afresh, as_json, **options):
        if bool(assets) == due:
            raise CommandError("Name the assets to analyse, or say --due.")
        chosen = due_assets() if due else [asset for word in assets for asset in named(word)]
        rows = self.analyse_all(chosen, afresh=afresh)
        if as_json:
            self.stdout.write(json.dumps(rows, indent=2, ensure_ascii=False))
        else:
            for row in rows:
                score = "" if row["score"] is None else f"{row['score']:.0f}"
                self.stdout.write(f"{row['status']:10} {score:>3}  {row['asset']}  {row['error']}")
        if failed := sum(row["status"] != ProcessingJob.Status.COMPLETED for row in rows):
            raise CommandError(f"{failed} of {len(rows)} assets have no new analysis.")

    def analyse_all(self, assets: list[MediaAsset], *, afresh: bool) -> list[dict]:
        with Progress(console=Console(stderr=True), disable=not sys.stderr.isatty()) as bars:
            return [
                analyse_one(asset, bars, bars.add_task(asset.filename, total=100), afresh=afresh)
                for asset in assets
            ]


def analyse_one(asset: MediaAsset, bars: Progress, bar: TaskID, *, afresh: bool) -> dict:
    """Analyse one asset under its bar; how it ended."""

    def advance(percent: int) -> None:
        bars.update(bar, completed=percent)

    job = analyse_now(asset, now=timezone.now(), owner=OWNER, watch=advance, afresh=afresh)
    bars.update(bar, completed=100)
    return {
        "id": str(asset.pk),
        "asset": asset.filename,
        "status": job.status,
        "score": job.output_data.get("score"),
        "error": job.error,
    }


def due_assets() -> list[MediaAsset]:
    """The assets whose analysis is due, the most urgent first."""
    jobs = ProcessingJob.objects.due(timezone.now()).select_related("media_asset__team")
    return [job.media_asset for job in jobs.filter(job_type=ProcessingJob.JobType.ANALYZE)]


def named(word: str) -> list[MediaAsset]:
    """The assets with this id or file name. Raises CommandError when there are none."""
    rows = MediaAsset.objects.select_related("team").order_by("created_at", "pk")
    try:
        found = list(rows.filter(pk=word))
    except (ValidationError, ValueError):
        found = list(rows.filter(filename=word))
    if not found:
        raise CommandError(f"There is no asset “{word}”.")
    return found
