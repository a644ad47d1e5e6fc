"""The engine in a process of its own, so that a decoder that crashes costs one job alone.

The kernel holds the child to its limits on memory and processor time, a timer to its wall clock,
and it ends when the worker that started it ends. Its environment holds no key. The report comes
back as data (JSON in a temporary folder), never as code.
"""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import structlog
from django.conf import settings
from pydantic import TypeAdapter, ValidationError

from analysis.engine.errors import AnalysisCrashed, AnalysisFailed
from analysis.engine.limits import ENGINE
from analysis.engine.report import MediaReport
from media_assets.decoding.facts import MediaFacts
from media_assets.ffmpeg import ffmpeg_path, guard_prefix

LEAST_SECONDS = 180
SECONDS_PER_SECOND = 8
MOST_THREADS = 2  # more do not help: the measuring beside the decoder is one thread
MOST_SECONDS = 2700  # and the ten minutes of a task: below the media cluster's hour
TOO_LONG = "The analysis took longer than {:.0f} minutes and was ended. Try a shorter version."
CRASHED = (
    "The analysis of this file crashed or ran out of memory. "
    "Export it again, for instance as MP4 with H.264 and AAC."
)

log = structlog.get_logger(__name__)
Progress = Callable[[int], None]


@dataclass(frozen=True)
class Request:
    """What the child needs to know; it travels as JSON."""

    facts: MediaFacts
    with_text: bool
    ffmpeg_path: str
    max_pixels: int
    threads: int = MOST_THREADS  # of the decoder


@dataclass(frozen=True)
class Answer:
    """What the child says: a report, or a sentence about why there is none."""

    report: MediaReport | None = None
    failed: str = ""


def time_limit(facts: MediaFacts) -> float:
    """Wall-clock seconds that the analysis of this file may take."""
    return min(MOST_SECONDS, LEAST_SECONDS + SECONDS_PER_SECOND * (facts.duration_sec or 0))


def decoding_threads(cores: int, workers: int) -> int:
    """Threads of one decoder, so that all workers together keep to the cores: 1 or 2."""
    return max(1, min(MOST_THREADS, cores // max(workers, 1)))


def analyse_isolated(
    path: Path,
    facts: MediaFacts,
    *,
    on_progress: Progress | None = None,
    with_text: bool = True,
    timeout_seconds: float | None = None,
) -> MediaReport:
    """`analyse_file` in a child process. What `on_progress` raises ends the child and goes on.

    Raises AnalysisFailed when the file cannot be analysed, AnalysisCrashed (worth another try)
    when the child died, ran out of memory or took too long.
    """
    threads = decoding_threads(os.cpu_count() or 1, settings.MEDIA_WORKERS)
    request = Request(facts, with_text, ffmpeg_path(), settings.MEDIA_MAX_PIXELS, threads)
    limit = timeout_seconds or time_limit(facts)
    with TemporaryDirectory(prefix="analysis-") as scratch:
        answer = Path(scratch) / "report.json"
        errors = Path(scratch) / "errors.txt"
        code, timed_out = _run(engine_command(path, answer, request), errors, on_progress, limit)
        if timed_out:
            raise AnalysisCrashed(TOO_LONG.format(limit / 60))
        if code or not answer.is_file():
            _log_crash(code, errors)
            raise AnalysisCrashed(CRASHED)
        return _read_answer(answer)


def engine_command(path: Path, answer: Path, request: Request) -> list[str]:
    """The child's command: the guards, then the engine's module with its files and request."""
    module = [sys.executable, "-m", "analysis.engine"]
    files = [str(path.absolute()), str(answer)]
    return [*guard_prefix(ENGINE), *module, *files, json.dumps(asdict(request))]


def _run(
    command: list[str], errors: Path, on_progress: Progress | None, limit: float
) -> tuple[int, bool]:
    """The child's exit code, and whether its time ran out. stdout carries per cent, by line."""
    timed_out = threading.Event()
    with errors.open("wb") as log_file:
        child = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=log_file,
            text=True,
            cwd=settings.BASE_DIR,
            env={"PATH": os.defpath, "LC_ALL": "C.UTF-8", "OMP_NUM_THREADS": "1"},
        )

    def end_it() -> None:
        timed_out.set()
        child.kill()

    timer = threading.Timer(limit, end_it)
    timer.daemon = True
    timer.start()
    try:
        _follow(child, on_progress)
        return child.wait(), timed_out.is_set()
    finally:
        timer.cancel()
        child.kill()
        child.wait()


def _follow(child: "subprocess.Popen[str]", on_progress: Progress | None) -> None:
    assert child.stdout is not None
    with child.stdout as lines:
        for line in lines:
            if on_progress and line.strip().isdigit():
                on_progress(min(100, int(line)))


def _log_crash(code: int, errors: Path) -> None:
    tail = errors.read_bytes()[-1500:].decode("utf-8", "replace")
    log.warning("analysis_crashed", exit_code=code, detail=tail)


def _read_answer(answer: Path) -> MediaReport:
    try:
        content = TypeAdapter(Answer).validate_json(answer.read_bytes())
    except ValidationError as error:
        raise AnalysisCrashed(CRASHED) from error
    if content.report is None:
        raise AnalysisFailed(content.failed or CRASHED)
    return content.report
