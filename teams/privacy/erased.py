"""What was erased, in a file beside the database: a restored copy brings it back, and is told on.

One JSON line for each: kind, key, time. A key alone says nothing about anybody.
"""

import json
import os
from uuid import UUID

from django.conf import settings

from teams.models import DataRequest, Team, User
from teams.privacy.erase_person import former_address

Kind = DataRequest.Kind


def remember_erasures() -> int:
    """Append a line for each erasure that is done and has none; how many. Safe to repeat."""
    known = set(_lines())
    done = DataRequest.objects.filter(
        status=DataRequest.Status.DONE, kind__in=(Kind.ERASE_TEAM, Kind.ERASE_PERSON)
    )
    fresh = [row for row in done.order_by("finished_at") if (row.kind, row.subject_id) not in known]
    if fresh:
        _append("".join(f"\n{_line(row)}\n" for row in fresh))
    return len(fresh)


def _line(row: DataRequest) -> str:
    at = row.finished_at.isoformat() if row.finished_at else ""
    return json.dumps({"kind": row.kind, "key": str(row.subject_id), "at": at})


def _append(text: str) -> None:
    path = settings.ERASED_FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        os.write(file, text.encode())
        os.fsync(file)
    finally:
        os.close(file)


def come_back() -> list[str]:
    """The commands that erase again what a restored copy of the database has brought back."""
    teams = Team.objects.filter(pk__in=_keys(Kind.ERASE_TEAM)).order_by("pk")
    people = User.objects.filter(pk__in=_keys(Kind.ERASE_PERSON)).order_by("pk")
    return [
        *(f"erase_team {team.pk} --now --name “{team.name}”" for team in teams),
        *(f"erase_person {p.pk} --yes" for p in people if p.email != former_address(p)),
    ]


def _keys(kind: str) -> set[UUID]:
    """What was erased, but for what an open request is about to erase in any case."""
    at_work = DataRequest.objects.open().filter(kind=kind).values_list("subject_id", flat=True)
    return {key for found, key in _lines() if found == kind} - set(at_work)


def _lines() -> list[tuple[str, UUID]]:
    try:
        texts = settings.ERASED_FILE.read_text().splitlines()
    except FileNotFoundError:
        return []
    return [found for text in texts if text.strip() and (found := _read(text))]


def _read(text: str) -> tuple[str, UUID] | None:
    try:
        values = json.loads(text)
        return str(values["kind"]), UUID(values["key"])
    except (ValueError, KeyError, TypeError):
        return None
