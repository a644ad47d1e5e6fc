"""What the look-ups of a published post mean. Pure."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from platforms.adapters.types import Absent, Found, Lookup
from publishing.models import PresenceCheck

State = PresenceCheck.State

# Soon after the settle time, and once more when moderation has had its day.
SECOND_LOOK = timedelta(hours=24)
LOOK_AGAIN = timedelta(hours=1)
# A network that says nothing is not asked for ever.
MOST_LOOKS = 12


@dataclass(frozen=True)
class Presence:
    """Where the checks of one post stand; `due_at` None: they are over."""

    state: str
    due_at: datetime | None
    looks: int = 0
    first_absent_at: datetime | None = None
    seen_at: datetime | None = None


def after_look(
    before: Presence,
    reading: Lookup,
    *,
    now: datetime,
    published_at: datetime,
    settle: timedelta,
    lookback: timedelta,
) -> Presence:
    """Judge one reading. Gone is only what two complete readings, a settle time apart, lack."""
    looked = replace(before, looks=before.looks + 1)
    if isinstance(reading, Found):
        return _seen(looked, now, published_at)
    if isinstance(reading, Absent) and now - published_at <= lookback:
        return _missing(looked, now, settle)
    if looked.looks >= MOST_LOOKS or now - published_at > lookback:
        return replace(looked, due_at=None, state=_without_proof(looked))
    return replace(looked, due_at=now + LOOK_AGAIN)


def _seen(looked: Presence, now: datetime, published_at: datetime) -> Presence:
    second = published_at + SECOND_LOOK
    due_at = second if second > now else None
    return replace(looked, state=State.THERE, due_at=due_at, first_absent_at=None, seen_at=now)


def _missing(looked: Presence, now: datetime, settle: timedelta) -> Presence:
    first = looked.first_absent_at
    if first is None:
        return replace(looked, due_at=now + settle, first_absent_at=now)
    if now - first < settle:
        return replace(looked, due_at=first + settle)
    return replace(looked, state=State.VANISHED, due_at=None)


def _without_proof(looked: Presence) -> str:
    return State.THERE if looked.seen_at else State.CANNOT_SAY
