"""What a look-up proves about a try of unknown outcome (`reliability.md` §5). Pure."""

import enum
from dataclasses import dataclass
from datetime import datetime, timedelta

from platforms.adapters.types import Absent, Found, Lookup, Unknown
from publishing import backoff

GIVEN_UP = (
    "For a day it could not be found out whether this post is there. Please check the account: "
    "paste its link here, or say that it is not there."
)
NO_ORACLE = (
    "This network cannot be asked whether the post is there. Please check the account: paste its "
    "link here, or say that it is not there."
)


class Verdict(enum.StrEnum):
    """What follows from one look-up."""

    FOUND = "found"
    ABSENT = "absent"  # proved: two complete readings, a settle time apart
    LOOK_AGAIN = "look_again"


@dataclass(frozen=True)
class Doubt:
    """What is known about the try before this look-up."""

    sent_at: datetime
    lookups: int
    first_absent_at: datetime | None
    settle: timedelta
    lookback: timedelta


@dataclass(frozen=True)
class Judgement:
    """The verdict; with LOOK_AGAIN, after `delay`. `first_absent_at` is to be remembered."""

    verdict: Verdict
    delay: timedelta = timedelta(0)
    first_absent_at: datetime | None = None
    needs_person: bool = False
    sentence: str = GIVEN_UP  # what the person is told


def judge(reading: Lookup, doubt: Doubt, now: datetime) -> Judgement:
    """Judge one reading. An absence that the listing cannot reach back to proves nothing."""
    if isinstance(reading, Found):
        return Judgement(Verdict.FOUND)
    if isinstance(reading, Absent) and now - doubt.sent_at <= doubt.lookback:
        return _judge_absence(doubt, now)
    if isinstance(reading, Unknown) and reading.asks_person and now - doubt.sent_at >= doubt.settle:
        delay = backoff.lookup_delay(doubt.lookups + 1, doubt.settle)
        first = doubt.first_absent_at
        return Judgement(Verdict.LOOK_AGAIN, delay, first, True, reading.why)
    return _look_again(doubt, now, backoff.lookup_delay(doubt.lookups + 1, doubt.settle))


def _judge_absence(doubt: Doubt, now: datetime) -> Judgement:
    if now - doubt.sent_at < doubt.settle:  # looked too early: what is under way is not there yet
        return _look_again(doubt, now, doubt.settle)
    first = doubt.first_absent_at
    if first is None:
        return Judgement(Verdict.LOOK_AGAIN, doubt.settle, first_absent_at=now)
    if now - first < doubt.settle:
        return _look_again(doubt, now, first + doubt.settle - now)
    return Judgement(Verdict.ABSENT, first_absent_at=first)


def _look_again(doubt: Doubt, now: datetime, delay: timedelta) -> Judgement:
    return Judgement(
        Verdict.LOOK_AGAIN,
        delay,
        first_absent_at=doubt.first_absent_at,
        needs_person=backoff.needs_person(doubt.sent_at, now),
    )
