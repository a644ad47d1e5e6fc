"""Everything of a team goes: accounts are given up, rows, files, and what lies beside them.

Each step may be done again, so a crash anywhere is gone on from: what is left is found by looking,
not by a note of how far it had come. Counts of rows are written with their deletion.
"""

from collections.abc import Iterator
from functools import partial

from django.db import transaction

from teams.models import ApiToken, DataRequest, Team, TeamMember
from teams.privacy import exports
from teams.privacy.held import HeldRequest
from teams.privacy.parts import Step, parts
from teams.privacy.tables import KEPT, Table, delete_batch, team_tables
from teams.privacy.transitions import S, move

ROUNDS = 20  # a worker that is just finishing may add rows while others go
DOORS = (TeamMember, ApiToken)
STILL_FILLED = "Something keeps adding rows to this team, so it is tried again."


class NotNow(Exception):
    """The erasure has to wait; the text is the sentence why."""


def why_team_stays(team: Team) -> str:
    """The sentence why the team cannot be erased now, with what to do; empty when it can."""
    return next((sentence for part in parts() for sentence in part.blockers(team)), "")


def erase_team(held: HeldRequest) -> None:
    """Erase the team of a request and finish it. Raises NotNow and RequestLost."""
    team = Team.objects.filter(pk=held.request.subject_id).first()
    if team is None:  # by hand, or by another request: nothing is left to do
        _erase_files(held)
        held.finish({}, team=None)
        return
    _note_what_is_there(held, team)
    _shut(held, team)
    _give_up(held, team)
    _erase_outside(held, team)
    _forget_requests(held, team)
    _erase_rows(held, team)
    _erase_files(held)
    _end(held, team)


def _note_what_is_there(held: HeldRequest, team: Team) -> None:
    """Files and lines cannot be counted in the transaction in which they go: they are before."""
    if "files" in held.request.receipt:
        return
    files, lines = count_files(team), count_outside(team)

    def change(receipt: dict) -> None:
        receipt["files"] = {"found": files}
        receipt["outside"] = {name: {"found": count} for name, count in lines.items()}

    held.note(change)


def count_files(team: Team) -> int:
    """Files of the team in storage."""
    return sum(1 for part in parts() for _ in part.files(team.pk))


def count_outside(team: Team) -> dict[str, int]:
    """What names rows of the team beside database and storage, such as lines of the journal."""
    return {name: n for part in parts() for name, n in part.count_outside(team).items()}


def _erase_outside(held: HeldRequest, team: Team) -> None:
    """Before the rows, which say what to look for; looked at again afterwards."""
    for part in parts():
        part.erase_outside(team)
    left = count_outside(team)

    def change(receipt: dict) -> None:
        for name, count in left.items():
            receipt["outside"].setdefault(name, {})["left"] = count

    held.note(change)


def _shut(held: HeldRequest, team: Team) -> None:
    """Stop what is planned; then, in one transaction, see that nothing is out, and shut doors."""
    if sentence := why_team_stays(team):
        raise NotNow(sentence)
    for part in parts():
        part.close(team, held.clock())
        held.report(5)
    with transaction.atomic():
        for part in parts():  # what came in meanwhile
            part.close(team, held.clock())
        if sentence := why_team_stays(team):
            raise NotNow(sentence)
        for model in DOORS:
            rows = model.objects.filter(team=team)
            held.count("tables", {model._meta.db_table: rows.delete()[0]})


def _give_up(held: HeldRequest, team: Team) -> None:
    """Tell the networks; no transaction is open while they are called."""
    for part in parts():
        for step in part.give_up(team):
            with transaction.atomic():
                step.write()
                held.note(partial(_add, step=step))
            held.report(10)


def _add(receipt: dict, step: Step) -> None:
    receipt.setdefault(step.section, []).append(step.entry)


def _forget_requests(held: HeldRequest, team: Team) -> None:
    """Exports of the team go with it; what else waits for it is called off."""
    others = DataRequest.objects.filter(team=team).exclude(pk=held.request.pk)
    others.update(error="")
    for request in others:
        exports.forget(request, why="Its team is being erased.")
        if request.status == S.WAITING:
            reason = "Its team is being erased."
            move(request, S.CANCELED, reason=reason, due_at=None, finished_at=held.clock())


def _erase_rows(held: HeldRequest, team: Team) -> None:
    tables = team_tables()
    for number, table in enumerate(tables):
        for _ in _batches(held, team, table):
            held.report(10 + 70 * number / len(tables))


def _batches(held: HeldRequest, team: Team, table: Table) -> Iterator[None]:
    while True:
        with transaction.atomic():
            counts = delete_batch(table, team.pk)
            if not counts:
                return
            held.count("tables", counts)
        yield


def _erase_files(held: HeldRequest) -> None:
    for part in parts():
        part.erase_files(held.request.subject_id)
        held.report(90)


def _end(held: HeldRequest, team: Team) -> None:
    """The team's own row goes last, with the word that all is done."""
    for _ in range(ROUNDS):
        with transaction.atomic():
            Team.objects.select_for_update().filter(pk=team.pk).first()
            if not any(table.rows(team.pk).exists() for table in team_tables()):
                held.count("tables", {Team._meta.db_table: 1})
                held.finish(_last_words(held, team), team=None)
                Team.objects.filter(pk=team.pk).delete()
                return
        _erase_rows(held, team)
        _erase_files(held)
    raise NotNow(STILL_FILLED)


def _last_words(held: HeldRequest, team: Team) -> dict:
    """What was looked at again at the end, and what stays, with the reason."""
    files = {**held.request.receipt.get("files", {}), "left": count_files(team)}
    kept = [{"what": "data_requests", "why": KEPT["teams.DataRequest"]}]
    return {"files": files, "rows_left": 0, "kept": kept}


def planned_for(team: Team) -> DataRequest | None:
    """The erasure that is planned or at work, if there is one."""
    kind = DataRequest.Kind.ERASE_TEAM
    return DataRequest.objects.open().filter(team=team, kind=kind).first()
