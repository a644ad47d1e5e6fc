"""`make bench`: every figure that we hold ourselves to, in one table, as ratios.

Nothing here fails on a slow machine: a figure is for people to compare.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

PARTS = (
    "analysis",
    "goals",
    "pages",
    "recognition",
    "planning",
    "publishing",
    "two_workers",
    "rendering",
    "scoring",
)
ROOT = Path(__file__).resolve().parent.parent


def default_media() -> Path | None:
    """Real clips beside the project, when there are any."""
    folder = ROOT.parent / "shared" / "media"
    return folder if folder.is_dir() else None


def main() -> int:
    """Measure each part in a process of its own, on a scratch database; print the table."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--only", choices=PARTS, action="append")
    parser.add_argument("--media", type=Path, default=default_media())
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    rows = []
    for part in asked.only or PARTS:
        print(f"measuring {part} …", file=sys.stderr, flush=True)
        rows += measure_apart(part, asked.media)
    print(json.dumps(rows, indent=2) if asked.json else as_text(rows))
    return 0


def measure_apart(part: str, media: Path | None) -> list[dict]:
    """The rows of one part, from a child process with an environment of its own."""
    with tempfile.TemporaryDirectory(prefix="reelay-bench-") as scratch:
        result = Path(scratch) / "rows.json"
        environment = {
            **os.environ,
            "REELAY_VAR": scratch,
            "MEDIA_ROOT": f"{scratch}/media",
            "MEDIA_OUTBOX": f"{scratch}/media_outbox",
            "LOG_LEVEL": "WARNING",
            "DJANGO_SETTINGS_MODULE": "config.settings",
        }
        command = [sys.executable, "-m", "bench.part", part, str(result)]
        subprocess.run([*command, *([str(media)] if media else [])], env=environment, check=True)
        return json.loads(result.read_text())


def as_text(rows: list[dict]) -> str:
    """The table for people."""
    lines = [f"{'figure':<58}{'value':>12} {'unit':<14}{'ratio':>8}  against"]
    for row in rows:
        ratio = "" if row["ratio"] is None else f"{row['ratio']:.2f}"
        value = "–" if row["value"] is None else f"{row['value']:,.2f}"
        lines.append(
            f"{row['name'][:57]:<58}{value:>12} {row['unit']:<14}{ratio:>8}  {row['against']}"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    raise SystemExit(main())
