"""Watching the outbox: a shell around `FileSettler`, `Outbox` and `ingest_file`.

watchfiles only wakes it; what there is to do is always read from the folder itself, so a missed
event costs at most one rescan. It may be killed at any point: a file is in the outbox, in
`.taking/` (and picked up again), or whole in the library.
"""

import fcntl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import structlog
from django.conf import settings
from django.db import close_old_connections, connection
from django.utils import timezone
from watchfiles import Change, watch

from media_assets.exceptions import FileStillChanging, MediaRejected
from media_assets.services.ingest import ingest_file
from media_assets.services.names import display_name
from media_assets.services.orphans import sweep_orphans
from media_assets.services.outbox import RESERVED, TAKING, Outbox, State, Taken, check_own_file
from media_assets.services.settler import FileSettler
from media_assets.services.writers import is_being_written
from teams.models import Team
from teams.services.events import record_event
from teams.services.heartbeats import beat

NAME = "watcher"
WAKE_MS = 500
BEAT_EVERY = timedelta(seconds=15)
SWEEP_EVERY = timedelta(days=1)
SLOWEST_STORE = 500_000  # bytes a second: a file that takes longer is taken for stuck

log = structlog.get_logger(__name__)


class AnotherWatcher(Exception):
    """Another process watches the same folder."""


@dataclass
class Counts:
    """What a watcher has done since it started, and what it sees now."""

    ingested: int = 0
    duplicates: int = 0
    rejected: int = 0
    failed: int = 0  # will be tried again
    waiting: int = 0
    unclaimed: int = 0  # in a folder that names no team


@dataclass
class Watcher:
    """One watched folder. `clock` gives the present moment."""

    outbox: Outbox
    settler: FileSettler
    clock: Callable[[], datetime] = timezone.now
    counts: Counts = field(default_factory=Counts)
    _put_off: dict[Path, datetime] = field(default_factory=dict)
    _beaten_at: datetime | None = None
    _swept_at: datetime | None = None
    _scanned_at: datetime | None = None

    def scan(self) -> None:
        """Look at the whole folder once and take what has settled."""
        now = self.clock()
        self.outbox.prepare()
        teams = list(Team.objects.order_by("created_at", "pk"))
        self._look(teams, now)
        for path, state in self.settler.settled(now):
            self._take(path, state, teams)
        self.counts.waiting = self.settler.waiting
        self._scanned_at = now
        self.say_alive()

    def pick_up(self) -> None:
        """Go on with the files that lie in `.taking/`: after a crash, or a failure of storage."""
        self.outbox.prepare()
        for taken in self.outbox.left_over():
            self._ingest(taken)

    def say_alive(self, *, at_least_every: timedelta = timedelta(0)) -> None:
        """Write the heartbeat, unless the last one is younger than `at_least_every`."""
        now = self.clock()
        if self._beaten_at and now - self._beaten_at < at_least_every:
            return
        self._beaten_at = now
        scanned = self._scanned_at.isoformat() if self._scanned_at else None
        beat(NAME, now=now, scanned_at=scanned, **vars(self.counts))

    def sweep(self) -> None:
        """Once a day, remove stored files that a crash left without a row."""
        now = self.clock()
        if self._swept_at is None or now - self._swept_at >= SWEEP_EVERY:
            self._swept_at = now
            if swept := sweep_orphans(now):
                log.info("media_orphans_swept", folders=swept)

    def _look(self, teams: list[Team], now: datetime) -> None:
        there = []
        self.counts.unclaimed = 0
        for path, state in self.outbox.files():
            there.append(path)
            if self.outbox.team_of(path, teams) is None:
                self.counts.unclaimed += 1
            elif self._put_off.get(path, now) <= now:
                self.settler.saw(path, state, now)
        self.settler.keep_only(there)
        self._put_off = {path: until for path, until in self._put_off.items() if until > now}

    def _take(self, path: Path, state, teams: list[Team]) -> None:
        team = self.outbox.team_of(path, teams)
        if team is None or is_being_written(path):  # seen again at the next scan
            return
        try:
            taken = self.outbox.take(path, team)
        except FileNotFoundError:
            return  # its owner took it back
        except OSError as error:
            self.counts.failed += 1
            self._put_off[path] = self.clock() + timedelta(seconds=settings.WATCH_RESCAN_SECONDS)
            log.warning("media_cannot_be_moved", file=display_name(path.name), error=str(error))
            return
        self._ingest(taken, expected=state)

    def _ingest(self, taken: Taken, expected: State | None = None) -> None:
        team = Team.objects.filter(pk=taken.team_id).first()
        if team is None:
            self.outbox.reject(taken, "Its team does not exist any more.", self.clock())
            return
        try:
            check_own_file(taken.path, expected)
            with self._alive_during(taken.path):
                result = ingest_file(team, taken.path, filename=taken.name, now=self.clock())
        except FileStillChanging:
            self.outbox.give_back(taken)
        except MediaRejected as rejected:
            self._reject(taken, team, rejected.sentence)
        except Exception:  # storage or database down: the file waits in .taking/
            self.counts.failed += 1
            log.exception("media_ingest_failed", file=taken.name)
        else:
            self.outbox.put_aside(taken)
            self.counts.ingested += result.created
            self.counts.duplicates += not result.created
            log.info("media_ingested", file=taken.name, asset=str(result.asset.pk))

    def _reject(self, taken: Taken, team: Team, sentence: str) -> None:
        record_event(team, "media_rejected", team, sentence, filename=taken.name)
        self.outbox.reject(taken, sentence, self.clock())
        self.counts.rejected += 1
        log.info("media_rejected", file=taken.name, reason=sentence)

    @contextmanager
    def _alive_during(self, path: Path) -> Iterator[None]:
        """Keep the heartbeat going while one large file is read and stored, within reason."""
        done = threading.Event()
        rounds = int(60 + path.stat().st_size / SLOWEST_STORE) // int(BEAT_EVERY.total_seconds())
        thread = threading.Thread(target=self._beat_until, args=(done, rounds), daemon=True)
        thread.start()
        try:
            yield
        finally:
            done.set()
            thread.join()

    def _beat_until(self, done: threading.Event, rounds: int) -> None:
        for _ in range(rounds):
            if done.wait(BEAT_EVERY.total_seconds()):
                break
            self.say_alive()
        connection.close()  # this thread's own


def make_watcher(root: Path | None = None) -> Watcher:
    """The watcher that the settings describe."""
    settler = FileSettler(timedelta(seconds=settings.WATCH_SETTLE_SECONDS))
    return Watcher(Outbox(root or Path(settings.MEDIA_OUTBOX)), settler)


def run(watcher: Watcher, stop: threading.Event) -> None:
    """Watch until `stop` is set. Raises AnotherWatcher."""
    rescan = timedelta(seconds=settings.WATCH_RESCAN_SECONDS)
    with only_watcher(watcher.outbox):
        scanned = _whole_round(watcher)
        for changes in wake_ups(watcher.outbox.root, stop):
            close_old_connections()
            if watcher.clock() - scanned >= rescan:
                scanned = _whole_round(watcher)
            elif changes or watcher.settler.waiting:
                watcher.scan()
            else:
                watcher.say_alive(at_least_every=BEAT_EVERY)


def _whole_round(watcher: Watcher) -> datetime:
    watcher.pick_up()
    watcher.sweep()
    watcher.scan()
    return watcher.clock()


def run_once(watcher: Watcher, stop: threading.Event) -> None:
    """One round: what is there now is waited for until it settles. Raises AnotherWatcher."""
    with only_watcher(watcher.outbox):
        watcher.pick_up()
        watcher.scan()
        while watcher.settler.waiting and not stop.wait(WAKE_MS / 1000):
            watcher.scan()


def wake_ups(root: Path, stop: threading.Event) -> Iterator[set]:
    """A set of changes whenever something moved in the folder, an empty one twice a second."""
    aside = tuple(str(root / name) for name in (TAKING, *RESERVED))

    def is_news(change: Change, path: str) -> bool:
        return not path.startswith(aside)

    yield from watch(
        root,
        watch_filter=is_news,
        debounce=WAKE_MS,
        step=50,
        rust_timeout=WAKE_MS,
        yield_on_timeout=True,
        stop_event=stop,
        raise_interrupt=False,
    )


@contextmanager
def only_watcher(outbox: Outbox) -> Iterator[None]:
    """Hold the folder's lock; the kernel lets go of it however the process ends."""
    outbox.prepare()
    with (outbox.root / TAKING / ".lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise AnotherWatcher("Another process watches this folder already.") from error
        yield
