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
]


def run_demo(folder: Path) -> dict:
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


def check_post(row: dict) -> None:
    """Measured at six ages, never shrinking; scored; coached."""
    known = [row["views"][name] for name in CHECKPOINTS if row["views"][name] is not None]
    assert known == sorted(known), row["asset"]
    assert known, row["asset"]
    assert 0 <= row["post_score"] <= 100
    assert row["coach"], row["asset"]


def test_every_file_is_posted_measured_and_coached_or_says_why_not(tmp_path):
    make_samples(tmp_path)
    (tmp_path / "not a video.mp4").write_text("a text file by another name")
    result = run_demo(tmp_path)
    assert result["simulated"] is True
    posted = [row for row in result["files"] if row["post_url"]]
    explained = {row["asset"] for row in result["files"] if row["reason"]}
    assert len(posted) >= 4
    # the accounts take no GIF, and a text file is no video
    assert {row["asset"] for row in result["files"]} - explained == {r["asset"] for r in posted}
    assert "not a video.mp4" in explained
    for row in posted:
        check_post(row)
