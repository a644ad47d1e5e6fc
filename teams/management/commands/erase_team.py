from datetime import timedelta

from django.core.management.base import CommandError
from django.utils import timezone

from teams.models import DataRequest
from teams.privacy.command import PrivacyCommand, asked, find_team
from teams.privacy.erase_team import count_files, count_outside, why_team_stays
from teams.privacy.export_team import count_team
from teams.privacy.requests import GRACE, ask_erasure_of_team, begin_at_once

KIND = DataRequest.Kind.ERASE_TEAM


class Command(PrivacyCommand):
    help = (
        "Erase a team: rows, files, journal lines; its tokens are given back. Without --now after "
        "a week, in which an owner may call it off. A stopped erasure goes on when run again."
    )

    def add_arguments(self, parser):
        parser.add_argument("team", help="id or name")
        parser.add_argument("--now", action="store_true", help="at once, without the week")
        parser.add_argument("--name", default="", help="with --now: the team's name once more")
        super().add_arguments(parser)

    def handle(self, *args, team, now, name, dry_run, as_json, **options):
        found = find_team(team)
        if dry_run:
            self.show(self.look(found), as_json=as_json)
            return
        if now and name != found.name:
            raise CommandError(f"Repeat the name of the team: --name “{found.name}”")
        request = begin_at_once(found, KIND, now=timezone.now()) if now else None
        if request is None:
            grace = timedelta(0) if now else GRACE
            request = asked(ask_erasure_of_team, found, grace=grace)
        if not now:
            self.stdout.write(f"It will be erased on {request.due_at:%Y-%m-%d %H:%M} UTC.")
            return
        self.show(self.run_now(request).receipt, as_json=as_json)

    def look(self, team) -> dict:
        """What would go, and what stands against it."""
        return {
            "cannot be erased now": why_team_stays(team) or "no: it can",
            "rows": count_team(team),
            "files": count_files(team),
            "beside them": count_outside(team),
        }
