from pathlib import Path

from teams.privacy.command import PrivacyCommand, asked, find_team
from teams.privacy.export_team import count_team
from teams.privacy.requests import ask_export_of_team


class Command(PrivacyCommand):
    help = "Write everything of a team into a ZIP: its tables as JSON, and its files."

    def add_arguments(self, parser):
        parser.add_argument("team", help="id or name")
        parser.add_argument("--output", type=Path, default=Path("team-export.zip"))
        super().add_arguments(parser)

    def handle(self, *args, team, output, dry_run, as_json, **options):
        found = find_team(team)
        if dry_run:
            self.show({"would be exported": count_team(found)}, as_json=as_json)
            return
        request = self.run_now(asked(ask_export_of_team, found))
        self.keep_file(request, output)
        self.show({**request.receipt, "file": str(output)}, as_json=as_json)
