"""What the four commands share: find whom it is about, carry the request out here, print."""

import json
import shutil
from pathlib import Path
from uuid import UUID

from django.core.files.storage import default_storage
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import Model, Q, QuerySet
from django.utils import timezone

from teams.models import DataRequest, Team, User
from teams.privacy import exports
from teams.privacy.requests import DataProblem
from teams.privacy.work import carry_out

Kind = DataRequest.Kind


class PrivacyCommand(BaseCommand):
    """Base of the four: they work at once, in this process, as the operator."""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only say how many rows")
        parser.add_argument("--json", action="store_true", dest="as_json", help="print JSON")

    def show(self, figures: dict, *, as_json: bool) -> None:
        """A receipt or a count, for people or for programs."""
        if as_json:
            self.stdout.write(json.dumps(figures, indent=1))
            return
        for name, value in figures.items():
            self.stdout.write(f"{name:24} {as_words(value)}")

    def run_now(self, request: DataRequest) -> DataRequest:
        """Carry a request out in this process. Raises CommandError when it is not done then."""
        carry_out(request.pk)
        request.refresh_from_db()
        if request.status != DataRequest.Status.DONE:
            raise CommandError(request.error or "Another worker is at it; run this again later.")
        return request

    def keep_file(self, request: DataRequest, path: Path) -> None:
        """Copy the ZIP to `path` and forget the stored one."""
        with default_storage.open(request.file_path) as source, path.open("xb") as target:
            shutil.copyfileobj(source, target)
        exports.forget(request, why="Handed to the operator.")


def as_words(value) -> str:
    """A figure, or the names and figures of a table on lines of their own."""
    if isinstance(value, dict):
        return "".join(f"\n  {name:34} {part}" for name, part in sorted(value.items())) or "none"
    if isinstance(value, list):
        return "".join(f"\n  {as_line(part)}" for part in value) or "none"
    return str(value)


def as_line(part) -> str:
    return (
        ": ".join(str(word) for word in part.values() if word) if isinstance(part, dict) else part
    )


def find_team(wanted: str) -> Team:
    """The team with this id or, when only one has it, this name. Raises CommandError."""
    return _only_one(Team.objects.all(), Q(name=wanted), wanted)


def find_person(wanted: str) -> User:
    """The person with this id or address. Raises CommandError."""
    return _only_one(User.objects.all(), Q(email__iexact=wanted), wanted)


def _only_one(rows: QuerySet, by_name: Q, wanted: str):
    found: list[Model] = list(rows.filter(_by_key(wanted) or by_name)[:2])
    if not found:
        raise CommandError(f"There is no “{wanted}”.")
    if len(found) > 1:
        raise CommandError(f"Several are called “{wanted}”: give the id.")
    return found[0]


def _by_key(wanted: str) -> Q | None:
    try:
        return Q(pk=UUID(wanted))
    except ValueError:
        return None


def asked(ask, *args, **options) -> DataRequest:
    """A new request of the operator. Raises CommandError."""
    now = timezone.now()
    try:
        return ask(*args, by=None, now=now, **options)
    except DataProblem as problem:
        raise CommandError(str(problem)) from problem
