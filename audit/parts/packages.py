"""Known holes in the packages that are pinned; needs the advisory service."""

import json
import subprocess
import sys
from pathlib import Path

from audit.result import Row
from audit.run import Run
from audit.server import ROOT

SECONDS = 90
UNREACHABLE = ("ConnectionError", "ServiceError", "Max retries", "timed out", "resolve", "Connect")


def ask(run: Run, row: Row) -> None:
    """Every pin is asked about. A service that cannot be reached is said, never taken as a pass."""
    pins = [line for line in (ROOT / "constraints.txt").read_text().splitlines() if "==" in line]
    report = run.folder / "packages.json"
    program = Path(sys.executable).with_name("pip-audit")
    command = [program, "--requirement", "constraints.txt", "--no-deps", "--disable-pip"]
    command += ["--progress-spinner", "off", "--format", "json", "--output", str(report)]
    try:
        done = subprocess.run(
            command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=SECONDS
        )
    except subprocess.TimeoutExpired:
        row.not_asked = f"not asked: the advisory service did not answer in {SECONDS} s"
        return
    if not report.exists():
        said = done.stderr.strip().splitlines()[-1:] or ["no words"]
        if any(word in done.stderr for word in UNREACHABLE):
            row.not_asked = f"not asked: no network ({said[0][:120]})"
        else:
            row.problems.append(f"pip-audit broke down: {said[0][:300]}")
        return
    read_report(json.loads(report.read_text()), len(pins), row)


def read_report(report: dict, pins: int, row: Row) -> None:
    """A hole is a problem; so is a package that nothing is known about, unless all are."""
    packages = report["dependencies"]
    reasons = {package.get("skip_reason", "") for package in packages}
    if packages and "" not in reasons:
        row.not_asked = f"not asked: the service knows none of {pins} pins ({min(reasons)[:100]})"
        return
    for package in packages:
        name = f"{package['name']} {package.get('version', '')}".strip()
        row.require("skip_reason" not in package, f"{name} was skipped")
        for hole in package.get("vulns", []):
            fixed = ", ".join(hole["fix_versions"]) or "nowhere yet"
            row.problems.append(f"{name}: {hole['id']}, fixed in {fixed}")
    row.require(row.asked >= pins, f"{row.asked} of {pins} pins were asked about")
    row.figures = f"{pins} pins"
