"""What to do with a post that is late. Pure.

Two kinds of late are told apart. *Overdue* (`due_at`) means that no machine looked when it
should have: after the team's grace the post is missed. *Behind plan* (`scheduled_at`) means that
it goes out later than planned for whatever reason: such posts keep the account's minimum gap, so
that a machine that comes back never sends a burst.
"""

import enum
from dataclasses import dataclass
from datetime import datetime, timedelta

# A post this little behind its plan is on time: it needs no pacing.
ON_TIME = timedelta(minutes=10)

# How often a post that waits for a person is looked at.
LOOK_AGAIN = timedelta(minutes=5)


class Action(enum.StrEnum):
    """What the claim does with a due post."""

    SEND = "send"
    WAIT = "wait"
    MISSED = "missed"


@dataclass(frozen=True)
class CatchUp:
    """`until` says when to look again (UTC), only with WAIT."""

    action: Action
    until: datetime | None = None


def catch_up(
    *,
    scheduled_at: datetime,
    due_at: datetime,
    last_published_at: datetime | None,
    grace: timedelta,
    gap: timedelta,
    now: datetime,
) -> CatchUp:
    """Whether a due post is sent, waits for its account's minimum gap, or was missed."""
    if now - due_at > grace:
        return CatchUp(Action.MISSED)
    if last_published_at is None or now - scheduled_at <= ON_TIME:
        return CatchUp(Action.SEND)
    free_at = last_published_at + gap
    return CatchUp(Action.WAIT, free_at) if free_at > now else CatchUp(Action.SEND)


def wait_for_review(*, scheduled_at: datetime, grace: timedelta, now: datetime) -> CatchUp:
    """What becomes of a post that nobody has approved by its time: it waits, then it is missed."""
    ends = scheduled_at + grace
    if now > ends:
        return CatchUp(Action.MISSED)
    return CatchUp(Action.WAIT, min(now + LOOK_AGAIN, ends + timedelta(seconds=1)))
