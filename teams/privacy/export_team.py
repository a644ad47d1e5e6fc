"""Everything of a team in one ZIP: a JSON file for each table, its people, its files.

Layout: `manifest.json` (counts and checksums), `team.json`, `people.json`, `tables/<table>.json`,
`files/<path>`, `SHA256SUMS`. Left out are secrets and what is derived from them.
"""

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.db import models

from teams.models import Team, TeamMember
from teams.privacy.archive import Archive, Entry, as_json, json_list
from teams.privacy.exports import KEPT_FOR, store
from teams.privacy.held import HeldRequest
from teams.privacy.parts import StoredFile, parts, secret_columns
from teams.privacy.rows import Counted, rows_of
from teams.privacy.tables import Table, team_tables

README = """What this is
------------
Everything that Reelay ({address}) keeps of one team.

manifest.json   what is inside, how many rows, and which columns were left out
tables/         one JSON list for each table; keys lead from one to another
files/          media and pictures as they are stored; tables name them by this path
SHA256SUMS      `sha256sum -c SHA256SUMS` checks every file

Left out: passwords, tokens, keys and secrets, also sealed ones, and addresses made from them.
"""
TABLES_TAKE = 50  # per cent of the progress bar; the rest is for files
Report = Callable[[float], None]


class TeamIsGone(Exception):
    """The team was erased before its export was made."""


def count_team(team: Team) -> dict[str, int]:
    """{table: rows} of what an export would hold; for a look beforehand."""
    return {table.name: table.rows(team.pk).count() for table in sorted_tables()}


def sorted_tables() -> list[Table]:
    """The tables of a team by name."""
    return sorted(team_tables(), key=lambda table: table.name)


def export_team(held: HeldRequest) -> None:
    """Write the ZIP and finish the request. Raises TeamIsGone and RequestLost."""
    team = Team.objects.filter(pk=held.request.subject_id).first()
    if team is None:
        raise TeamIsGone
    with TemporaryDirectory(prefix="export-") as folder:
        path = Path(folder) / "export.zip"
        receipt = write_team(team, path, report=held.report)
        keep_export(held, path, receipt)


def keep_export(held: HeldRequest, path: Path, receipt: dict) -> None:
    """Store a finished ZIP and finish its request."""
    size, sha256 = path.stat().st_size, sha256_of(path)
    stored = store(held.request.pk, path)
    held.finish(
        receipt,
        file_path=stored,
        file_size_bytes=size,
        file_sha256=sha256,
        expires_at=held.clock() + KEPT_FOR,
    )


def sha256_of(path: Path) -> str:
    """Of a whole file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_team(team: Team, path: Path, *, report: Report = lambda percent: None) -> dict:
    """Write the ZIP to `path`; returns the figures for the receipt."""
    with Archive(path) as archive:
        archive.add("README.txt", [README.format(address=settings.BASE_URL).encode()])
        archive.add("team.json", [as_json(_row(team))])
        archive.add("people.json", json_list(_people(team)))
        tables = [_add_table(archive, team, table) for table in _reported(report)]
        files, size = _add_files(archive, team, report)
        figures = {
            "tables": {table["table"]: table["rows"] for table in tables},
            "files": {"found": files, "bytes": size},
        }
        archive.add("manifest.json", [as_json(_manifest(team, tables, figures["files"]))])
    return figures


def _reported(report: Report) -> Iterator[Table]:
    tables = sorted_tables()
    for number, table in enumerate(tables):
        report(TABLES_TAKE * number / len(tables))
        yield table


def _row(row: models.Model) -> dict:
    columns = [field.attname for field in row._meta.concrete_fields]
    return {name: getattr(row, name) for name in columns}


def _people(team: Team) -> Iterator[dict]:
    """Who is in the team: the tables hold only their keys."""
    members = TeamMember.objects.filter(team=team).select_related("user").order_by("created_at")
    for member in members.iterator():
        person = member.user
        yield {"id": person.pk, "name": person.name, "email": person.email, "role": member.role}


def _add_table(archive: Archive, team: Team, table: Table) -> dict:
    rows = Counted(rows_of(table, team.pk))
    entry = archive.add(f"tables/{table.name}.json", json_list(rows))
    left_out = sorted(secret_columns(table.label))
    return {"table": table.name, "rows": rows.count, **_described(entry), "left_out": left_out}


def _described(entry: Entry) -> dict:
    return {"file": entry.name, "bytes": entry.size, "sha256": entry.sha256}


def _add_files(archive: Archive, team: Team, report: Report) -> tuple[int, int]:
    expected = sum(1 for _ in files_of(team)) or 1
    count = size = 0
    for file in files_of(team):
        report(TABLES_TAKE + (100 - TABLES_TAKE) * min(count / expected, 1))
        size += archive.add(f"files/{file.path}", _watched(file, report), packed=True).size
        count += 1
    return count, size


def _watched(file: StoredFile, report: Report) -> Iterator[bytes]:
    """A long file renews the lease as well."""
    for chunk in file.read():
        report(TABLES_TAKE)
        yield chunk


def files_of(team: Team) -> Iterator[StoredFile]:
    """Every file of the team in storage."""
    for part in parts():
        yield from part.files(team.pk)


def _manifest(team: Team, tables: list[dict], files: dict) -> dict:
    return {
        "product": "Reelay",
        "format": 1,
        "team": {"id": team.pk, "name": team.name},
        "tables": tables,
        "files": files,
    }
