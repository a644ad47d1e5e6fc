from django.core.management.base import BaseCommand
from django.utils import timezone

from metrics.services.fitting import fit_team
from teams.models import Team


class Command(BaseCommand):
    help = "Fit the score's weights to the results so far, and say whether they are adopted."

    def add_arguments(self, parser):
        parser.add_argument("--team", help="Only the team of this name; all without it.")

    def handle(self, *args, team, **options):
        teams = Team.objects.filter(name=team) if team else Team.objects.all()
        for one in teams.order_by("name"):
            rows = fit_team(one, now=timezone.now(), force=True)
            for row in rows:
                self.stdout.write(f"{one.name}: {row}: {row.reason}")
            if not rows:
                self.stdout.write(f"{one.name}: too few measured posts to fit anything yet.")
