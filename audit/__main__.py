"""`make audit`: what is promised about secrets, teams, files and doors, asked of a running product.

One row for each part, one line of figures at the end. It ends with 1 when anything was wrong; a
part that could not ask (no network) says so and is not counted as passed.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from audit.result import Row
from audit.table import as_markdown, as_text, summary

ROOT = Path(__file__).resolve().parent.parent
SQLITE, POSTGRESQL = "sqlite", "postgresql"
PARTS = {
    "schema": SQLITE,
    "teams": POSTGRESQL,
    "files": SQLITE,
    "webhooks": SQLITE,
    "keys": SQLITE,
    "secret_words": SQLITE,
    "erase": SQLITE,
    "erase_postgresql": POSTGRESQL,
    "deploy": SQLITE,
    "packages": SQLITE,
}


def parse(words: list[str] | None = None) -> argparse.Namespace:
    """What was asked for."""
    parser = argparse.ArgumentParser(prog="make audit", description=__doc__)
    parser.add_argument("--only", choices=PARTS, action="append")
    parser.add_argument("--examples", type=int, default=8, help="per operation and mutated files")
    parser.add_argument("--seed", type=int, default=20261129)
    parser.add_argument("--keep", type=Path, help="copy what the parts wrote into this folder")
    parser.add_argument("--markdown", type=Path, help="write the table to this file as well")
    return parser.parse_args(words)


def main() -> int:
    """Run the parts, each in a process of its own; returns 0 when nothing was wrong."""
    asked = parse()
    rows: list[Row] = []
    for part in asked.only or PARTS:
        print(f"{part} …", file=sys.stderr, flush=True)
        rows.append(run_apart(part, asked))
        print(as_text(rows[-1:], head=False), file=sys.stderr, flush=True)
    print(as_text(rows))
    print(summary(rows, asked.seed))
    if asked.markdown:
        asked.markdown.write_text(as_markdown(rows, asked.seed))
    return int(any(row.problems for row in rows))


def run_apart(part: str, asked: argparse.Namespace) -> Row:
    """The row of one part; a part that breaks down is a row that failed."""
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="reelay-audit-", ignore_cleanup_errors=True) as made:
        scratch = Path(made)
        result = scratch / "row.json"
        words = ["-m", "audit.part", part, str(asked.seed), str(asked.examples), str(result)]
        around = ["-m", "tests.postgres", sys.executable] if PARTS[part] == POSTGRESQL else []
        command = [sys.executable, *around, *words]
        with (scratch / "said").open("w+") as said:
            code = subprocess.run(
                command, cwd=ROOT, env=environment(scratch), stdout=said, stderr=said, check=False
            ).returncode
            said.seek(0)
            end = said.read()[-2000:]
        if asked.keep:
            shutil.copytree(scratch, asked.keep / part, dirs_exist_ok=True)
        if result.exists():
            row = Row(**json.loads(result.read_text()))
        else:
            row = Row(part, problems=[f"the part broke down: it ended with {code}: {end}"])
    row.seconds = time.monotonic() - started
    return row


def environment(scratch: Path) -> dict[str, str]:
    """Of a part: nothing of the installation around it, and no limit on how often it asks."""
    own = {
        "REELAY_VAR": str(scratch / "var"),
        "REELAY_ENV": "local",
        "DATABASE_URL": f"sqlite:///{scratch}/audit.sqlite3",
        "MEDIA_ROOT": str(scratch / "media"),
        "MEDIA_OUTBOX": str(scratch / "outbox"),
        "CACHE_URL": "",
        "S3_BUCKET": "",
        "OPENAI_API_KEY": "",
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "API_RATE_USER": "1000000/min",
        "API_RATE_ANON": "1000000/min",
        "LOG_LEVEL": "CRITICAL",
    }
    return {**os.environ, **own}


if __name__ == "__main__":
    raise SystemExit(main())
