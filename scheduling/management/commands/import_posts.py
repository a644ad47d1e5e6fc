import json
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from scheduling.exceptions import PostProblem
from scheduling.imports.plan import ImportOptions, ImportPlan
from scheduling.imports.sheet import SheetUnreadable, decode
from scheduling.imports.when import DateOrder
from scheduling.management.commands.plan import teams_named
from scheduling.services.imports import ImportResult, apply_import, check_import


class Command(BaseCommand):
    help = "Import posts from a CSV file into a team; see docs/import-export.md for its columns."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="The CSV file.")
        parser.add_argument("--team", required=True, help="Its id or its exact name.")
        parser.add_argument("--timezone", help="Of times without one; the team's when left out.")
        parser.add_argument("--date-order", choices=[str(o) for o in DateOrder], default="auto")
        parser.add_argument("--again", action="store_true", help="Also media that waits already.")
        parser.add_argument(
            "--leave-out-refused", action="store_true", help="Import the good rows all the same."
        )
        parser.add_argument("--json", action="store_true", help="One JSON object on stdout.")
        parser.add_argument("--dry-run", action="store_true", help="Say it, store nothing.")

    def handle(self, *args, file, team, **options):
        teams = teams_named(team)
        if len(teams) > 1:
            raise CommandError(f"Several teams are named “{team}”. Give the id.")
        name, now = options["timezone"], timezone.now()
        if name and name not in available_timezones():
            raise CommandError(f"“{name}” is no time zone. Write one like Europe/Berlin.")
        zone = ZoneInfo(name) if name else teams[0].zone
        how = ImportOptions(zone, DateOrder(options["date_order"]), options["again"])
        try:
            text, _ = decode(file.read_bytes())
            plan = check_import(teams[0], text, options=how, now=now)
            result = None
            if not options["dry_run"]:
                leave_out = options["leave_out_refused"]
                result = apply_import(teams[0], plan, by=None, now=now, leave_out_refused=leave_out)
        except PostProblem as problem:
            self.stderr.write("\n".join(said(plan)))
            raise CommandError(problem.sentence) from problem
        except (SheetUnreadable, OSError) as error:
            raise CommandError(str(error)) from error
        if options["json"]:
            self.stdout.write(json.dumps(as_json(plan, result), indent=2, ensure_ascii=False))
            return
        self.stdout.write("\n".join(as_text(plan, result)))


def said(plan: ImportPlan) -> list[str]:
    """A line for every problem and note."""
    return [
        f"  row {row.number}: {sentence}"
        for row in plan.rows
        for sentence in row.problems + row.notes
    ]


def as_text(plan: ImportPlan, result: ImportResult | None) -> list[str]:
    """The outcome for people."""
    counts = plan.counts
    if result is None:
        head = (
            f"{counts['create']} posts would be imported, {counts['change']} changed, "
            f"{counts['keep']} stay, {counts['refuse']} rows have errors."
        )
        return [head, *said(plan)]
    head = f"{len(result.created)} posts imported, {len(result.changed)} changed."
    return [head, *said(plan), *(f"  row {n}: {sentence}" for n, sentence in result.failed)]


def as_json(plan: ImportPlan, result: ImportResult | None) -> dict:
    """The outcome for programs."""
    rows = [
        {"row": row.number, "action": str(row.action), "problems": row.problems, "notes": row.notes}
        for row in plan.rows
    ]
    done = {
        "created": [str(post.pk) for post in result.created] if result else [],
        "changed": [str(post.pk) for post in result.changed] if result else [],
        "failed": [{"row": n, "reason": s} for n, s in result.failed] if result else [],
    }
    return {"dry_run": result is None, "counts": plan.counts, "rows": rows, **done}
