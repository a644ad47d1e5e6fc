"""The laboratory: a Sandbox process, a sender process, and the judge between them."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from platforms.sandbox.control import SandboxControl
from tests.publishing.crashes.timing import LEASE_SECONDS
from tests.sandbox import ROOT, sandbox_process


@dataclass
class Verdict:
    """Ledger against rows: everything that must not be."""

    posts: int
    twice: list[str] = field(default_factory=list)  # keys with more than one remote post
    lost: list[str] = field(default_factory=list)  # posted, but not in the ledger
    unknown_ids: list[str] = field(default_factory=list)
    not_posted: Counter = field(default_factory=Counter)  # status → how many
    unowned: list[str] = field(default_factory=list)  # in the ledger, but not posted here

    def __bool__(self) -> bool:
        """Whether all is well: every post is out exactly once, and its row knows."""
        wrong = (self.twice, self.lost, self.unknown_ids, self.not_posted, self.unowned)
        return not any(wrong)


class Lab:
    """Runs senders, kills them, and judges what is left."""

    def __init__(self, folder: Path, sandbox_url: str):
        self.folder = folder
        self.control = SandboxControl(sandbox_url)
        self.settings = {"SANDBOX_URL": sandbox_url, "PUBLISH_LEASE_SECONDS": LEASE_SECONDS}
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "DATABASE_URL": f"sqlite:///{folder / 'start.sqlite3'}",
            "REELAY_VAR": str(folder / "var"),
            "MEDIA_ROOT": str(folder / "media"),
            "LOG_LEVEL": "CRITICAL",
        }
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.publishing.crashes.sender"],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=(folder / "sender.log").open("wb"),
            text=True,
        )

    def ask(self, **command) -> dict:
        """One command to the sender, and its answer."""
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(json.dumps({"settings": self.settings, **command}) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise AssertionError(self.log())
        return json.loads(line)

    def run(self, do: str, path: Path, **words) -> int:
        """Run a command in a child; returns its exit code, -9 when it was killed."""
        code = self.ask(do=do, path=str(path), **words)["code"]
        if code not in (0, -9):
            raise AssertionError(self.log())
        return code

    def log(self) -> str:
        return (self.folder / "sender.log").read_text()[-3000:]

    def template(self, name: str, **rows) -> Path:
        """A migrated database with rows, made once and copied for each case."""
        empty, path = self.folder / "empty.sqlite3", self.folder / f"{name}.sqlite3"
        if not empty.exists():
            self.run("migrate", empty)
        if not path.exists():
            shutil.copyfile(empty, path)
            self.run("build", path, **rows)
        return path

    def copy(self, template: Path, name: str = "case") -> Path:
        path = self.folder / f"{name}.sqlite3"
        for suffix in ("", "-wal", "-shm"):
            Path(f"{path}{suffix}").unlink(missing_ok=True)
        shutil.rmtree(f"{path}.journal", ignore_errors=True)
        shutil.copyfile(template, path)
        return path

    def close(self) -> None:
        if self.process.stdin:
            self.process.stdin.close()
        self.process.wait(10)


def judge(path: Path, ledger: list[dict]) -> Verdict:
    """Compare the rows with what the network really holds."""
    with closing(sqlite3.connect(path)) as database:
        rows = database.execute("SELECT id, status, external_post_id FROM posting_schedule")
        posts = {row[0]: row[1:] for row in rows}
    remote = Counter(post["reference"].split("-")[0] for post in ledger)
    ids = {post["id"] for post in ledger}
    posted = {pk for pk, (status, _) in posts.items() if status == "posted"}
    return Verdict(
        posts=len(posts),
        twice=[key for key, count in remote.items() if count > 1],
        lost=sorted(posted - set(remote)),
        unknown_ids=[posts[pk][1] for pk in posted if posts[pk][1] not in ids],
        not_posted=Counter(status for status, _ in posts.values() if status != "posted"),
        unowned=sorted(set(remote) - posted),
    )


@contextmanager
def open_lab(folder: Path) -> Iterator[Lab]:
    """A laboratory with processes of its own, all ended at the end."""
    with sandbox_process(folder / "ledger.sqlite3") as (_, url):
        lab = Lab(folder, url)
        try:
            yield lab
        finally:
            lab.close()
