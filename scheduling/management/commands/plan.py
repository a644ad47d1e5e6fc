import json

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from scheduling.services.plan import PlanResult, plan_team
from teams.models import Team


class Command(BaseCommand):
    help = "Fill the empty slots of every team's accounts for the next 60 days."

    def add_arguments(self, parser):
        parser.add_argument("--team", help="Only this team: its id or its exact name.")
        parser.add_argument("--json", action="store_true", help="One JSON list on stdout.")
        parser.add_argument("--dry-run", action="store_true", help="Say it, store nothing.")

    def handle(self, *args, team, dry_run, **options):
        now = timezone.now()
        results = [(t, plan_team(t, now=now, dry_run=dry_run)) for t in teams_named(team)]
        if options["json"]:
            rows = [as_json(t, result) for t, result in results]
            self.stdout.write(json.dumps(rows, indent=2, ensure_ascii=False))
            return
        for t, result in results:
            self.stdout.write(as_text(t, result, dry_run=dry_run))


def teams_named(wanted: str | None) -> list[Team]:
    """All teams, or the one of that id or name. Raises CommandError when there is none."""
    teams = Team.objects.order_by("name", "pk")
    if wanted is None:
        return list(teams)
    found = list(teams.filter(name=wanted)) or _by_id(wanted)
    if not found:
        raise CommandError(f"There is no team “{wanted}”. Leave --team out to plan for all.")
    return found


def _by_id(wanted: str) -> list[Team]:
    try:
        return list(Team.objects.filter(pk=wanted))
    except ValidationError:
        return []


def as_json(team: Team, result: PlanResult) -> dict:
    """One team's result for programs."""
    skipped = [
        {"asset": str(s.asset.pk), "connection": str(s.connection.pk), "reason": s.reason}
        for s in result.skipped
    ]
    return {
        "team": str(team.pk),
        "created": result.created,
        "waiting": result.waiting,
        "skipped": skipped,
    }


def as_text(team: Team, result: PlanResult, *, dry_run: bool) -> str:
    """One team's result for people."""
    verb = "would be planned" if dry_run else "planned"
    posts = "1 post" if result.created == 1 else f"{result.created} posts"
    lines = [f"{team.name}: {posts} {verb}."]
    if result.waiting:
        lines.append(f"  {result.waiting} wait for a free slot: the next 60 days are full.")
    lines += [f"  left out: {skip}" for skip in result.skipped]
    return "\n".join(lines)
