"""One row of the table of `make audit`."""

from dataclasses import asdict, dataclass, field

MOST_SHOWN = 12


@dataclass
class Row:
    """What a part asked and what it found. `problems` are sentences; none is a pass.

    `not_asked` says why a question could not be put; such a row is neither passed nor failed.
    """

    part: str
    asked: int = 0
    figures: str = ""
    seconds: float = 0.0
    problems: list[str] = field(default_factory=list)
    not_asked: str = ""

    def require(self, holds: object, sentence: str) -> None:
        """Count one question, and note a problem unless something holds."""
        self.asked += 1
        if not holds:
            self.problems.append(sentence)

    @property
    def verdict(self) -> str:
        """One word for the table."""
        if self.problems:
            return "FAILED"
        return "not asked" if self.not_asked else "passed"

    def to_json(self) -> dict:
        return asdict(self)
