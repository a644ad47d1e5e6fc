import json
import sys
from dataclasses import asdict

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from rich.console import Console
from rich.table import Table

from config.doctor import examine


class Command(BaseCommand):
    help = "Say what is configured, reachable, late or broken; fails when something is not well."

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true", help="Print the findings as JSON.")

    def handle(self, *args, **options):
        findings = examine(timezone.now())
        if options["json"]:
            self.stdout.write(json.dumps([asdict(f) for f in findings], indent=2))
        else:
            self.print_table(findings)
        if unwell := [f.name for f in findings if not f.ok]:
            raise CommandError(f"Not well: {', '.join(unwell)}.")

    def print_table(self, findings) -> None:
        table = Table("", "what", "found", "to do", box=None)
        for f in findings:
            mark = "[green]✓" if f.ok else "[red]✗"
            table.add_row(mark, f.name, f.detail, "" if f.ok else f.advice)
        Console(file=sys.stdout).print(table)
