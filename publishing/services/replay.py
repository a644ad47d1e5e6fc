"""What the journal knows and the database does not: put right before anything is sent."""

import enum
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import structlog
from django.conf import settings
from django.db import transaction

from publishing.crash_points import reached
from publishing.exceptions import LeaseLost
from publishing.journal import COMMENT, POST, Event, Line, Reader, latest_by_post
from publishing.models import PublishAttempt
from publishing.outcomes import Decision, Outcome, Status
from publishing.services.comment_replay import forget_lines, replay_comment_lines
from publishing.services.doubt import bring_in_doubt
from publishing.services.results import write_result
from scheduling.models import PostingSchedule

log = structlog.get_logger(__name__)

BATCH = 500
BY_JOURNAL = "The journal beside the database says that the platform accepted it."
MAY_BE_OUT = (
    "The journal beside the database says that this post was being sent; whether it is out is "
    "being looked up."
)
UNDECIDED = (None, Outcome.PREPARING, *PublishAttempt.OPEN)


class Repair(enum.Enum):
    """What a line asks for."""

    NOTHING = enum.auto()
    LATER = enum.auto()  # a worker holds the post
    DOUBT = enum.auto()
    POSTED = enum.auto()


@dataclass(frozen=True)
class Row:
    """What the database knows of a line's post, and of the try that the line is about."""

    status: str
    due_at: datetime | None
    outcome: str | None  # None: it never heard of the try


def judge_line(line: Line, row: Row | None, now: datetime) -> Repair:
    """Compare a line with the database. Pure."""
    if row is None or row.status in (Status.POSTED, Status.CANCELED):
        return Repair.NOTHING
    if line.event not in (Event.INTENT, Event.ACCEPTED) or row.outcome not in UNDECIDED:
        return Repair.NOTHING
    if row.status == Status.PUBLISHING and row.due_at is not None and row.due_at > now:
        return Repair.LATER
    if line.event == Event.ACCEPTED:
        return Repair.POSTED
    knows_of_it = row.outcome in PublishAttempt.OPEN  # the sweep and the look-up see to it
    return Repair.NOTHING if knows_of_it else Repair.DOUBT


@dataclass
class Replay:
    """One process's place in the journal, and the lines that are not settled yet."""

    reader: Reader
    unsettled: dict[str, Line] = field(default_factory=dict)

    def run(self, now: datetime) -> int:
        """Read on and repair; returns how many posts were changed."""
        lines = self.reader.read_new()
        about_comments = (line for line in lines if line.kind == COMMENT)
        repaired = replay_comment_lines(about_comments, now)
        about_posts = (line for line in lines if line.kind == POST)
        self.unsettled = latest_by_post(about_posts, self.unsettled)
        if not self.unsettled:
            return repaired
        waiting = {}
        rows = rows_of(self.unsettled.values())
        for key, line in self.unsettled.items():
            repair = judge_line(line, rows.get(key), now)
            if repair in (Repair.DOUBT, Repair.POSTED):
                if _repair(line, repair, now):
                    repaired += 1
                else:
                    repair = Repair.LATER
            if repair == Repair.LATER:
                waiting[key] = line
        self.unsettled = waiting
        return repaired


def rows_of(lines: Iterable[Line]) -> dict[str, Row]:
    """{schedule id: what the database knows}, without the posts that it does not have."""
    by_post = {line.schedule_id: line for line in lines}
    found: dict[str, Row] = {}
    keys = list(by_post)
    for start in range(0, len(keys), BATCH):
        part = keys[start : start + BATCH]
        tries = [by_post[key].op_key for key in part]
        attempts = PublishAttempt.objects.filter(op_key__in=tries)
        outcomes = dict(attempts.values_list("op_key", "outcome"))
        rows = PostingSchedule.objects.filter(pk__in=part).values_list("pk", "status", "due_at")
        for pk, status, due_at in rows:
            key = str(pk)
            found[key] = Row(status, due_at, outcomes.get(by_post[key].op_key))
    return found


def _repair(line: Line, repair: Repair, now: datetime) -> bool:
    """Change one post; False when a worker was at it, so that it is looked at again."""
    rows = PostingSchedule.objects.select_related("team", "connection", "media")
    schedule = rows.filter(pk=line.schedule_id).first()
    if schedule is None or judge_line(line, _row_now(schedule, line), now) != repair:
        return False
    try:
        with transaction.atomic():
            attempt = _attempt_in_doubt(schedule, line, now)
            if repair == Repair.POSTED:
                _adopt(schedule, attempt, line, now)
            reached("in_replay")
    except LeaseLost:
        return False
    log.warning("repaired by the journal", schedule=line.schedule_id, status=schedule.status)
    return True


def _row_now(schedule: PostingSchedule, line: Line) -> Row:
    """The same as in `rows_of`, read together with the fence that guards what follows."""
    outcomes = schedule.attempts.filter(op_key=line.op_key).values_list("outcome", flat=True)
    return Row(schedule.status, schedule.due_at, outcomes.first())


def _attempt_in_doubt(schedule: PostingSchedule, line: Line, now: datetime) -> PublishAttempt:
    known = schedule.attempts.filter(number=line.number, outcome__in=PublishAttempt.OPEN).first()
    if known is not None and schedule.status in (Status.PUBLISHING, Status.UNCONFIRMED):
        return known
    return bring_in_doubt(
        schedule, number=line.number, sent_at=line.at, now=now, sentence=MAY_BE_OUT
    )


def _adopt(schedule: PostingSchedule, attempt: PublishAttempt, line: Line, now: datetime) -> None:
    decision = Decision(Outcome.ACCEPTED, Status.POSTED, post_id=line.external_id)
    write_result(schedule, attempt, decision, now=now, published_at=line.at, evidence=BY_JOURNAL)


_replays: dict[Path, Replay] = {}


def replay_journal(now: datetime) -> int:
    """Apply what is new in the journal; the first time in a process, all of it."""
    folder = settings.JOURNAL_DIR
    replay = _replays.setdefault(folder, Replay(Reader(folder)))
    return replay.run(now)


def read_again() -> None:
    """Forget how far this process has read: the database is not the one that it was."""
    _replays.clear()
    forget_lines()
