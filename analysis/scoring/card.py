"""The score as it is shown: components with weights, points and sentences."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from analysis.scoring.parts import Part

WORTH_SAYING = 0.5  # points; a smaller gain is not advised


@dataclass(frozen=True)
class ScoreComponent:
    """One named share of the score.

    weight: 0 to 1, the weights of a card add up to 1. value: 0 to 1. points: 100 x weight x value.
    sentence: what was found. advice: the one change that would raise it most, empty when little
    would. gain: the points which that change could bring at most.
    """

    name: str
    label: str
    weight: float
    value: float
    points: float
    evidence: tuple[dict[str, Any], ...]
    sentence: str
    advice: str
    gain: float

    def as_json(self) -> dict[str, Any]:
        """The component as `MediaAnalysis.score_components` keeps it."""
        return {
            "name": self.name,
            "label": self.label,
            "weight": round(self.weight, 4),
            "value": round(self.value, 4),
            "points": round(self.points, 2),
            "evidence": list(self.evidence),
            "sentence": self.sentence,
            "advice": self.advice,
            "gain": round(self.gain, 2),
        }


@dataclass(frozen=True)
class NotMeasured:
    """A component that is left out of the score, and why; the others share its weight."""

    name: str
    label: str
    sentence: str


@dataclass(frozen=True)
class ScoreCard:
    """score: 0 to 100; None when nothing could be measured.

    With the prior it is the sum of the points; a fitted scorer turns that sum into the place among
    the team's measured posts. `detail`: the sum, the interval and the best steps.
    """

    score: float | None
    components: tuple[ScoreComponent, ...]
    not_measured: tuple[NotMeasured, ...]
    explanation: str
    version: str
    detail: dict[str, Any] = field(default_factory=dict)

    def components_as_json(self) -> list[dict[str, Any]]:
        """What `MediaAnalysis.score_components` holds: measured components only."""
        return [component.as_json() for component in self.components]


def make_component(name: str, label: str, weight: float, parts: Sequence[Part]) -> ScoreComponent:
    """The weighted mean of `parts` (at least one) as a component with share `weight`."""
    total = sum(part.weight for part in parts)
    value = min(1.0, sum(part.weight * part.value for part in parts) / total)
    weakest = max(parts, key=lambda part: part.weight * (1 - part.value))
    gain = 100 * weight * weakest.weight * (1 - weakest.value) / total
    return ScoreComponent(
        name=name,
        label=label,
        weight=weight,
        value=value,
        points=100 * weight * value,
        evidence=tuple(part.as_evidence() for part in parts),
        sentence=f"{label}: {_clauses(parts)}.",
        advice=weakest.advice if gain >= WORTH_SAYING else "",
        gain=gain if gain >= WORTH_SAYING else 0.0,
    )


def reweighted(kept: Mapping[str, Any], weight: float) -> ScoreComponent:
    """A stored component with another share; points and gain follow, what was found stays."""
    gain = kept["gain"] * weight / kept["weight"] if kept.get("weight") else 0.0
    is_worth = bool(kept.get("advice")) and gain >= WORTH_SAYING
    return ScoreComponent(
        name=kept["name"],
        label=kept.get("label") or kept["name"].capitalize(),
        weight=weight,
        value=kept["value"],
        points=100 * weight * kept["value"],
        evidence=tuple(kept.get("evidence", ())),
        sentence=kept.get("sentence", ""),
        advice=kept["advice"] if is_worth else "",
        gain=gain if is_worth else 0.0,
    )


def explain(
    components: Sequence[ScoreComponent], missing: Sequence[NotMeasured], meaning: str = ""
) -> str:
    """The sentences of all components, what is missing and the best next step, as text.

    `meaning` says what the score stands for.
    """
    lines = [
        f"{part.sentence} {part.points:.0f} of {100 * part.weight:.0f} points."
        for part in components
    ]
    lines += [gap.sentence for gap in missing]
    if meaning:
        lines.append(meaning)
    if gains := sorted((part for part in components if part.advice), key=lambda part: -part.gain):
        lines.append(_advice(gains[:2]))
    return "\n".join(lines)


def _advice(best: Sequence[ScoreComponent]) -> str:
    steps = [f"{part.advice} (up to {_points(part.gain)})" for part in best]
    return f"What would raise it most: {'; then '.join(steps)}."


def _points(gain: float) -> str:
    return "1 point" if round(gain) == 1 else f"{gain:.0f} points"


def _clauses(parts: Sequence[Part]) -> str:
    """What is good, then what is not: “a, b, but c and d”."""
    good = _listed([part.clause for part in parts if part.is_good])
    poor = _listed([part.clause for part in parts if not part.is_good])
    return f"{good}, but {poor}" if good and poor else good or poor


def _listed(clauses: Sequence[str]) -> str:
    if len(clauses) < 2:
        return "".join(clauses)
    return f"{', '.join(clauses[:-1])}, and {clauses[-1]}"
