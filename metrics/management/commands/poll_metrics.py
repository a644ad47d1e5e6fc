import json

from django.core.management.base import BaseCommand
from django.utils import timezone

from metrics.models import MetricsCheckpoint
from metrics.services.checkpoints import collect_due


class Command(BaseCommand):
    help = "Take the readings of published posts that are due now."

    def add_arguments(self, parser):
        parser.add_argument("--limit", type=int, default=200, help="At most so many readings.")
        parser.add_argument("--json", action="store_true", help="One JSON object on stdout.")
        parser.add_argument("--dry-run", action="store_true", help="Only say what is due.")

    def handle(self, *args, limit, dry_run, **options):
        now = timezone.now()
        due = MetricsCheckpoint.objects.due(now).count()
        taken = 0 if dry_run else collect_due(now, limit=limit, owner="poll_metrics")
        if options["json"]:
            self.stdout.write(json.dumps({"due": due, "taken": taken}))
        else:
            self.stdout.write(f"{due} readings were due, {taken} were taken.")
