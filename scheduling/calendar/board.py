"""The calendar as a page shows it: days with cards, free slots, gaps and notes. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time

from platforms.models import Connection
from scheduling.calendar.clocks import ClockChange
from scheduling.calendar.query import CalendarQuery
from scheduling.models import PostingSchedule
from scheduling.selectors import PostRow, PostSteps

S = PostingSchedule.Status
MOVABLE = (S.DRAFT, S.PENDING)
PER_DAY, PER_HOUR, IN_LIST, IN_DAY_HOUR = 4, 3, 40, 30


@dataclass(frozen=True)
class Card:
    """One post on its day: `at` is wall-clock in the team's zone."""

    row: PostRow
    at: datetime
    slot_kind: str = ""
    clashes: tuple[str, ...] = ()
    is_second_time: bool = False
    may_move: bool = False

    @property
    def post(self) -> PostingSchedule:
        return self.row.post

    @property
    def may_pick(self) -> bool:
        """Whether it can be ticked for a step on many posts."""
        return self.row.steps.edit or self.row.steps.cancel

    @property
    def look(self) -> str:
        """How it is drawn: planned and approved differ in border and word, not only in colour."""
        if self.post.status == S.PENDING:
            return "approved" if self.row.is_cleared else "planned"
        return self.post.status

    @property
    def state(self) -> str:
        """The word on it."""
        look = self.look
        if look == "approved" and self.post.review_status == "not_required":
            return "scheduled"
        if look == "planned" and self.post.review_status == "changes_requested":
            return "changes_requested"
        return self.row.state if look not in ("approved", "planned") else look


@dataclass(frozen=True)
class SlotMark:
    """A free slot that the team set on an account."""

    connection: Connection
    at: datetime
    kind: str
    is_locked: bool
    note: str = ""


@dataclass(frozen=True)
class GapMark:
    """Where a post of an account is missing; `hours` is how long the gap is, None if open."""

    connection: Connection
    at: datetime
    hours: int | None


@dataclass(frozen=True)
class Hour:
    """One hour of one day: what stands in it, and what a change of the clocks does to it."""

    clock: time
    cards: Sequence[Card] = ()
    more: int = 0
    slots: Sequence[SlotMark] = ()
    gaps: Sequence[GapMark] = ()
    is_missing: bool = False
    is_twice: bool = False

    @property
    def is_empty(self) -> bool:
        return not (self.cards or self.slots or self.gaps or self.is_missing or self.is_twice)


@dataclass
class Day:
    """One day: `total` posts, of which `cards` are shown."""

    date: date
    is_today: bool = False
    is_past: bool = False
    is_outside: bool = False  # of the month that is shown
    total: int = 0
    cards: list[Card] = field(default_factory=list)
    slots: list[SlotMark] = field(default_factory=list)
    gaps: list[GapMark] = field(default_factory=list)
    change: ClockChange | None = None
    closed: str = ""
    hours: list[Hour] = field(default_factory=list)

    @property
    def more(self) -> int:
        return self.total - len(self.cards)

    @property
    def is_empty(self) -> bool:
        return not (self.total or self.slots or self.gaps or self.change or self.closed)

    @property
    def gap_accounts(self) -> int:
        return len({gap.connection.pk for gap in self.gaps})


@dataclass(frozen=True)
class Board:
    """All that the calendar shows."""

    query: CalendarQuery
    days: Sequence[Day]
    total: int
    clashes: int
    gaps: int
    failed: int

    @property
    def weeks(self) -> Iterator[Sequence[Day]]:
        return (self.days[i : i + 7] for i in range(0, len(self.days), 7))

    @property
    def clocks(self) -> Sequence[time]:
        """The hours down the side of the week and the day."""
        return [time(hour) for hour in range(24)]

    @property
    def is_by_hour(self) -> bool:
        return self.query.view in ("week", "day")


def hours_of(day: Day, most: int, counts: dict[int, int]) -> list[Hour]:
    """The 24 hours of a day; `counts` is how many posts each hour really has."""
    change = day.change or ClockChange("")
    hours = []
    for number in range(24):
        halves = (time(number), time(number, 30))
        cards = [card for card in day.cards if card.at.hour == number]
        hours.append(
            Hour(
                clock=time(number),
                cards=cards[:most],
                more=max(0, counts.get(number, 0) - len(cards[:most])),
                slots=[slot for slot in day.slots if slot.at.hour == number],
                gaps=[gap for gap in day.gaps if gap.at.hour == number],
                is_missing=any(half in change.missing for half in halves),
                is_twice=any(half in change.twice for half in halves),
            )
        )
    return hours


def may_move(row: PostRow, steps: PostSteps) -> bool:
    """Whether a person may drag it."""
    return steps.edit and row.post.status in MOVABLE and not row.post.is_locked
