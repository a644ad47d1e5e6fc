"""What the Sandbox knows: its own SQLite file, committed before anything is answered."""

import json
import secrets
import sqlite3
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from platforms.sandbox.faults import FaultPlan
from platforms.sandbox.growth import PostFacts
from platforms.sandbox.tokens import TokenAccount

SCHEMA = """
CREATE TABLE IF NOT EXISTS accounts (
    account_id TEXT PRIMARY KEY, platform TEXT NOT NULL, handle TEXT NOT NULL,
    opened_at REAL NOT NULL, revoked INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS media (
    media_id TEXT PRIMARY KEY, account_id TEXT NOT NULL, sha256 TEXT NOT NULL,
    size INTEGER NOT NULL, mime TEXT NOT NULL, facts TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS posts (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, post_id TEXT NOT NULL UNIQUE,
    account_id TEXT NOT NULL, reference TEXT NOT NULL, platform TEXT NOT NULL,
    body TEXT NOT NULL, posted_at REAL NOT NULL, accepted_at REAL NOT NULL,
    live_at REAL NOT NULL, deleted_at REAL);
CREATE INDEX IF NOT EXISTS posts_of_account ON posts (account_id, seq);
CREATE TABLE IF NOT EXISTS own_comments (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, post_id TEXT NOT NULL, reference TEXT NOT NULL,
    text TEXT NOT NULL, posted_at REAL NOT NULL);
CREATE INDEX IF NOT EXISTS comments_of_post ON own_comments (post_id, seq);
CREATE TABLE IF NOT EXISTS jobs (job TEXT PRIMARY KEY, post_id TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS state (key TEXT PRIMARY KEY, value TEXT NOT NULL);
"""
TABLES = ("accounts", "media", "posts", "own_comments", "jobs", "state")


@dataclass(frozen=True)
class StoredPost:
    """One accepted post. Times are epoch seconds of the Sandbox's clock."""

    seq: int
    post_id: str
    account_id: str
    network: str
    handle: str
    reference: str  # the caller's own key of the operation
    platform: str
    body: dict  # text, title, link_url, media (facts), options: as it was sent
    posted_at: float
    accepted_at: float  # real time
    live_at: float
    deleted_at: float | None

    @property
    def facts(self) -> PostFacts:
        """What the growth model looks at."""
        media = self.body["media"]
        first = media[0] if media else {}
        return PostFacts(
            platform=self.platform,
            network=self.network,
            handle=self.handle,
            text=self.body["text"],
            posted_at=self.posted_at,
            media_hashes=[item["sha256"] for item in media],
            media_type=first.get("mime", "").partition("/")[0],
            duration_sec=first.get("duration_sec"),
            width=first.get("width"),
            height=first.get("height"),
        )


@dataclass(frozen=True)
class OwnComment:
    """A comment of the account itself below its post. `reference` is the caller's own key."""

    seq: int
    post_id: str
    reference: str
    text: str
    posted_at: float

    @property
    def comment_id(self) -> str:
        return f"{self.post_id}-own{self.seq}"


@dataclass(frozen=True)
class Behaviour:
    """What control has asked for; kept across restarts. Seconds; rates 0-1."""

    slow_seconds: float = 2.0
    late_seconds: float = 30.0
    drip_seconds: float = 0.2  # between two bytes
    retry_after_seconds: int = 30
    processing_seconds: float = 5.0
    listing_lag_seconds: float = 0.0
    listing_failure_rate: float = 0.0
    seed: int = 0
    plans: dict = field(default_factory=dict)  # route → {mix, seed, script}

    def plan_of(self, route: str) -> FaultPlan:
        return FaultPlan(**self.plans.get(route, {}))


class Ledger:
    """The only place that reads and writes the file; one connection behind one lock."""

    def __init__(self, path: Path):
        path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = threading.RLock()
        self._db = sqlite3.connect(path, check_same_thread=False, timeout=20)
        self._db.row_factory = sqlite3.Row
        self._db.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;" + SCHEMA)

    def close(self) -> None:
        with self._lock:
            self._db.close()

    @contextmanager
    def _write(self) -> Iterator[sqlite3.Connection]:
        with self._lock, self._db:  # commits, or rolls back on an error
            yield self._db

    def _rows(self, sql: str, *values: object) -> list[sqlite3.Row]:
        with self._lock:
            return self._db.execute(sql, values).fetchall()

    # clock and behaviour

    def now(self) -> float:
        """The Sandbox's time: the real one plus the offset that control has set."""
        return time.time() + float(self._state("clock_offset", 0.0))

    def set_clock_offset(self, seconds: float) -> None:
        self._set_state("clock_offset", seconds)

    def behaviour(self) -> Behaviour:
        return Behaviour(**self._state("behaviour", {}))

    def change_behaviour(self, changes: Mapping[str, object]) -> None:
        """Overwrite the named settings; a new plan starts its route's count again."""
        with self._write():
            kept = self._state("behaviour", {})
            plans = changes.get("plans", {})
            merged = {**kept, **changes}
            if isinstance(plans, dict):
                merged["plans"] = {**kept.get("plans", {}), **plans}
                for route in plans:
                    self._db.execute("DELETE FROM state WHERE key = ?", (f"calls:{route}",))
            behaviour = Behaviour(**merged)  # refuses unknown names
            if wrong := [k for k, v in merged.items() if k != "plans" and not _is_number(v)]:
                raise ValueError(f"not a number: {', '.join(wrong)}")
            for route in behaviour.plans:
                behaviour.plan_of(route)  # refuses unknown faults
            self._set_state("behaviour", merged)

    def next_call(self, route: str) -> int:
        """The number of this call on its route, from 0; counted across restarts."""
        with self._write():
            number = int(self._state(f"calls:{route}", 0))
            self._set_state(f"calls:{route}", number + 1)
        return number

    def clear(self) -> None:
        """Forget everything: accounts, posts, faults and the clock."""
        with self._write() as db:
            for table in TABLES:
                db.execute(f"DELETE FROM {table}")  # noqa: S608  (names from the constant above)

    def _state(self, key: str, default):
        rows = self._rows("SELECT value FROM state WHERE key = ?", key)
        return json.loads(rows[0]["value"]) if rows else default

    def _set_state(self, key: str, value: object) -> None:
        with self._write() as db:
            db.execute("INSERT OR REPLACE INTO state VALUES (?, ?)", (key, json.dumps(value)))

    # accounts and media

    def open_account(self, account: TokenAccount) -> sqlite3.Row:
        """The account's row; it opens on first use."""
        with self._write() as db:
            db.execute(
                "INSERT OR IGNORE INTO accounts (account_id, platform, handle, opened_at)"
                " VALUES (?, ?, ?, ?)",
                (account.account_id, account.platform, account.handle, self.now()),
            )
        return self.account(account.account_id)

    def account(self, account_id: str) -> sqlite3.Row:
        """The row of an account that has been opened."""
        return self._rows("SELECT * FROM accounts WHERE account_id = ?", account_id)[0]

    def revoke(self, account_id: str, *, revoked: bool) -> bool:
        """Make the account's tokens invalid (or valid again); False when it is not there."""
        with self._write() as db:
            sql = "UPDATE accounts SET revoked = ? WHERE account_id = ?"
            return db.execute(sql, (int(revoked), account_id)).rowcount == 1

    def add_media(self, account_id: str, *, sha256: str, size: int, mime: str, facts: dict) -> str:
        media_id = f"m{secrets.token_hex(8)}"
        with self._write() as db:
            db.execute(
                "INSERT INTO media VALUES (?, ?, ?, ?, ?, ?)",
                (media_id, account_id, sha256, size, mime, json.dumps(facts)),
            )
        return media_id

    def media_facts(self, account_id: str, media_id: str) -> dict | None:
        """Facts of an upload of this account; None when there is no such upload."""
        sql = "SELECT * FROM media WHERE media_id = ? AND account_id = ?"
        for row in self._rows(sql, media_id, account_id):
            facts = {key: row[key] for key in ("media_id", "sha256", "size", "mime")}
            return {**json.loads(row["facts"]), **facts}
        return None

    # posts

    def accept_post(
        self,
        account_id: str,
        *,
        reference: str,
        platform: str,
        body: dict,
        delay: float = 0.0,
    ) -> StoredPost:
        """Write a post down, always a new one; `delay` seconds until it is live."""
        post_id, now = secrets.token_hex(9), self.now()
        with self._write() as db:
            db.execute(
                "INSERT INTO posts (post_id, account_id, reference, platform, body, posted_at,"
                " accepted_at, live_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    post_id,
                    account_id,
                    reference,
                    platform,
                    json.dumps(body),
                    now,
                    time.time(),
                    now + delay,
                ),
            )
        return self.posts(post_id=post_id)[0]

    def open_job(self, post_id: str) -> str:
        """A handle for a post in work; an empty `post_id` is a job that will be refused."""
        job = f"j{secrets.token_hex(8)}"
        with self._write() as db:
            db.execute("INSERT INTO jobs VALUES (?, ?)", (job, post_id))
        return job

    def post_of_job(self, job: str) -> str | None:
        rows = self._rows("SELECT post_id FROM jobs WHERE job = ?", job)
        return rows[0]["post_id"] if rows else None

    def posts(
        self,
        *,
        account_id: str | None = None,
        post_id: str | None = None,
        before_seq: int | None = None,
        limit: int = -1,
    ) -> list[StoredPost]:
        """Accepted posts, the newest first, deleted ones too."""
        rows = self._rows(
            "SELECT posts.*, accounts.handle, accounts.platform AS network"
            " FROM posts JOIN accounts USING (account_id)"
            " WHERE (?1 IS NULL OR posts.account_id = ?1) AND (?2 IS NULL OR post_id = ?2)"
            " AND (?3 IS NULL OR seq < ?3) ORDER BY seq DESC LIMIT ?4",
            account_id,
            post_id,
            before_seq,
            limit,
        )
        return [StoredPost(**{**dict(row), "body": json.loads(row["body"])}) for row in rows]

    def add_comment(self, post_id: str, *, reference: str, text: str) -> OwnComment:
        """Write a comment of the account itself down, always a new one."""
        with self._write() as db:
            db.execute(
                "INSERT INTO own_comments (post_id, reference, text, posted_at)"
                " VALUES (?, ?, ?, ?)",
                (post_id, reference, text, self.now()),
            )
        return self.own_comments(post_id)[-1]

    def own_comments(self, post_id: str | None = None) -> list[OwnComment]:
        """The accounts' own comments, below one post or all, the oldest first."""
        sql = "SELECT * FROM own_comments WHERE ?1 IS NULL OR post_id = ?1 ORDER BY seq"
        return [OwnComment(**dict(row)) for row in self._rows(sql, post_id)]

    def replace_body(self, post_id: str, body: dict) -> None:
        with self._write() as db:
            db.execute("UPDATE posts SET body = ? WHERE post_id = ?", (json.dumps(body), post_id))

    def mark_deleted(self, post_id: str) -> None:
        with self._write() as db:
            sql = "UPDATE posts SET deleted_at = ? WHERE post_id = ? AND deleted_at IS NULL"
            db.execute(sql, (self.now(), post_id))


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and value >= 0
