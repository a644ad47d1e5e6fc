"""When an account or a platform is given a rest, and for how long. Pure.

Five calls in a row that brought no answer to understand, within ten minutes, open the breaker.
Open, nothing is sent; a reading that works closes it. (One refused sign-in needs no counting: the
account itself is then `expired`, and takes no posts until it is connected again.)
"""

import enum
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from platforms.adapters.types import PublishResult
from platforms.exceptions import NotSent, OutcomeUnknown, RateLimited, ReconnectNeeded, Rejected

MOST_FAILURES = 5
WITHIN = timedelta(minutes=10)
# How long to rest before the first reading, the second, and so on; the last step repeats.
REST_LADDER = (
    timedelta(minutes=1),
    timedelta(minutes=2),
    timedelta(minutes=5),
    timedelta(minutes=15),
)


class State(enum.StrEnum):
    """Closed is the good state: the current flows."""

    CLOSED = "closed"
    OPEN = "open"
    HALF_OPEN = "half_open"  # a reading is under way


class Sign(enum.Enum):
    """What one call says about the platform's health."""

    WELL = enum.auto()  # any answer that could be understood, also a refusal
    ILL = enum.auto()  # unknown, an error of theirs, or nobody listens
    NOTHING = enum.auto()


@dataclass(frozen=True)
class Health:
    """What is remembered of an account or a platform."""

    state: str = State.CLOSED
    failures: int = 0
    failing_since: datetime | None = None
    probes: int = 0
    rest_until: datetime | None = None  # the next reading; None while closed
    reason: str = ""


def sign_of(answer: PublishResult | Exception) -> Sign:
    """What an answer, or an error, of a platform's call says about its health."""
    match answer:
        case PublishResult() | Rejected() | RateLimited() | ReconnectNeeded():
            return Sign.WELL
        case NotSent() | OutcomeUnknown():
            return Sign.ILL
    return Sign.NOTHING  # an error on our side


def after_call(health: Health, sign: Sign, now: datetime, *, reason: str = "") -> Health:
    """What a call changes. While the breaker is open only a reading changes anything."""
    if sign == Sign.NOTHING or health.state != State.CLOSED:
        return health
    if sign == Sign.WELL:
        return Health()
    is_recent = health.failing_since is not None and now - health.failing_since <= WITHIN
    failures = health.failures + 1 if is_recent else 1
    since = health.failing_since if is_recent else now
    counted = replace(health, failures=failures, failing_since=since)
    return _open(counted, now, reason) if failures >= MOST_FAILURES else counted


def after_probe(health: Health, *, works: bool, now: datetime, reason: str = "") -> Health:
    """What a reading changes: it closes the breaker, or the rest gets longer."""
    return Health() if works else _open(health, now, reason)


def _open(health: Health, now: datetime, reason: str) -> Health:
    rest = REST_LADDER[min(health.probes, len(REST_LADDER) - 1)]
    return replace(
        health,
        state=State.OPEN,
        probes=health.probes + 1,
        rest_until=now + rest,
        reason=reason,
    )
