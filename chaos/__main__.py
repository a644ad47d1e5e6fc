"""`make chaos`: what is promised about posts, under fire, on both databases.

One row for each part and database, one line of figures and the seed at the end. It ends with 1
when anything was wrong.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

from chaos.result import Row, totals
from chaos.table import as_markdown, as_text, summary

ROOT = Path(__file__).resolve().parent.parent
BOTH, ONE_SQLITE = ("sqlite", "postgresql"), ("sqlite",)
PARTS = {
    "matrix": BOTH,
    "comments": BOTH,
    "torture": BOTH,
    "restore": BOTH,
    "processes": BOTH,
    "blindness": ONE_SQLITE,
    "sixty_days": ONE_SQLITE,
    "races": BOTH,
}


def parse(words: list[str] | None = None) -> argparse.Namespace:
    """What was asked for."""
    parser = argparse.ArgumentParser(prog="make chaos", description=__doc__)
    parser.add_argument("--only", choices=PARTS, action="append")
    parser.add_argument("--database", choices=BOTH, action="append")
    parser.add_argument("--seed", type=int, default=20261128)
    parser.add_argument("--quick", action="store_true", help="the same at a tenth of the size")
    help_results = "keep the rows of each part here, and take those that are here already"
    parser.add_argument("--results", type=Path, help=help_results)
    parser.add_argument("--markdown", type=Path, help="write the table to this file as well")
    return parser.parse_args(words)


def main() -> int:
    """Run the parts, each in a process of its own; returns 0 when nothing was wrong."""
    asked = parse()
    rows: list[Row] = []
    for part in asked.only or PARTS:
        for database in PARTS[part]:
            if database in (asked.database or BOTH):
                print(f"{part} on {database} …", file=sys.stderr, flush=True)
                found = kept_or_run(part, database, asked)
                print(as_text(found, head=False), file=sys.stderr, flush=True)
                rows += found
    print(as_text(rows))
    print(summary(rows, asked.seed, quick=asked.quick))
    if asked.markdown:
        asked.markdown.write_text(as_markdown(rows, asked.seed, quick=asked.quick))
    return min(totals(rows)["violations"], 1)


def kept_or_run(part: str, database: str, asked: argparse.Namespace) -> list[Row]:
    """The rows of one part: as they were kept, or of a run that is kept."""
    if asked.results is None:
        return run_apart(part, database, asked)
    size = "quick" if asked.quick else "full"
    file = asked.results / f"{part}-{database}-{size}-{asked.seed}.json"
    if not file.exists():
        found = run_apart(part, database, asked)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps([row.to_json() for row in found], indent=1))
    return [Row(**values) for values in json.loads(file.read_text())]


def run_apart(part: str, database: str, asked: argparse.Namespace) -> list[Row]:
    """The rows of one part; a part that breaks down is a row that failed."""
    started = time.monotonic()
    with scratch_folder() as scratch:
        result = scratch / "rows.json"
        words = ["chaos.part", part, database, str(asked.seed), str(result), str(scratch / "run")]
        command = [sys.executable, "-m", *words, *(["quick"] if asked.quick else [])]
        code = subprocess.run(command, cwd=ROOT, env=environment(scratch), check=False).returncode
        if code:
            rows = [Row(part, database, "broke down", problems=[f"ended with {code}"])]
        else:
            rows = [Row(**values) for values in json.loads(result.read_text())]
    for row in rows:
        row.seconds = (time.monotonic() - started) / len(rows)
    return rows


def environment(scratch: Path) -> dict[str, str]:
    """Of a part: nothing of the installation around it."""
    own = {"REELAY_VAR": str(scratch / "var"), "DJANGO_SETTINGS_MODULE": "config.settings"}
    return {**os.environ, **own, "LOG_LEVEL": "CRITICAL", "DATABASE_URL": ""}


@contextmanager
def scratch_folder():
    with tempfile.TemporaryDirectory(prefix="reelay-chaos-", ignore_cleanup_errors=True) as made:
        yield Path(made)


if __name__ == "__main__":
    raise SystemExit(main())
