"""What an analysis may cost (media-pipeline.md, “Figures to hold”), on clips like those it names.

Each row says its goal; nothing fails, since a busy machine is nobody's fault.
"""

import tempfile
from pathlib import Path

from bench.analysis import Used, engine, plain_decode, smaller_of_runs, video_facts
from bench.made_clips import Kind, made_clips
from bench.rows import Row


def measure(folder: Path) -> list[Row]:
    """Every kind of clip, made from the video of `folder` with the largest picture."""
    found = [(path, facts) for path in sorted(folder.iterdir()) if (facts := video_facts(path))]
    if not found:
        return []
    # of several of one size the last by name
    source, _ = max(found, key=lambda one: ((one[1].width or 0) * (one[1].height or 0), one[0]))
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as scratch:
        for kind, path in made_clips(source, Path(scratch)):
            rows += measure_kind(kind, path, Path(scratch) / "report.json")
    return rows


def measure_kind(kind: Kind, path: Path, answer: Path) -> list[Row]:
    """Analysis of one clip in D, with text where there is a goal for it, and the peak memory."""
    facts = video_facts(path)
    if facts is None:
        return []
    decode = smaller_of_runs(plain_decode(path))
    bare = smaller_of_runs(engine(path, facts, answer, with_text=False))
    rows = [
        goal_row(kind.name, bare, decode, kind.goal),
        Row(f"{kind.name}: peak memory", bare.peak_mb, "MB"),
    ]
    if kind.goal_with_text:
        full = smaller_of_runs(engine(path, facts, answer, with_text=True))
        rows.append(goal_row(f"{kind.name}, with text", full, decode, kind.goal_with_text))
    return rows


def goal_row(name: str, used: Used, decode: Used, goal: float) -> Row:
    """CPU seconds of an analysis, its ratio to D, and the goal."""
    return Row(
        name,
        used.cpu_seconds,
        "CPU s",
        f"D; goal ≤ {goal} D",
        used.cpu_seconds / decode.cpu_seconds,
    )
