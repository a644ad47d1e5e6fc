from django.core.management.base import CommandError
from django.utils import timezone

from teams.models import DataRequest
from teams.privacy.command import PrivacyCommand, asked, find_person
from teams.privacy.erase_person import why_person_stays
from teams.privacy.export_person import count_person
from teams.privacy.requests import ask_erasure_of_person, begin_at_once

KIND = DataRequest.Kind.ERASE_PERSON


class Command(PrivacyCommand):
    help = (
        "Erase a person: the account is emptied, what others need of their work stays as a former "
        "member's. A stopped erasure goes on when run again."
    )

    def add_arguments(self, parser):
        parser.add_argument("person", help="id or e-mail address")
        parser.add_argument("--yes", action="store_true", help="it cannot be undone")
        super().add_arguments(parser)

    def handle(self, *args, person, yes, dry_run, as_json, **options):
        found = find_person(person)
        if dry_run:
            stays = why_person_stays(found) or "no: it can"
            figures = {"cannot be erased now": stays, "rows": count_person(found)}
            self.show(figures, as_json=as_json)
            return
        if not yes:
            raise CommandError("It cannot be undone: look with --dry-run, then add --yes.")
        request = begin_at_once(found, KIND, now=timezone.now()) or asked(
            ask_erasure_of_person, found
        )
        self.show(self.run_now(request).receipt, as_json=as_json)
