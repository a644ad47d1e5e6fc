"""The engine in a process of its own."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.conf import settings

from analysis.engine import isolated
from analysis.engine.errors import AnalysisCrashed, AnalysisFailed
from analysis.engine.isolated import analyse_isolated, decoding_threads, time_limit
from media_assets.decoding.facts import MediaFacts
from media_assets.services.identify import identify
from tests.analysis.engine.clips import measured

VIDEO = MediaFacts("video", "video/mp4", width=64, height=64, duration_sec=2.0)


class Stopped(Exception):
    """The caller has had enough."""


def child(monkeypatch, code: str) -> None:
    """Run this instead of the engine."""
    monkeypatch.setattr(
        isolated, "engine_command", lambda path, answer, request: [sys.executable, "-c", code]
    )


def test_the_report_is_the_same_as_in_this_process(samples):
    path = samples["three_mistakes_vertical"].path
    told = []
    report = analyse_isolated(path, identify(path), with_text=False, on_progress=told.append)
    here = measured(path)
    assert report.to_features() == here.to_features()
    assert (report.frames, report.cuts) == (here.frames, here.cuts)
    assert report.best_frame_jpeg == here.best_frame_jpeg
    assert told[-1] == 100


def test_a_file_that_cannot_be_analysed_gives_its_sentence(tmp_path):
    with pytest.raises(AnalysisFailed, match="could not be opened") as failed:
        analyse_isolated(tmp_path / "nothing.mp4", VIDEO)
    assert not failed.value.retry


@pytest.mark.parametrize("code", ["import os; os.abort()", "pass", "raise SystemExit(3)"])
def test_a_crash_is_worth_another_try(tmp_path, monkeypatch, code):
    child(monkeypatch, code)
    with pytest.raises(AnalysisCrashed, match="crashed or ran out of memory") as crashed:
        analyse_isolated(tmp_path / "clip.mp4", VIDEO)
    assert crashed.value.retry


def test_a_child_that_hangs_is_ended(tmp_path, monkeypatch):
    child(monkeypatch, "import time; time.sleep(60)")
    with pytest.raises(AnalysisCrashed, match="took longer than"):
        analyse_isolated(tmp_path / "clip.mp4", VIDEO, timeout_seconds=0.3)


def test_what_the_caller_raises_ends_the_child_and_goes_on(tmp_path, monkeypatch):
    child(monkeypatch, "import time; print(1, flush=True); time.sleep(60)")

    def stop(percent: int) -> None:
        raise Stopped

    with pytest.raises(Stopped):
        analyse_isolated(tmp_path / "clip.mp4", VIDEO, on_progress=stop)


def test_an_answer_that_is_no_report_is_a_crash(tmp_path, monkeypatch):
    monkeypatch.setattr(
        isolated,
        "engine_command",
        lambda path, answer, request: [
            *(sys.executable, "-c"),
            f'open({str(answer)!r}, "w").write(\'{{"report": {{"media_type": 3}}}}\')',
        ],
    )
    with pytest.raises(AnalysisCrashed):
        analyse_isolated(tmp_path / "clip.mp4", VIDEO)


WORKER = """
import sys
import django
django.setup()
from pathlib import Path
from analysis.engine import isolated
from analysis.engine.limits import ENGINE
from media_assets.decoding.facts import MediaFacts
from media_assets.ffmpeg import guard_prefix
code = "import os, time; print(os.getpid(), flush=True); time.sleep(60)"
isolated.engine_command = lambda *args: [*guard_prefix(ENGINE), sys.executable, "-c", code]
isolated._follow = lambda child, tell: print(child.stdout.readline(), end="", flush=True)
isolated.analyse_isolated(Path("clip.mp4"), MediaFacts("video", "video/mp4"))
"""


def is_running(pid: int) -> bool:
    state = Path(f"/proc/{pid}/stat")
    return state.exists() and state.read_text().rpartition(")")[2].split()[0] != "Z"


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("setpriv") is None, reason="needs setpriv of util-linux")
def test_the_engine_ends_when_its_worker_is_killed():
    worker = subprocess.Popen(
        [sys.executable, "-c", WORKER],
        stdout=subprocess.PIPE,
        cwd=settings.BASE_DIR,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings"},
    )
    engine = int(worker.stdout.readline())
    assert is_running(engine)
    worker.kill()
    worker.wait()
    worker.stdout.close()
    deadline = time.monotonic() + 10
    while is_running(engine) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not is_running(engine)


def test_long_files_get_more_time_but_not_for_ever():
    minute = MediaFacts("video", "video/mp4", duration_sec=60)
    week = MediaFacts("video", "video/mp4", duration_sec=7 * 86_400)
    assert time_limit(VIDEO) < time_limit(minute) < time_limit(week) == isolated.MOST_SECONDS


@pytest.mark.parametrize(
    ("cores", "workers", "threads"), [(2, 1, 2), (2, 2, 1), (1, 1, 1), (8, 2, 2), (2, 4, 1)]
)
def test_all_workers_together_keep_to_the_cores(cores, workers, threads):
    assert decoding_threads(cores, workers) == threads
