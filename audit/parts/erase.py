"""Export one of two full teams, erase it under kills, and look for what is left of it anywhere."""

import hashlib
import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from zipfile import ZipFile

from django.conf import settings
from django.core import serializers
from django.utils import timezone

from audit.full_team import FullTeam, add_large_file, make_full_team
from audit.result import Row
from audit.run import Run
from audit.searching import files_with, tables_with
from audit.server import ROOT, megabytes_of
from publishing.services.replay import replay_journal
from scheduling.models import PostComment, PostingSchedule
from teams.models import DataRequest, Team, TeamMember
from teams.privacy.tables import team_tables
from teams.privacy.work import carry_out_due
from tests.factories import make_user
from tests.platforms.doubles.oauth import CLIENT_ID, CLIENT_SECRET, OAuthDouble

POSTS, KILLS, LARGE_MB = 1000, 12, 200
MOST_MB = 400
GROWING = {"event_logs", "notifications", "webhook_deliveries", "data_requests"}
NAME = "Petra canary-person"


def ask(run: Run, row: Row) -> None:
    """The export is whole and clean; after the erasure nothing is left, and B is as it was."""
    rng = random.Random(run.seed)
    gone, stays = make_full_team("alphacanary", posts=POSTS), make_full_team("betacanary", posts=40)
    add_large_file(gone, LARGE_MB)
    peak = check_export(run, gone, stays, row)
    rows, files = rows_of(stays), hashes_of(stays)
    before = {table.name: table.rows(gone.team.pk).count() for table in team_tables()}
    with network() as (double, environment):
        strikes = erase_under_fire(run, gone, environment, rng)
        row.require(len(double.revoked) >= 1, "the network was not told that its token is given up")
    nothing_is_left(run, gone, row)
    row.require(rows_of(stays) == rows, "rows of the other team changed")
    row.require(hashes_of(stays) == files, "files of the other team changed")
    check_receipt(gone, before, row)
    row.require(replay_journal(timezone.now()) == 0, "the journal repaired something afterwards")
    erase_a_person(run, stays, row)
    row.figures = (
        f"{sum(before.values()):,} rows in {len(before)} tables, {strikes['all']} kills, "
        f"{strikes['amid']} of them amid the rows; export of {LARGE_MB + 1} MB with {peak:.0f} MB"
    )


# the export


def check_export(run: Run, gone: FullTeam, stays: FullTeam, row: Row) -> float:
    """Every word of the team but no secret, none of the other one; returns the memory it took."""
    path = run.folder / "export.zip"
    words = ["export_team", str(gone.team.pk), "--output", str(path)]
    child, peak = manage(run, words, dict(os.environ)), 0.0
    while child.poll() is None:
        peak = max(peak, megabytes_of(child.pid))
        time.sleep(0.05)
    row.require(child.returncode == 0, f"the export ended with {child.returncode}")
    row.require(peak < MOST_MB, f"the export of {LARGE_MB} MB took {peak:.0f} MB of memory")
    small = small_files_of(path, row)
    for word in gone.words:
        row.require(word.encode() in small, f"the export lacks {word}")
    for word in stays.words | gone.secrets | stays.secrets:
        row.require(word.encode() not in small, f"the export holds {word}")
    path.unlink()
    return peak


def small_files_of(path: Path, row: Row) -> bytes:
    """Everything in the ZIP but the film, after its checksums are compared."""
    parts = []
    with ZipFile(path) as archive:
        sums = dict(
            line.split("  ")[::-1] for line in archive.read("SHA256SUMS").decode().splitlines()
        )
        for name, expected in sums.items():
            with archive.open(name) as file:
                row.require(
                    hashlib.file_digest(file, "sha256").hexdigest() == expected, f"{name} differs"
                )
            if archive.getinfo(name).file_size < LARGE_MB * 1_000_000:
                parts.append(archive.read(name))
    return b"\n".join(parts)


# the erasure


@contextmanager
def network() -> Iterator[tuple[OAuthDouble, dict[str, str]]]:
    """A network that takes tokens back, and the environment that leads there."""
    double = OAuthDouble()
    own = {
        "PLATFORM_BASE_URLS": json.dumps({"x_oauth": double.base_url}),
        "PLATFORM_ALLOW_PRIVATE_ADDRESSES": "1",
        "TWITTER_CLIENT_ID": CLIENT_ID,
        "TWITTER_CLIENT_SECRET": CLIENT_SECRET,
        "LOG_LEVEL": "INFO",
    }
    try:
        yield double, {**os.environ, **own}
    finally:
        double.stop()


def manage(run: Run, words: list[str], environment: dict[str, str]) -> subprocess.Popen:
    """A command of the product; what it says goes into a file that is searched afterwards."""
    with (run.folder / "commands.log").open("a") as said:
        command = [sys.executable, "manage.py", *words]
        return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=said, stderr=said)


def erase_under_fire(run: Run, gone: FullTeam, environment: dict, rng: random.Random) -> dict:
    """Kill the erasure again and again, every other time amid the rows; then let it end."""
    words = ["erase_team", str(gone.team.pk), "--now", "--name", gone.team.name]
    strikes = {"all": 0, "amid": 0}
    total = rows_left(gone)
    for number in range(KILLS):
        child = manage(run, words, environment)
        if wait_until(child, is_at_work):
            if number % 2:
                fewer = rows_left(gone) - rng.randrange(1, 200)
                wait_until(child, lambda limit=fewer: rows_left(gone) < limit)
            time.sleep(rng.uniform(0.0, 0.1 if number % 2 else 3.0))
        if child.poll() is None:
            child.kill()
            strikes["all"] += 1
        child.wait()
        strikes["amid"] += 0 < rows_left(gone) < total // 100 * 99
        end_its_lease()
    if Team.objects.filter(pk=gone.team.pk).exists() and manage(run, words, environment).wait():
        raise RuntimeError((run.folder / "commands.log").read_text()[-1500:])
    return strikes


def wait_until(child: subprocess.Popen, holds: Callable[[], bool]) -> bool:
    """Until something holds; False when the child ended first."""
    while child.poll() is None:
        if holds():
            return True
        time.sleep(0.01)
    return False


def is_at_work() -> bool:
    return DataRequest.objects.filter(kind="erase_team", status="running").exists()


def end_its_lease() -> None:
    """Ten minutes go by."""
    DataRequest.objects.filter(status="running").update(due_at=timezone.now())


def rows_left(gone: FullTeam) -> int:
    return sum(table.rows(gone.team.pk).count() for table in team_tables())


def nothing_is_left(run: Run, gone: FullTeam, row: Row) -> None:
    """No word of the team in a table, a file, the database's own files, the journal, the log."""
    row.require(not Team.objects.filter(pk=gone.team.pk).exists(), "the team is still there")
    row.require(rows_left(gone) == 0, "rows are left")
    row.require(not gone.folder.exists(), "its folder is left in storage")
    words = [*gone.words, *gone.secrets - {gone.owner.password}, str(gone.team.pk)]
    for word, table in tables_with(words):
        is_receipt = table == "teams.DataRequest" and word == str(gone.team.pk)
        row.require(is_receipt, f"{table} holds {word}")
    row.asked += len(words) * len(team_tables())
    # that the key of the team stands in the database's own files is the receipt, and what was
    # typed as a word of the command is the operator's own
    for word, path in files_with([*gone.words, *gone.secrets - {gone.owner.password}], run.folder):
        row.require(path.name == "said", f"{path.name} holds {word}")
    row.asked += len(words)


def check_receipt(gone: FullTeam, before: dict[str, int], row: Row) -> None:
    """The counts are those from before, tokens and lines are told, and nobody is named."""
    request = DataRequest.objects.get(kind="erase_team")
    row.require(request.status == "done", f"the request is {request.status}")
    tables = request.receipt["tables"]
    for name, count in before.items():
        said = tables.get(name, 0)
        holds = said >= count if name in GROWING else said == count
        row.require(holds, f"the receipt says {said} of {name}, there were {count}")
    outcomes = sorted(token["outcome"] for token in request.receipt["tokens"])
    expected = ["no_way", "revoked", "simulated", "simulated"]
    row.require(outcomes == expected, f"the receipt says of tokens: {outcomes}")
    row.require(request.receipt["files"]["left"] == 0, "the receipt says that files are left")
    lines = request.receipt["outside"]["journal_lines"]
    row.require(lines == {"found": 2 * POSTS, "left": 0}, f"the receipt says of lines: {lines}")
    said = json.dumps(request.receipt)
    row.require("alphacanary" not in said, "the receipt holds a word of the team")


# a person


def erase_a_person(run: Run, stays: FullTeam, row: Row) -> None:
    """A member goes; the comment stays, the name does not."""
    person = make_user(email="petra.canary-person@example.com", name=NAME)
    TeamMember.objects.create(team=stays.team, user=person, role="member")
    post = PostingSchedule.objects.filter(team=stays.team).first()
    now = timezone.now()
    PostComment.objects.create(
        team=stays.team, schedule=post, user=person, text="Warmer.", said_at=now
    )
    ended = manage(run, ["erase_person", str(person.pk), "--yes"], dict(os.environ)).wait()
    row.require(ended == 0, f"erase_person ended with {ended}")
    row.require(carry_out_due() == 0, "something was left to do for the person")
    for word, table in tables_with(["canary-person"]):
        row.require(False, f"{table} holds {word}")
    for word, path in files_with(["canary-person"], run.folder):
        row.require(path.name == "said", f"{path.name} holds {word}")
    comment = PostComment.objects.get(text="Warmer.")
    row.require(str(comment.user) == "A former member", "the comment lost its author")
    row.asked += 2


# the other team


def rows_of(full: FullTeam) -> str:
    """Every row of a team as text."""
    found = [serializers.serialize("json", table.rows(full.team.pk)) for table in team_tables()]
    return "\n".join(found)


def hashes_of(full: FullTeam) -> dict[str, str]:
    """{file: checksum} of a team, and the lines of the journal about it."""
    files = {
        str(path): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in full.folder.rglob("*")
        if path.is_file()
    }
    posts = map(str, PostingSchedule.objects.filter(team=full.team).values_list("pk", flat=True))
    journal = "".join(path.read_text() for path in Path(settings.JOURNAL_DIR).glob("*.jsonl"))
    return {**files, **{pk: str(journal.count(pk)) for pk in posts}}
