"""The documentation names the weights that the code has."""

from pathlib import Path

from analysis.scoring.score import WEIGHTS

PAGE = Path(__file__).parents[3] / "docs" / "score-and-words.md"


def documented() -> dict[str, dict[str, float]]:
    rows = [line.split("|") for line in PAGE.read_text().splitlines() if line.startswith("| ")]
    table = [[cell.strip() for cell in row[1:-1]] for row in rows if len(row) == 7]
    kinds = table[0][1:4]
    return {
        kind: {row[0]: float(row[place]) for row in table[1:] if row[place] != "–"}
        for place, kind in enumerate(kinds, start=1)
    }


def test_every_weight_is_documented():
    assert documented() == WEIGHTS


def test_weights_of_each_kind_add_up_to_one():
    assert all(abs(sum(weights.values()) - 1) < 1e-9 for weights in WEIGHTS.values())
