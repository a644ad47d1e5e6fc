"""One row of the table of `make chaos`."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field

from chaos.lab import Verdict


@dataclass
class Row:
    """What a part did and what the judge found. `problems` are sentences; none is a pass."""

    part: str
    database: str
    did: str
    posts: int = 0
    twice: int = 0
    lost: int = 0
    open: int = 0
    for_person: int = 0
    kills: int = 0
    seconds: float = 0.0
    problems: list[str] = field(default_factory=list)

    def add(self, verdict: Verdict) -> None:
        """Count a verdict in."""
        self.posts += verdict.posts
        self.twice += len(verdict.twice)
        self.lost += len(verdict.lost) + len(verdict.unknown_ids)
        self.open += sum(verdict.not_posted.values())
        self.for_person += verdict.for_person
        self.require(not verdict.strangers, f"posts without a row: {verdict.strangers}")

    def judge(self) -> None:
        """Nothing twice, nothing lost, nothing left open."""
        for name in ("twice", "lost", "open"):
            if count := getattr(self, name):
                self.problems.append(f"{count} posts {name}")

    def require(self, holds: bool, sentence: str) -> None:
        """Note a problem unless something holds."""
        if not holds:
            self.problems.append(sentence)

    def to_json(self) -> dict:
        return asdict(self)


def totals(rows: Iterable[Row]) -> Counter:
    """The figures of all rows together."""
    sums: Counter = Counter()
    for row in rows:
        for name in ("posts", "twice", "lost", "open", "for_person", "kills"):
            sums[name] += getattr(row, name)
        sums["violations"] += len(row.problems)
    return sums
