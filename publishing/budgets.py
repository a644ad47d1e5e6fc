"""How many posts an account may send in an hour and a day, and how close together. Pure.

An account's own figures count; where it has none, those of its platform's spec. What was sent and
whose outcome is unknown is spent: it may be there.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from platforms.models import Connection
from platforms.specs import get_spec

KEEPS_GAP = "It keeps the account's minimum gap."
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True)
class Budget:
    """The limits of one account; None is no limit."""

    per_hour: int | None = None
    per_day: int | None = None
    min_interval: timedelta | None = None


@dataclass(frozen=True)
class Wait:
    """The account has nothing left until `until` (UTC); the sentence says why."""

    until: datetime
    sentence: str


def budget_of(connection: Connection, platform: str) -> Budget:
    """An account's limits for posts at one placement.

    The least time between two posts holds only where the account's owner set one: the specs' is
    a cautious choice of ours that paces what is planned and what is late, and a person who puts
    two posts close together means it.
    """
    spec = get_spec(platform)
    minutes = connection.min_interval_minutes
    return Budget(
        per_hour=_first(connection.posts_per_hour, spec.posts_per_hour),
        per_day=_first(connection.posts_per_day, spec.posts_per_day),
        min_interval=timedelta(minutes=minutes) if minutes else None,
    )


def wait_for_budget(budget: Budget, sent: Sequence[datetime], now: datetime) -> Wait | None:
    """When the account may send again; None when it may now. `sent` are its posts' times."""
    waits = [
        _window(budget.per_hour, sent, HOUR, now, "an hour"),
        _window(budget.per_day, sent, DAY, now, "a day"),
        _interval(budget.min_interval, sent, now),
    ]
    return max((wait for wait in waits if wait), key=lambda wait: wait.until, default=None)


def _window(
    most: int | None, sent: Sequence[datetime], window: timedelta, now: datetime, name: str
) -> Wait | None:
    if most is None:
        return None
    inside = sorted(at for at in sent if at > now - window)
    if len(inside) < most:
        return None
    # with the limit lowered meanwhile, more than one of them must leave the window
    frees = inside[len(inside) - most] + window if most else now + window
    return Wait(frees, f"The account has sent the {most} posts that it may send in {name}.")


def _interval(least: timedelta | None, sent: Sequence[datetime], now: datetime) -> Wait | None:
    if least is None or not sent or max(sent) + least <= now:
        return None
    return Wait(max(sent) + least, KEEPS_GAP)


def _first(own: int | None, general: int | None) -> int | None:
    return own if own is not None else general
