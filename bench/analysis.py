"""What an analysis costs, as ratios to D: one plain ffmpeg decode of the same file, same run.

Processor time (user and system, children included) and not wall time, so that other work on the
machine does not count. Each figure is the smaller of two runs.
"""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from analysis.engine.isolated import MOST_THREADS, Request, engine_command
from bench.hearing import measure_hearing
from bench.rows import Row
from media_assets.decoding.facts import MediaFacts
from media_assets.exceptions import MediaRejected
from media_assets.ffmpeg import ffmpeg_path
from media_assets.services.identify import identify

RUNS = 2
PLAIN = "one plain ffmpeg decode of the file (D)"
ENGINE = "the whole analysis, with text"


@dataclass(frozen=True)
class Used:
    """CPU seconds of a process and its children, and the peak MB of the largest of them."""

    cpu_seconds: float
    peak_mb: float


def measure(folder: Path) -> list[Row]:
    """The rows of every video in `folder`."""
    rows = []
    for path in sorted(folder.iterdir()):
        facts = video_facts(path)
        if facts:
            rows += measure_video(path, facts)
    return [*rows, *measure_two_at_once(folder), *measure_hearing(folder)]


def video_facts(path: Path) -> MediaFacts | None:
    """What the file is; None for what is not a video."""
    try:
        facts = identify(path)
    except MediaRejected:
        return None
    return facts if facts.media_type == "video" else None


def measure_video(path: Path, facts: MediaFacts) -> list[Row]:
    """Analysis with and without text against D, peak memory, and the share of each stage."""
    decode = smaller_of_runs(plain_decode(path))
    with tempfile.TemporaryDirectory() as scratch:
        answer = Path(scratch) / "report.json"
        bare = smaller_of_runs(engine(path, facts, answer, with_text=False))
        full = smaller_of_runs(engine(path, facts, answer, with_text=True))
        stages = json.loads(answer.read_text())["report"]["cpu_seconds"]
    stages["decode, sound, start"] = full.cpu_seconds - sum(stages.values())
    seconds = facts.duration_sec or 0.0
    rows = [
        Row(f"{path.name}: D ({seconds:.0f} s of video)", decode.cpu_seconds, "CPU s"),
        cpu_row(f"{path.name}: analysis without text", bare, decode),
        cpu_row(f"{path.name}: analysis with text", full, decode),
        Row(f"{path.name}: peak memory without text", bare.peak_mb, "MB"),
        Row(f"{path.name}: peak memory with text", full.peak_mb, "MB"),
    ]
    return rows + [
        Row(f"{path.name}: {stage}", used, "CPU s", ENGINE, used / full.cpu_seconds)
        for stage, used in sorted(stages.items(), key=lambda item: -item[1])
    ]


def measure_two_at_once(folder: Path) -> list[Row]:
    """The longest video analysed twice: side by side, a thread each, against one after the other.

    Wall time, so only an idle machine says something.
    """
    found = [(path, facts) for path in folder.iterdir() if (facts := video_facts(path))]
    if not found:
        return []
    path, facts = max(found, key=lambda one: one[1].duration_sec or 0)
    with tempfile.TemporaryDirectory() as scratch:
        answers = [Path(scratch) / name for name in ("one.json", "other.json")]
        row = [engine(path, facts, answer, with_text=False) for answer in answers]
        pair = [engine(path, facts, answer, with_text=False, threads=1) for answer in answers]
        alone = wall_seconds(lambda: [run(command) for command in row])
        with ThreadPoolExecutor(2) as pool:
            both = wall_seconds(lambda: list(pool.map(run, pair)))
    name = f"{path.name}: two at once, throughput"
    return [Row(name, both, "s (wall)", "one after the other, 2 threads", alone / both)]


def wall_seconds(work: Callable[[], object]) -> float:
    """How long `work` took."""
    started = time.monotonic()
    work()
    return time.monotonic() - started


def cpu_row(name: str, used: Used, decode: Used) -> Row:
    """CPU seconds, and their ratio to D."""
    return Row(name, used.cpu_seconds, "CPU s", PLAIN, used.cpu_seconds / decode.cpu_seconds)


def plain_decode(path: Path) -> list[str]:
    """Decode every frame and throw it away: what no exact analysis can go below."""
    return [ffmpeg_path(), "-v", "error", "-nostdin", "-i", str(path), "-an", "-f", "null", "-"]


def engine(
    path: Path, facts: MediaFacts, answer: Path, *, with_text: bool, threads: int = MOST_THREADS
) -> list[str]:
    """The engine's process as the workers start it."""
    request = Request(facts, with_text, ffmpeg_path(), settings.MEDIA_MAX_PIXELS, threads)
    return engine_command(path, answer, request)


def smaller_of_runs(command: list[str]) -> Used:
    """The smaller of the runs, in CPU seconds."""
    return min((run(command) for _ in range(RUNS)), key=lambda used: used.cpu_seconds)


def run(command: list[str]) -> Used:
    """Run a command to its end and say what it used. Raises CalledProcessError."""
    watched = [sys.executable, "-m", "bench.used", *command]
    done = subprocess.run(watched, stdout=subprocess.PIPE, cwd=settings.BASE_DIR, check=True)
    return Used(**json.loads(done.stdout))
