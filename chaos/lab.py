"""The laboratory: a Sandbox process, a sender process, and the judge between them."""

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from chaos.stores import SqliteFiles, Store, forget_journal
from chaos.timing import LEASE_SECONDS
from platforms.sandbox.control import SandboxControl
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
    strangers: list[str] = field(default_factory=list)  # in the ledger, but no row at all
    for_person: int = 0  # of those that are not posted

    def __bool__(self) -> bool:
        """Whether all is well: every post is out exactly once, and its row knows."""
        wrong = (self.twice, self.lost, self.unknown_ids, self.not_posted, self.unowned)
        return not any(wrong)


class Lab:
    """Runs senders, kills them, and judges what is left."""

    def __init__(self, folder: Path, sandbox_url: str, store: Store):
        self.folder, self.store = folder, store
        # a ledger of thousands of posts takes a while on a busy machine
        self.control = SandboxControl(sandbox_url, timeout_seconds=120)
        self.settings = {"SANDBOX_URL": sandbox_url, "PUBLISH_LEASE_SECONDS": LEASE_SECONDS}
        self.environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "DATABASE_URL": store.url(folder / "start.db"),
            "REELAY_VAR": str(folder / "var"),
            "MEDIA_ROOT": str(folder / "media"),
            "LOG_LEVEL": "CRITICAL",
        }
        self.process = subprocess.Popen(
            [sys.executable, "-m", "chaos.sender"],
            cwd=ROOT,
            env=self.environment,
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

    def start(self, do: str, path: Path, **words) -> int:
        """Start a command in a child that goes on; returns its pid."""
        return self.ask(how="start", do=do, path=str(path), **words)["pid"]

    def signal(self, pid: int, number: int) -> None:
        """Send a signal to a child that was started."""
        self.ask(how="signal", pid=pid, signal=int(number))

    def wait(self, pid: int) -> int:
        """Wait for a child that was started; returns its exit code."""
        return self.ask(how="wait", pid=pid)["code"]

    def log(self) -> str:
        """The end of what the children said on stderr."""
        return (self.folder / "sender.log").read_text()[-3000:]

    def template(self, name: str, *, build: str = "build", **rows) -> Path:
        """A migrated database with rows, made once and copied for each case."""
        empty, path = self.folder / "empty.db", self.folder / f"{name}.db"
        if not empty.exists():
            self.store.create(empty)
            self.run("migrate", empty)
            empty.touch()
        if not path.exists():
            self.store.copy(empty, path)
            self.run(build, path, **rows)
            path.touch()
        return path

    def copy(self, template: Path, name: str = "case") -> Path:
        """A fresh copy of a template, without a journal."""
        path = self.folder / f"{name}.db"
        forget_journal(path)
        self.store.copy(template, path)
        return path

    def judge(self, path: Path) -> Verdict:
        """Compare the rows with what the network really holds."""
        query = "SELECT id, status, external_post_id, needs_person FROM posting_schedule"
        return judge(self.store.read(path, query), self.control.ledger())

    def judge_comments(self, path: Path) -> Verdict:
        """The same for first comments: their rows against what stands below the posts."""
        query = "SELECT schedule_id, status, external_id FROM first_comments"
        rows = [
            (f"{pk}c", status, external_id, status == "needs_person")
            for pk, status, external_id in self.store.read(path, query)
        ]
        return judge(rows, [said for post in self.control.ledger() for said in post["comments"]])

    def close(self) -> None:
        """End the sender; children that were started are their starter's to end."""
        if self.process.stdin:
            self.process.stdin.close()
        self.process.wait(60)


def judge(rows: list[tuple], ledger: list[dict]) -> Verdict:
    """Compare rows (id, status, external id, needs a person) with the network's ledger. Pure."""
    posts = {row[0]: row[1:] for row in rows}
    remote = Counter(post["reference"].split("-")[0] for post in ledger)
    ids = {post["id"] for post in ledger}
    posted = {pk for pk, (status, *_) in posts.items() if status == "posted"}
    return Verdict(
        posts=len(posts),
        twice=[key for key, count in remote.items() if count > 1],
        lost=sorted(posted - set(remote)),
        unknown_ids=[posts[pk][1] for pk in posted & set(remote) if posts[pk][1] not in ids],
        not_posted=Counter(status for status, *_ in posts.values() if status != "posted"),
        unowned=sorted(set(remote) - posted),
        strangers=sorted(set(remote) - set(posts)),
        for_person=sum(bool(asks) for status, _, asks in posts.values() if status != "posted"),
    )


@contextmanager
def open_lab(folder: Path, store: Store | None = None) -> Iterator[Lab]:
    """A laboratory with processes of its own, all ended at the end."""
    folder.mkdir(parents=True, exist_ok=True)
    with sandbox_process(folder / "ledger.sqlite3") as (_, url):
        lab = Lab(folder, url, store or SqliteFiles())
        try:
            yield lab
        finally:
            lab.close()
