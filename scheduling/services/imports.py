"""Posts from a CSV file: looked at first, then taken. The page, the API and the command call this.

Each new post is stored by itself, so a crash in the middle leaves whole posts, and the same file
again brings only the rest. Moves go all or none: two posts may change places.
"""

from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.db.models import F

from scheduling.exceptions import PostProblem
from scheduling.imports.known import Known
from scheduling.imports.plan import Action, ImportOptions, ImportPlan, RowPlan
from scheduling.imports.rows import plan_import
from scheduling.imports.sheet import read_sheet
from scheduling.models import PostingSchedule
from scheduling.rights import require_editor
from scheduling.services import posts
from scheduling.services.replan import AWAY
from teams.models import Team, User
from teams.services.events import record_event
from teams.services.notify import told_together


class RowsRefused(PostProblem):
    """Some rows cannot be imported, so none was. `plan` says which and why."""

    def __init__(self, plan: ImportPlan):
        refused = len(plan.refused)
        super().__init__(
            f"{refused} of {len(plan.rows)} rows cannot be imported, so nothing was. "
            "Correct them, or leave them out."
        )
        self.plan = plan


@dataclass
class ImportResult:
    """What was done. `failed` are rows that fell out at the last moment, with the reason."""

    plan: ImportPlan
    created: list[PostingSchedule] = field(default_factory=list)
    changed: list[PostingSchedule] = field(default_factory=list)
    failed: list[tuple[int, str]] = field(default_factory=list)


def check_import(team: Team, text: str, *, options: ImportOptions, now: datetime) -> ImportPlan:
    """What the table in `text` would do; nothing is stored. Raises SheetUnreadable."""
    sheet = read_sheet(text)
    return plan_import(sheet, Known(team, sheet, now=now), options)


def apply_import(
    team: Team,
    plan: ImportPlan,
    *,
    by: User | None,
    now: datetime,
    leave_out_refused: bool = False,
) -> ImportResult:
    """Do what `plan` says. Raises RowsRefused unless refused rows may be left out."""
    require_editor(team, by)
    if plan.refused and not leave_out_refused:
        raise RowsRefused(plan)
    result = ImportResult(plan)
    with told_together():  # a sheet of sixty posts is one notice, not sixty
        _change(result, [row for row in plan.rows if row.action == Action.CHANGE], by=by, now=now)
        for row in plan.rows:
            if row.action == Action.CREATE:
                _create(result, row, by=by, now=now)
    if result.created or result.changed:
        message = f"{len(result.created)} posts imported, {len(result.changed)} changed."
        record_event(
            team, "posts_imported", team, message, by=by,
            created=len(result.created), changed=len(result.changed),
        )  # fmt: skip
    return result


def _create(result: ImportResult, row: RowPlan, *, by: User | None, now: datetime) -> None:
    if row.asset is None or row.connection is None or row.at is None:
        raise ValueError(f"row {row.number} was not planned")
    try:
        post = posts.create_post(
            row.asset,
            row.connection,
            at=row.at,
            by=by,
            now=now,
            as_draft=row.as_draft,
            campaign=row.campaign,
            **row.words,
        )
    except PostProblem as problem:
        result.failed.append((row.number, problem.sentence))
    else:
        result.created.append(post)


def _change(result: ImportResult, rows: list[RowPlan], *, by: User | None, now: datetime) -> None:
    """The words one by one; the times together."""
    changed: dict[int, PostingSchedule] = {}
    for row in rows:
        if row.words and row.post is not None:
            try:
                version = row.version or row.post.version
                posts.edit_post(row.post, by=by, version=version, now=now, **row.words)
                changed[row.number] = row.post
            except PostProblem as problem:
                result.failed.append((row.number, problem.sentence))
    failed = {number for number, _ in result.failed}
    moving = [row for row in rows if row.moves and row.number not in failed]
    try:
        with transaction.atomic():
            _move_together(moving, by=by, now=now)
    except PostProblem as problem:
        result.failed += [
            (row.number, f"No time was changed. {problem.sentence}") for row in moving
        ]
    else:
        changed |= {row.number: row.post for row in moving if row.post is not None}
    result.changed = [changed[number] for number in sorted(changed)]


def _move_together(rows: list[RowPlan], *, by: User | None, now: datetime) -> None:
    """First all away from their times, then to the new ones."""
    moving = [row.post.pk for row in rows if row.post is not None]
    PostingSchedule.objects.filter(pk__in=moving).update(scheduled_at=F("scheduled_at") + AWAY)
    for row in rows:
        if row.post is not None and row.at is not None:
            posts.reschedule(row.post, at=row.at, by=by, now=now)
