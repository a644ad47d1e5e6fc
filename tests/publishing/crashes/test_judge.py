"""The judge between the network's ledger and our rows, and what a run makes of its verdicts."""

from argparse import Namespace

from chaos.__main__ import kept_or_run
from chaos.lab import judge
from chaos.result import Row, totals
from chaos.table import as_markdown, as_text, summary


def remote(number: int, reference: str) -> dict:
    """One post in the ledger; its reference is the post's id and the number of the try."""
    return {"id": f"r{number}", "reference": reference}


def test_a_post_that_is_out_once_and_known_is_well():
    verdict = judge([("a", "posted", "r1", False)], [remote(1, "a-1")])
    assert verdict
    assert verdict.posts == 1


def test_two_remote_posts_of_one_row_are_seen_whichever_try_made_them():
    ledger = [remote(1, "a-1"), remote(2, "a-2")]
    verdict = judge([("a", "posted", "r1", False)], ledger)
    assert not verdict
    assert verdict.twice == ["a"]


def test_a_row_that_says_posted_without_a_remote_post_is_lost():
    verdict = judge([("a", "posted", "r1", False)], [])
    assert not verdict
    assert (verdict.lost, verdict.unknown_ids) == (["a"], [])


def test_an_id_that_the_network_does_not_know_is_seen():
    verdict = judge([("a", "posted", "r9", False)], [remote(1, "a-1")])
    assert not verdict
    assert verdict.unknown_ids == ["r9"]


def test_a_remote_post_whose_row_does_not_know_is_seen():
    verdict = judge([("a", "unconfirmed", "", True)], [remote(1, "a-1")])
    assert not verdict
    assert (verdict.unowned, verdict.not_posted) == (["a"], {"unconfirmed": 1})
    assert verdict.for_person == 1


def test_a_remote_post_without_any_row_is_a_violation():
    row = Row("torture", "sqlite", "")
    row.add(judge([("a", "posted", "r1", False)], [remote(1, "a-1"), remote(2, "b-1")]))
    row.judge()
    assert row.problems == ["posts without a row: ['b']"]


def test_each_kind_of_wrong_is_a_violation_of_its_row():
    row = Row("torture", "sqlite", "2 kills", kills=2)
    row.add(judge([("a", "posted", "r1", False)], [remote(1, "a-1"), remote(2, "a-2")]))
    row.add(judge([("b", "posted", "r3", False)], []))
    row.add(judge([("c", "pending", "", False)], []))
    row.judge()
    assert row.problems == ["1 posts twice", "1 posts lost", "1 posts open"]
    assert totals([row])["violations"] == 3
    assert "FAILED" in as_text([row])
    assert "1 posts twice" in as_markdown([row], 7, quick=True)
    assert summary([row], 7, quick=True).startswith("chaos (quick, seed 7): 3 posts, 2 kills")


def test_rows_that_were_kept_are_not_run_again(tmp_path, monkeypatch):
    runs = []

    def run(part, database, asked):
        runs.append(part)
        return [Row(part, database, "all of it", posts=3)]

    monkeypatch.setattr("chaos.__main__.run_apart", run)
    asked = Namespace(results=tmp_path / "kept", quick=True, seed=1)
    first = kept_or_run("matrix", "sqlite", asked)
    assert kept_or_run("matrix", "sqlite", asked) == first
    assert runs == ["matrix"]
    kept_or_run("matrix", "sqlite", Namespace(**{**vars(asked), "seed": 2}))
    assert runs == ["matrix", "matrix"]
