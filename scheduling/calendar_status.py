"""Where a wanted piece stands, and how a version of a calendar differs from another. Pure.

Idea: `planned`. Being made: `in_progress` (there is a script, or media that is not analysed).
There: `render_ready` (the media is analysed; posts of it may be planned). Out: `published`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from platforms.specs import get_spec
from scheduling.models import CalendarItem, Campaign, Project
from teams.transitions import Moves

Status = CalendarItem.Status
ORDER = (Status.PLANNED, Status.IN_PROGRESS, Status.RENDER_READY, Status.PUBLISHED)
BEING_MADE = ("ingested", "analyzing", "failed")

ITEM_MOVES: Moves = {
    Status.PLANNED: frozenset({*ORDER[1:], Status.SKIPPED}),
    Status.IN_PROGRESS: frozenset({Status.PLANNED, *ORDER[2:], Status.SKIPPED}),
    Status.RENDER_READY: frozenset({*ORDER[:2], Status.PUBLISHED, Status.SKIPPED}),
    Status.SKIPPED: frozenset(ORDER),
}
P, C = Project.Status, Campaign.Status
PROJECT_MOVES: Moves = {
    P.ACTIVE: frozenset({P.PAUSED, P.COMPLETED}),
    P.PAUSED: frozenset({P.ACTIVE, P.COMPLETED}),
    P.COMPLETED: frozenset({P.ACTIVE}),
}
CAMPAIGN_MOVES: Moves = {
    C.PLANNED: frozenset({C.RUNNING, C.CANCELLED}),
    C.RUNNING: frozenset({C.COMPLETED, C.CANCELLED}),
    C.COMPLETED: frozenset({C.RUNNING}),
    C.CANCELLED: frozenset({C.PLANNED}),
}


def item_status(
    *, has_script: bool, media_status: str | None, wanted: Iterable[str], posted: Iterable[str]
) -> Status:
    """The status that script, media and posts speak for.

    `wanted` are the networks of the plan, `posted` the platforms that a post of the media is out
    on. Without wanted networks any post counts; else it takes one on each.
    """
    out = {get_spec(platform).network for platform in posted}
    asked = {get_spec(platform).network for platform in wanted}
    if media_status is not None and out and asked <= out:
        return Status.PUBLISHED
    if media_status is not None and media_status not in BEING_MADE:
        return Status.RENDER_READY
    return Status.IN_PROGRESS if has_script or media_status is not None else Status.PLANNED


def next_status(now: str, spoken_for: Status) -> Status | None:
    """Where to move by itself: only forward, and never what a person skipped. None: stay."""
    if now == Status.SKIPPED or ORDER.index(spoken_for) <= ORDER.index(Status(now)):
        return None
    return spoken_for


def campaign_status_on(day: date, first: date, last: date, now: str) -> str | None:
    """A planned campaign runs from its first day on, a running one ends after its last."""
    if now == C.PLANNED and first <= day <= last:
        return C.RUNNING
    return C.COMPLETED if now == C.RUNNING and day > last else None


@dataclass(frozen=True)
class ItemChange:
    """One piece that two versions of a calendar differ in; a missing side is None."""

    before: CalendarItem | None
    after: CalendarItem | None
    fields: tuple[str, ...] = ()

    @property
    def kind(self) -> str:
        if self.before is None:
            return "added"
        return "removed" if self.after is None else "changed"


COMPARED = ("planned_date", "planned_platforms", "content_pillar", "title", "notes", "campaign_id",
            "media_id", "script_id", "assignee_id", "status")  # fmt: skip


def compare_items(
    before: Sequence[CalendarItem], after: Sequence[CalendarItem]
) -> list[ItemChange]:
    """What differs, by day. Pieces are the same when one was copied from the other (`line`)."""
    old = {item.line: item for item in before}
    new = {item.line: item for item in after}
    changes = []
    for line in [*old, *(line for line in new if line not in old)]:
        left, right = old.get(line), new.get(line)
        if left is None or right is None:
            changes.append(ItemChange(left, right))
            continue
        fields = tuple(name for name in COMPARED if getattr(left, name) != getattr(right, name))
        if fields:
            changes.append(ItemChange(left, right, fields))
    return sorted(changes, key=_day_of)


def _day_of(change: ItemChange) -> tuple[date, str]:
    item = change.after or change.before
    return (item.planned_date, str(item.pk)) if item else (date.min, "")
