"""Does it touch what people look for now, or what sold? Only when the team collected either."""

from collections.abc import Mapping, Sequence
from typing import Any

from analysis.scoring.parts import Anchors, Part, along
from analysis.words.suggestion import WordsSuggestion

# One strong match is most of what there is to gain; a fourth adds little.
STRENGTH: Anchors = ((0.0, 0.0), (0.3, 0.5), (0.8, 0.9), (1.5, 1.0))


def measure_trends(features: Mapping[str, Any], words: WordsSuggestion) -> list[Part | None]:
    """Overlap with the team's trends and exemplars (`analysis.trends.overlap`)."""
    overlap = features.get("overlap")
    if not overlap:
        return []
    trends, exemplars = overlap["asked"]
    return [
        _part("trends", overlap["trends"], trends, "trend", "name a trending topic that it fits"),
        _part("exemplars", overlap["exemplars"], exemplars, "top performer",
              "open as one of your exemplars does"),
    ]  # fmt: skip


def _part(
    name: str, matches: Sequence[Mapping[str, Any]], asked: int, what: str, advice: str
) -> Part | None:
    if not asked:
        return None
    clause = f"it touches none of {asked} {what}{'' if asked == 1 else 's'}"
    if matches:
        clause = matches[0]["sentence"]
    value = along(STRENGTH, sum(match["strength"] for match in matches))
    return Part(name, 0.5, value, clause, advice)
