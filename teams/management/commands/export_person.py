from pathlib import Path

from teams.privacy.command import PrivacyCommand, asked, find_person
from teams.privacy.export_person import count_person
from teams.privacy.requests import ask_export_of_person


class Command(PrivacyCommand):
    help = "Write what is one person's into a ZIP of JSON files."

    def add_arguments(self, parser):
        parser.add_argument("person", help="id or e-mail address")
        parser.add_argument("--output", type=Path, default=Path("person-export.zip"))
        super().add_arguments(parser)

    def handle(self, *args, person, output, dry_run, as_json, **options):
        found = find_person(person)
        if dry_run:
            self.show({"would be exported": count_person(found)}, as_json=as_json)
            return
        request = self.run_now(asked(ask_export_of_person, found))
        self.keep_file(request, output)
        self.show({**request.receipt, "file": str(output)}, as_json=as_json)
