"""The OpenAPI document against a real server: schemathesis asks every operation as three actors."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from audit.people import bearer, make_world, member
from audit.result import Row
from audit.run import Run
from audit.server import Server, running
from teams.services.tokens import create_token
from tests.api.everything import Everything
from tests.flows.sweep import PARAMETER, swept_routes

# Answers that no input may draw from us. What the schema promises of an answer is held for all.
CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
    "ignored_auth",
    "unsupported_method",
)
EVERY_PHASE, FUZZING = "examples,coverage,fuzzing", "fuzzing"
PEAK_MB = 1200


@dataclass(frozen=True)
class Actor:
    """Who asks, with how many examples an operation. The coverage phase alone is 8,000 cases."""

    headers: dict[str, str]
    examples: int
    phases: str = FUZZING


def ask(run: Run, row: Row) -> None:
    """No 5xx, every answer fits the document, and nothing is told without a token."""
    world = make_world()
    viewer = member(world, "viewer", "viewer@example.com").user
    key, few = create_token(world.team, user=viewer, name="viewer")[1], max(1, run.examples // 4)
    actors = {
        "owner": Actor(bearer(world.everything.key), run.examples, EVERY_PHASE),
        "viewer": Actor(bearer(key), few),
        "nobody": Actor({}, few),
    }
    (run.folder / "schemathesis.toml").write_text(real_ids(world.everything))
    with running(run.folder) as server:
        for number, (name, actor) in enumerate(actors.items()):
            report = question(server, name, actor, run.seed + number, run.folder)
            read_report(name, report, row)
        row.require(server.peak_mb < PEAK_MB, f"the server took {server.peak_mb:.0f} MB")
        row.figures = (
            f"{run.examples} examples an operation, server at most {server.peak_mb:.0f} MB"
        )


def real_ids(everything: Everything) -> str:
    """Schemathesis’ settings: the id of a real row for what reads or changes one.

    Deleting keeps made-up ids (else little would be left to ask about), and so does revoking a
    token: the run’s own is one of them. The sweep of `teams` asks those. So is the viewer, whose id
    schemathesis learns from the list of members.
    """
    lines = []
    for route in swept_routes():
        if route.is_api and route.takes_id and (rows := route.rows(everything)):
            path = "/" + PARAMETER.sub("{id}", route.pattern)
            lines += ["[[operations]]", f'include-path = "{path}"', 'exclude-method = "DELETE"']
            lines.append(f'parameters = {{ "path.id" = "{rows[0].pk}" }}')
    lines += ["[[operations]]", 'include-path = "/api/tokens/{prefix}"', "enabled = false"]
    lines += ["[[operations]]", 'include-path = "/api/members/{id}"', 'include-method = "DELETE"']
    lines += ["enabled = false"]
    return "\n".join(lines)


def question(server: Server, name: str, actor: Actor, seed: int, folder: Path) -> dict:
    """One run of schemathesis; its report, and its words in `schema-NAME.txt`."""
    program = Path(sys.executable).with_name("schemathesis")
    report = folder / f"schema-{name}.json"
    command = [program, "run", f"{server.url}/api/schema/?format=json", "--url", server.url]
    for header, value in actor.headers.items():
        command += ["--header", f"{header}: {value}"]
    command += ["--checks", ",".join(CHECKS), "--max-examples", str(actor.examples)]
    # one worker: two of them now and then upset Python 3.11's parser, which hypothesis asks
    command += ["--phases", actor.phases, "--workers", "1", "--seed", str(seed)]
    command += ["--continue-on-failure", "--generation-database", "none", "--no-shrink"]
    command += ["--suppress-health-check", "all", "--request-timeout", "30", "--no-color"]
    command += ["--report", "json", "--report-json-path", str(report)]
    with (folder / f"schema-{name}.txt").open("w") as said:
        subprocess.run(command, cwd=folder, stdout=said, stderr=said, check=False)
    return json.loads(report.read_text())


def read_report(name: str, report: dict, row: Row) -> None:
    """Each kind of failure is a problem that names its operations; so is a run that broke off."""
    row.asked += report["test_cases"]["generated"]
    for failure in report["failures"]:
        where = ", ".join(failure["operations"][:8])
        row.problems.append(f"{name}: {failure['title']} ({failure['count']} times): {where}")
    for error in report["errors"]:
        row.problems.append(f"{name}: schemathesis could not ask: {error['title']}")
    operations = report["operations"]
    if operations is None:  # it could not even read the document
        row.problems.append(f"{name}: schemathesis asked nothing; see schema-{name}.txt (--keep)")
        return
    tested, chosen = operations["tested"], operations["selected"]
    row.require(tested >= chosen - 2 > 100, f"{name}: {tested} of {chosen} operations asked")
