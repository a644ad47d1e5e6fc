"""What the journal knows of first comments and the database does not."""

import enum
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

import structlog
from django.conf import settings
from django.db import transaction

from publishing.comment_moves import S, hold_comment, move_comment
from publishing.crash_points import reached
from publishing.journal import Event, Line, latest_by_post
from publishing.models import FirstComment
from publishing.services.comment_rows import PARTS

log = structlog.get_logger(__name__)

BATCH = 500
MAY_BE_OUT = (
    "The journal beside the database says that the first comment was being sent; whether it is "
    "out is being looked up."
)
BY_JOURNAL = "The journal beside the database says that the platform accepted it."

# {journal: {schedule id: a line whose comment is not here yet, or is held by somebody}}
_unsettled: dict[Path, dict[str, Line]] = {}


class Repair(enum.Enum):
    """What a line asks for."""

    NOTHING = enum.auto()
    LATER = enum.auto()
    DOUBT = enum.auto()
    POSTED = enum.auto()


@dataclass(frozen=True)
class Row:
    """What the database knows of a line's comment."""

    status: str
    due_at: datetime | None
    tries: int


def judge_comment_line(line: Line, row: Row | None, now: datetime) -> Repair:
    """Compare a line with the database. Pure.

    Without a row the line is kept: an older copy of the database makes the row only when it finds
    out that the post is there.
    """
    if line.event not in (Event.INTENT, Event.ACCEPTED):
        return Repair.NOTHING
    if row is None:
        return Repair.LATER
    if row.status == S.POSTED:
        return Repair.NOTHING
    if row.status == S.SENDING and row.due_at is not None and row.due_at > now:
        return Repair.LATER
    if line.event == Event.ACCEPTED:
        return Repair.POSTED
    return Repair.DOUBT if line.number > row.tries else Repair.NOTHING


def unsettled() -> dict[str, Line]:
    """What this process has read and could not apply yet: {schedule id: the line that counts}."""
    return _unsettled.setdefault(settings.JOURNAL_DIR, {})


def replay_comment_lines(lines: Iterable[Line], now: datetime) -> int:
    """Apply new lines, and those kept from before; returns how many rows were changed."""
    kept = unsettled()
    kept.update(latest_by_post(lines, kept))
    if not kept:
        return 0
    rows = _rows_of(kept)
    repaired = 0
    for key, line in list(kept.items()):
        comment = rows.get(key)
        repair = judge_comment_line(line, _row_of(comment), now)
        if comment is not None and repair in (Repair.DOUBT, Repair.POSTED):
            done = _repair(comment, line, repair, now)
            repaired += done
            repair = Repair.NOTHING if done else Repair.LATER
        if repair == Repair.NOTHING:
            del kept[key]
    return repaired


def settle_line_of(comment: FirstComment, now: datetime) -> bool:
    """Whether a line kept for this comment changed it: it must not be sent as it was read."""
    line = unsettled().get(str(comment.schedule_id))
    if line is None:
        return False
    repair = judge_comment_line(line, _row_of(comment), now)
    return repair in (Repair.DOUBT, Repair.POSTED) and _repair(comment, line, repair, now)


def forget_lines() -> None:
    """The database is not the one that it was: read all again."""
    _unsettled.clear()


def _rows_of(keys: Iterable[str]) -> dict[str, FirstComment]:
    found: dict[str, FirstComment] = {}
    wanted = [UUID(key) for key in keys]
    for start in range(0, len(wanted), BATCH):
        part = wanted[start : start + BATCH]
        rows = FirstComment.objects.filter(schedule__in=part).select_related(*PARTS)
        found |= {str(comment.schedule_id): comment for comment in rows}
    return found


def _row_of(comment: FirstComment | None) -> Row | None:
    return Row(comment.status, comment.due_at, comment.tries) if comment else None


def _repair(comment: FirstComment, line: Line, repair: Repair, now: datetime) -> bool:
    """Change one row; False when somebody was at it, so that it is looked at again."""
    values: dict = {"tries": max(comment.tries, line.number), "sent_at": line.at}
    with transaction.atomic():
        if repair == Repair.POSTED:
            evidence = {"evidence": BY_JOURNAL, "external_id": line.external_id}
            values |= {**evidence, "posted_at": line.at, "due_at": None}
            done = move_comment(comment, S.POSTED, **values)
        else:
            values |= {"due_at": now, "lookups": 0, "first_absent_at": None}
            done = _doubt(comment, values)
        reached("in_comment_replay")
    if done:
        log.warning("comment repaired by the journal", schedule=line.schedule_id)
    return done


def _doubt(comment: FirstComment, values: dict) -> bool:
    if comment.status in (S.UNCONFIRMED, S.NEEDS_PERSON):  # looked up already: by the later try
        return hold_comment(comment, values.pop("due_at"), **values)
    return move_comment(comment, S.UNCONFIRMED, reason=MAY_BE_OUT, **values)
