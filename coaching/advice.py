"""What the coach hands over, whoever wrote it."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Advice:
    """Findings are sentences, each with at least one figure of the evidence in it."""

    summary: str
    what_worked: list[str] = field(default_factory=list)
    what_to_change: list[str] = field(default_factory=list)
    next_actions: list[dict] = field(default_factory=list)

    @property
    def formats(self) -> list[dict]:
        """The recommended formats, as seed 000 §5 shows them."""
        return [
            {"format": action["format"], "description": action["description"]}
            for action in self.next_actions
            if action.get("type") == "format"
        ]
