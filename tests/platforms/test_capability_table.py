"""docs/platforms.md says what the code says."""

import re
from pathlib import Path

import pytest

from platforms.adapters import ADAPTERS, load_adapter

DOCS = Path(__file__).resolve().parents[2] / "docs"
ABILITIES = ("lookup", "metrics", "comments", "account", "update", "delete", "first_comment")
OWN = {"sandbox"}
ROW = re.compile(
    r"^\| \[(?P<name>[^\]]+)\]\((?P<page>[^)]+)\) \| `(?P<key>\w+)` \| (?P<rest>.+) \|$"
)


def rows() -> dict[str, re.Match]:
    lines = (DOCS / "platforms.md").read_text().splitlines()
    return {found["key"]: found for line in lines if (found := ROW.match(line))}


def test_every_network_has_its_row_and_no_other():
    assert set(rows()) == set(ADAPTERS) - OWN


@pytest.mark.parametrize("key", sorted(set(ADAPTERS) - OWN))
def test_a_row_says_what_the_adapter_can_do(key):
    repeat, *cells = rows()[key]["rest"].split(" | ")
    adapter = load_adapter(ADAPTERS[key])
    assert repeat == adapter.idempotency
    documented = {name for name, cell in zip(ABILITIES, cells, strict=True) if cell == "yes"}
    assert documented == adapter.capabilities & set(ABILITIES)


@pytest.mark.parametrize("key", sorted(set(ADAPTERS) - OWN))
def test_every_network_has_a_page_that_says_what_is_unverified(key):
    page = (DOCS / rows()[key]["page"]).read_text()
    assert re.search(r"unverified|not been tried|nothing here was tried|live keys?", page, re.I)
