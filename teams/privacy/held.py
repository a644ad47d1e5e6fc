"""A request that this worker holds: its lease, its progress and its receipt."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from teams.models import DataRequest
from teams.privacy.transitions import S, move

LEASE = timedelta(minutes=10)
RENEW_AFTER_SECONDS = 2.0  # what a page shows is no older
MAX_EXPORT_TRIES = 3
RETRY_AFTER = timedelta(minutes=5)  # times the tries so far
LONGEST_WAIT = timedelta(hours=1)
EXHAUSTED = "Tried {attempts} times without an end: the worker was stopped or crashed each time."


class RequestLost(Exception):
    """Somebody else took the request: stop, and write nothing."""


class HeldRequest:
    """A claimed request. Everything is written only while it is still ours."""

    def __init__(self, request: DataRequest, clock: Callable[[], datetime]) -> None:
        self.request = request
        self.clock = clock
        self._renewed = time.monotonic()

    def _mine(self):
        return DataRequest.objects.filter(
            pk=self.request.pk, status=S.RUNNING, fence=self.request.fence
        )

    def report(self, percent: float) -> None:
        """Note progress, 0-100, and renew the lease, every two seconds. Raises RequestLost."""
        if time.monotonic() - self._renewed < RENEW_AFTER_SECONDS:
            return
        self._renewed = time.monotonic()
        values: dict[str, Any] = {
            "progress_pct": int(min(max(percent, 0), 100)),
            "due_at": self.clock() + LEASE,
        }
        if not self._mine().update(**values):
            raise RequestLost

    @transaction.atomic
    def note(self, change: Callable[[dict], None]) -> None:
        """Let `change` write to the receipt. Call it in the transaction of what it tells.

        Raises RequestLost, which takes that back.
        """
        found = self._mine().select_for_update().first()
        if found is None:
            raise RequestLost
        change(found.receipt)
        self._mine().update(receipt=found.receipt)
        self.request.receipt = found.receipt

    def count(self, section: str, counts: dict[str, int]) -> None:
        """Add to the figures of one section of the receipt, in the same transaction."""

        def change(receipt: dict) -> None:
            figures = receipt.setdefault(section, {})
            for name, count in counts.items():
                figures[name] = figures.get(name, 0) + count

        self.note(change)

    def finish(self, receipt: dict, **changes) -> None:
        """It is done. Call it with the last rows. Raises RequestLost."""
        now = self.clock()
        whole = {**self.request.receipt, **receipt, "finished_at": now.isoformat()}
        over: dict[str, Any] = {"progress_pct": 100, "due_at": None, "finished_at": now}
        values: dict[str, Any] = {**over, "error": "", "lease_owner": "", "receipt": whole}
        if not move(self.request, S.DONE, by=self.request.requested_by, **{**values, **changes}):
            raise RequestLost

    def put_off(self, sentence: str) -> None:
        """Not now: it waits, with the sentence why, and is looked at again by itself."""
        wait = min(RETRY_AFTER * self.request.attempts, LONGEST_WAIT)
        values: dict[str, Any] = {
            "error": sentence,
            "lease_owner": "",
            "due_at": self.clock() + wait,
        }
        move(self.request, S.WAITING, reason=sentence, **values)

    def fail(self, sentence: str) -> None:
        """It cannot be done."""
        values: dict[str, Any] = {"error": sentence, "lease_owner": "", "due_at": None}
        move(self.request, S.FAILED, reason=sentence, finished_at=self.clock(), **values)


def claim(request: DataRequest, *, owner: str, clock: Callable[[], datetime]) -> HeldRequest | None:
    """Take a due request for LEASE; None when another worker was first.

    A try is counted before the work. One whose last worker fell silent is taken over; an export
    that was tried too often has failed, an erasure is gone on with until it is done.
    """
    now = clock()
    if not request.is_open or request.due_at is None or request.due_at > now:
        return None
    if request.status == S.RUNNING and not _take_back(request, now):
        return None
    if not request.is_erasure and request.attempts >= MAX_EXPORT_TRIES:
        _give_up(request, now)
        return None
    receipt = {"begun_at": now.isoformat(), **request.receipt}
    begun: dict[str, Any] = {
        "started_at": request.started_at or now,
        "receipt": receipt,
        "error": "",
    }
    lease: dict[str, Any] = {
        "lease_owner": owner,
        "due_at": now + LEASE,
        "attempts": request.attempts + 1,
    }
    return HeldRequest(request, clock) if move(request, S.RUNNING, **begun, **lease) else None


def _take_back(request: DataRequest, now: datetime) -> bool:
    return move(request, S.WAITING, reason="Its worker fell silent.", due_at=now, lease_owner="")


def _give_up(request: DataRequest, now: datetime) -> None:
    """Only what runs can fail: the table of moves has one way there."""
    with transaction.atomic():
        lease: dict[str, Any] = {"lease_owner": "nobody", "due_at": now}
        if move(request, S.RUNNING, **lease):
            sentence = EXHAUSTED.format(attempts=request.attempts)
            values: dict[str, Any] = {
                "error": sentence,
                "lease_owner": "",
                "due_at": None,
                "finished_at": now,
            }
            move(request, S.FAILED, reason=sentence, **values)
