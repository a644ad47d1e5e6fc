"""The table of `make audit` tells a pass from a failure, and both from a question not put."""

import json

import pytest

from audit.__main__ import PARTS, parse
from audit.hostile import bombs, damaged, tricks
from audit.parts.packages import read_report
from audit.result import Row
from audit.table import as_markdown, as_text, summary


def test_a_question_is_counted_and_a_wrong_answer_kept():
    row = Row("doors")
    row.require(True, "never said")
    row.require("", "the door was open")
    assert (row.asked, row.problems, row.verdict) == (2, ["the door was open"], "FAILED")
    assert Row(**json.loads(json.dumps(row.to_json()))) == row


def test_what_was_not_asked_is_not_passed():
    row = Row("packages", not_asked="not asked: no network")
    assert row.verdict == "not asked"
    assert "1 part not asked" in summary([row], 1)
    assert "no network" in as_text([row])
    assert "| not asked |" in as_markdown([row], 1)


def test_a_long_list_of_problems_is_cut_in_the_table_only():
    row = Row("doors", problems=[f"door {n}" for n in range(40)])
    assert "and 28 more" in as_text([row])
    assert len(row.problems) == 40


@pytest.mark.parametrize(
    ("packages", "verdict"),
    [
        ([{"name": "a", "version": "1", "vulns": []}], "passed"),
        ([{"name": "a", "vulns": [{"id": "CVE-1", "fix_versions": []}]}], "FAILED"),
        ([{"name": "a", "skip_reason": "unknown"}], "not asked"),
        ([{"name": "a", "skip_reason": "x"}, {"name": "b", "vulns": []}], "FAILED"),
    ],
)
def test_the_answer_about_packages_is_read_strictly(packages, verdict):
    row = Row("packages")
    read_report({"dependencies": packages}, 1, row)
    assert row.verdict == verdict


def test_every_part_can_be_asked_for_alone():
    for name in PARTS:
        assert parse(["--only", name]).only == [name]


def test_hostile_files_are_many_and_the_same_for_a_seed(tmp_path):
    samples = {"a.jpg": bytes(range(256)) * 40}
    assert list(damaged(samples, 12, seed=1)) == list(damaged(samples, 12, seed=1))
    assert list(damaged(samples, 12, seed=1)) != list(damaged(samples, 12, seed=2))
    assert len(dict(tricks(tmp_path / "victim", 9))) > 80
    assert len(dict(bombs(tmp_path))) == 12
