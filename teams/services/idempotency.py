"""Do a thing once per `Idempotency-Key`, and give the same answer again."""

import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from teams.models import IdempotentRequest, Team, User

KEPT = timedelta(days=7)
STUCK_AFTER = timedelta(minutes=10)


class KeyReused(Exception):
    """The key was used before, for something else."""


class StillWorking(Exception):
    """The first request with this key has not been answered yet."""


def fingerprint_of(parts: Iterable[bytes]) -> str:
    """One hash over the parts of a request (sha256, hex); where a part ends is part of it."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()


def claim_key(
    team: Team, user: User, *, caller: str, key: str, fingerprint: str, now: datetime
) -> tuple[IdempotentRequest, bool]:
    """The record of this key, and whether the caller has to do the work.

    False means: `record.status_code` and `record.answer` are the answer to repeat. A claim
    without an answer for `STUCK_AFTER` (its process died) may be taken over, once.
    Raises KeyReused and StillWorking.
    """
    record, is_new = IdempotentRequest.objects.get_or_create(
        team=team,
        user=user,
        caller=caller,
        key=key,
        defaults={"fingerprint": fingerprint, "claimed_at": now},
    )
    if is_new:
        return record, True
    if record.fingerprint != fingerprint:
        raise KeyReused("This Idempotency-Key was used before with another request.")
    if record.status_code is not None:
        return record, False
    if not _take_over(record, now):
        raise StillWorking("The first request with this Idempotency-Key is still at work.")
    return record, True


def _take_over(record: IdempotentRequest, now: datetime) -> bool:
    stuck = IdempotentRequest.objects.filter(
        pk=record.pk, status_code=None, claimed_at=record.claimed_at
    )
    return bool(stuck.filter(claimed_at__lte=now - STUCK_AFTER).update(claimed_at=now))


def keep_answer(record: IdempotentRequest, status_code: int, answer: Any) -> None:
    """Remember what was answered; `answer` must be plain JSON."""
    IdempotentRequest.objects.filter(pk=record.pk).update(status_code=status_code, answer=answer)


def forget_key(record: IdempotentRequest) -> None:
    """Nothing was done: the same key may be tried again."""
    record.delete()


def forget_old_keys(now: datetime) -> int:
    """Drop the answers older than `KEPT`; how many."""
    count, _ = IdempotentRequest.objects.filter(created_at__lt=now - KEPT).delete()
    return count
