import json
from dataclasses import asdict

from django.core.management.base import BaseCommand

from metrics.services.backtest import BacktestRow, Ranked, backtest
from teams.models import Team

HEAD = f"{'network':<18}{'kind':<8}{'version':<18}{'in use':<10}{'all posts':<28}{'later posts'}"


class Command(BaseCommand):
    help = (
        "How each version of the score would have ranked the stored posts (rank correlation with "
        "their 95 %% interval). “Later posts” came after the version: it cannot have seen them."
    )

    def add_arguments(self, parser):
        parser.add_argument("--team", help="Only the team of this name; all without it.")
        parser.add_argument("--json", action="store_true", help="One JSON object on stdout.")

    def handle(self, *args, team, **options):
        teams = Team.objects.filter(name=team) if team else Team.objects.all()
        found = {one.name: backtest(one) for one in teams.order_by("name")}
        if options["json"]:
            plain = {name: [asdict(row) for row in rows] for name, rows in found.items()}
            self.stdout.write(json.dumps(plain, indent=2))
            return
        for name, rows in found.items():
            self.stdout.write(f"{name}: {'nothing measured yet' if not rows else ''}")
            for line in [HEAD, *map(as_line, rows)] if rows else []:
                self.stdout.write(line)


def as_line(row: BacktestRow) -> str:
    network = f"{row.platform or 'all'}{' (simulated)' if row.is_simulated else ''}"
    version = f"{row.version} ({row.kind})"
    return (
        f"{network[:17]:<18}{row.media_type:<8}{version:<18}{row.status:<10}"
        f"{as_text(row.all):<28}{as_text(row.later)}"
    )


def as_text(ranked: Ranked) -> str:
    if ranked.rho is None:
        return f"– ({ranked.posts} posts)"
    return f"{ranked.rho:.2f} [{ranked.low:.2f}, {ranked.high:.2f}] n={ranked.posts}"
