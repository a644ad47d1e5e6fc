"""`make test`: every check in one command, with the time that each took.

The suite runs on SQLite and on a real PostgreSQL; browser tests run in a process of their own,
since Playwright's loop stays in the process that started it.
"""

import argparse
import os
import subprocess
import sys
import time

PY = sys.executable
WORKERS = str(max(2, min(8, 2 * (os.cpu_count() or 1))))  # many tests wait for a clock
PYTEST = [PY, "-m", "pytest", "-q", "--no-header"]
PARALLEL = ["-n", WORKERS, "--dist", "loadgroup"]
POSTGRES = [PY, "-m", "tests.postgres"]
ON_POSTGRESQL = "not browser and not sqlite_only and not wire"

STEPS: dict[str, list[list[str]]] = {
    "lint": [
        [PY, "-m", "ruff", "check", "."],
        [PY, "-m", "ruff", "format", "--check", "."],
        [PY, "-m", "mypy", "."],
        [os.path.join(os.path.dirname(PY), "lint-imports")],
        [PY, "-m", "djlint", "templates", "--lint", "--quiet"],
        [PY, "manage.py", "makemigrations", "--check", "--dry-run"],
    ],
    "sqlite": [[*PYTEST, *PARALLEL, "-m", "not browser"]],
    "postgresql": [[*POSTGRES, *PYTEST, *PARALLEL, "-m", ON_POSTGRESQL]],
    "browser": [[*PYTEST, "-n", "0", "-m", "browser"]],
}


def main() -> int:
    """Run the steps; returns 0 when all passed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=STEPS, action="append", help="only this step")
    chosen = parser.parse_args().only or list(STEPS)
    results = {name: run_step(name) for name in chosen}
    print("\nstep        seconds  result")
    for name, (seconds, passed) in results.items():
        print(f"{name:<11} {seconds:7.0f}  {'passed' if passed else 'FAILED'}")
    print(f"{'all':<11} {sum(s for s, _ in results.values()):7.0f}")
    failed = sum(not passed for _, passed in results.values())
    print(f"steps: {len(results) - failed} passed, {failed} failed")
    return min(failed, 1)


def run_step(name: str) -> tuple[float, bool]:
    """One step, all its commands; returns seconds and whether all passed."""
    started = time.monotonic()
    passed = True
    for command in STEPS[name]:
        print(f"\n=== {name}: {' '.join(command[1:])[:100]}", flush=True)
        passed &= subprocess.run(command, check=False).returncode == 0
    return time.monotonic() - started, passed


if __name__ == "__main__":
    raise SystemExit(main())
