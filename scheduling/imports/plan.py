"""What an import would do, row by row. Plain values; see `rows.py` for how they come about."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID
from zoneinfo import ZoneInfo

from media_assets.models import MediaAsset
from platforms.models import Connection
from scheduling.imports.when import DateOrder
from scheduling.models import Campaign, PostingSchedule


class Action(StrEnum):
    """What becomes of a row."""

    CREATE = "create"
    CHANGE = "change"
    KEEP = "keep"
    REFUSE = "refuse"


@dataclass(frozen=True)
class ImportOptions:
    """What a person says about a file. `again`: also media that waits on that account already."""

    zone: ZoneInfo
    order: DateOrder = DateOrder.AUTO
    again: bool = False


@dataclass(frozen=True)
class Difference:
    """One field of a post that a row would change, as people read it."""

    field: str
    before: str
    after: str


@dataclass
class RowPlan:
    """One row: what it is about, and what would happen. `problems` refuse it, `notes` do not."""

    number: int
    account: str = ""
    file: str = ""
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    connection: Connection | None = None
    asset: MediaAsset | None = None
    at: datetime | None = None
    zone: ZoneInfo | None = None
    words: dict = field(default_factory=dict)
    shown_text: str = ""
    campaign: Campaign | None = None
    as_draft: bool = False
    post: PostingSchedule | None = None
    version: int | None = None
    differences: list[Difference] = field(default_factory=list)
    is_settled: bool = False  # nothing to do: it stands there already, or is out

    @property
    def action(self) -> Action:
        if self.problems:
            return Action.REFUSE
        if self.is_settled:
            return Action.KEEP
        if self.post is None:
            return Action.CREATE
        return Action.CHANGE if self.differences else Action.KEEP

    @property
    def moves(self) -> bool:
        """Whether a post that stands already would get another time."""
        return self.action == Action.CHANGE and any(d.field == "time" for d in self.differences)


@dataclass(frozen=True)
class ImportPlan:
    """The whole file. `unused` are headers that mean nothing to us."""

    rows: Sequence[RowPlan]
    unused: Sequence[str] = ()
    guessed_encoding: bool = False

    def count(self, action: str) -> int:
        return sum(row.action == action for row in self.rows)

    @property
    def counts(self) -> dict[str, int]:
        return {str(action): self.count(action) for action in Action}

    @property
    def to_do(self) -> int:
        return self.count(Action.CREATE) + self.count(Action.CHANGE)

    @property
    def refused(self) -> list[RowPlan]:
        return [row for row in self.rows if row.action == Action.REFUSE]

    @property
    def fingerprint(self) -> str:
        """Equal as long as the same would happen; what a person saw is compared by it."""
        rows = [
            [row.number, row.action, str(row.at), _pk(row.connection), _pk(row.asset), row.problems]
            for row in self.rows
        ]
        return hashlib.sha256(json.dumps(rows).encode()).hexdigest()


def _pk(row) -> str:
    pk: UUID | None = row.pk if row is not None else None
    return str(pk)
