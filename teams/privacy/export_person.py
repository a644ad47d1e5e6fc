"""What is one person's, in whatever team, in one ZIP of JSON files."""

from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings

from teams.models import TeamMember, User
from teams.privacy.archive import Archive, as_json, json_list
from teams.privacy.export_team import Report, keep_export
from teams.privacy.held import HeldRequest
from teams.privacy.parts import secret_columns
from teams.privacy.people import PersonTable, person_tables
from teams.privacy.rows import Counted, pages_of

README = """What this is
------------
What Reelay ({address}) keeps about you, in whatever team.

profile.json    your account
teams.json      the teams that you are in
tables/         one JSON list for each way in which a row names you
SHA256SUMS      `sha256sum -c SHA256SUMS` checks every file

What you wrote is there in full. Rows that belong to a team and only name you (a post that you
approved) are listed by key and time: their content is the team's, whose owner can export it.
Left out: your password, and tokens and keys, also sealed ones.
"""


class PersonIsGone(Exception):
    """The account was erased before its export was made."""


def export_person(held: HeldRequest) -> None:
    """Write the ZIP and finish the request. Raises PersonIsGone and RequestLost."""
    person = User.objects.filter(pk=held.request.subject_id).first()
    if person is None:
        raise PersonIsGone
    with TemporaryDirectory(prefix="export-") as folder:
        path = Path(folder) / "export.zip"
        receipt = write_person(person, path, report=held.report)
        keep_export(held, path, receipt)


def count_person(person: User) -> dict[str, int]:
    """{table and key: rows} that name a person; for a look beforehand."""
    return {table.title: table.rows(person.pk).count() for table in person_tables()}


def write_person(person: User, path: Path, *, report: Report = lambda percent: None) -> dict:
    """Write the ZIP to `path`; returns the figures for the receipt."""
    counts = {}
    tables = person_tables()
    with Archive(path) as archive:
        archive.add("README.txt", [README.format(address=settings.BASE_URL).encode()])
        archive.add("profile.json", [as_json(_profile(person))])
        archive.add("teams.json", json_list(_teams(person)))
        for number, table in enumerate(tables):
            report(100 * number / len(tables))
            if count := _add(archive, table, person):
                counts[table.title] = count
        archive.add("manifest.json", [as_json({"product": "Reelay", "format": 1, "rows": counts})])
    return {"tables": counts}


def _add(archive: Archive, table: PersonTable, person: User) -> int:
    """Tables in which the person does not occur get no file."""
    rows = table.rows(person.pk)
    if not rows.exists():
        return 0
    counted = Counted(pages_of(rows, table.columns()))
    archive.add(f"tables/{table.title}.json", json_list(counted))
    return counted.count


def _profile(person: User) -> dict:
    left_out = secret_columns(User._meta.label)
    columns = [f.attname for f in User._meta.concrete_fields if f.name not in left_out]
    return {name: getattr(person, name) for name in columns}


def _teams(person: User):
    for member in TeamMember.objects.filter(user=person).select_related("team").iterator():
        yield {"id": member.team_id, "name": member.team.name, "role": member.role}
