"""The whole loop, on real files and the Sandbox, as `make demo` runs it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from media_assets.samples import make_samples

ROOT = Path(__file__).resolve().parents[2]
CHECKPOINTS = ["15m", "1h", "4h", "24h", "72h", "7d"]

pytestmark = [
    pytest.mark.slow,
    pytest.mark.sqlite_only,
    pytest.mark.timeout(300),
    pytest.mark.xdist_group("demo"),
]


@pytest.fixture(scope="module")
def result(tmp_path_factory) -> dict:
    folder = tmp_path_factory.mktemp("outbox")
    make_samples(folder)
    (folder / "not a video.mp4").write_text("a text file by another name")
    run = subprocess.run(
        [sys.executable, "manage.py", "demo", str(folder), "--json"],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr[-3000:]
    return json.loads(run.stdout)


def posted(result: dict) -> list[dict]:
    return [row for row in result["files"] if row["post_url"]]


def test_every_file_has_a_post_or_a_reason(result):
    assert all(row["post_url"] or row["reason"] for row in result["files"])
    assert (
        len(posted(result)) >= 4
    )  # all but the text file and the GIF, which these accounts refuse


def test_the_file_that_is_no_video_says_so(result):
    refused = next(row for row in result["files"] if row["asset"] == "not a video.mp4")
    assert refused["reason"]
    assert not refused["post_url"]


def test_every_post_was_measured_at_six_ages_and_never_shrank(result):
    for row in posted(result):
        views = [row["views"][name] for name in CHECKPOINTS]
        known = [v for v in views if v is not None]
        assert known == sorted(known), row["asset"]


def test_every_measured_post_was_coached_and_scored(result):
    for row in posted(result):
        assert row["coach"], row["asset"]
        assert 0 <= row["post_score"] <= 100


def test_the_result_says_that_it_is_simulated(result):
    assert result["simulated"] is True
