"""When to try again and when to look again. Pure: counts and seeds in, delays out."""

import random
from datetime import datetime, timedelta

# Seed 001: a proven refusal is tried three more times, five minutes apart.
RETRIES = 3
RETRY_EVERY = timedelta(minutes=5)
SPREAD = 0.2

# The bytes never left (no line, no name, nobody listening): soon, then less often.
SOON = timedelta(seconds=30)
SOON_AT_MOST = timedelta(minutes=5)

# A post that the platform keeps putting off is given up this long after its planned time.
GIVE_UP_AFTER = timedelta(hours=24)

# Look-ups after the first (`reliability.md` §5); the last step repeats.
LOOKUP_LADDER = (
    timedelta(minutes=5),
    timedelta(minutes=15),
    timedelta(minutes=60),
    timedelta(hours=3),
    timedelta(hours=6),
    timedelta(hours=12),
)
PERSON_AFTER = timedelta(hours=24)
# No machine lets a post wait longer than this at a time: a platform's Retry-After of a day, and
# a person who is asked to look, with their jitter.
LONGEST_WAIT = timedelta(hours=25)
# A long video is worked on for longer before it can be seen in a listing: 180 s becomes 900 s.
VIDEO_SETTLES_SLOWER = 5

# A post in work at the platform: asked after ever less often, and not for ever, because some
# answer "in progress" for an id they never saw.
POLL_LADDER = (
    timedelta(seconds=5),
    timedelta(seconds=15),
    timedelta(seconds=30),
    timedelta(minutes=1),
    timedelta(minutes=2),
    timedelta(minutes=5),
)
POLL_FOR = timedelta(hours=6)


def spread(delay: timedelta, seed: str) -> timedelta:
    """`delay` ± 20 %, the same for the same seed, so that a crowd does not come back at once."""
    return delay * random.Random(seed).uniform(1 - SPREAD, 1 + SPREAD)  # noqa: S311 (not a secret)


def retry_delay(retries: int, seed: str) -> timedelta | None:
    """How long to wait before retry number `retries` + 1; None when all three are used up."""
    return spread(RETRY_EVERY, f"{seed}/{retries}") if retries < RETRIES else None


def soon_delay(tries: int, seed: str) -> timedelta:
    """How long to wait after `tries` calls in a row that never left the machine: 30 s to 5 min."""
    doubled = min(SOON * 2 ** min(tries, 10), SOON_AT_MOST)
    return spread(doubled, f"{seed}/{tries}")


def settle_time(adapter_settle: timedelta, *, has_video: bool, deadline: timedelta) -> timedelta:
    """How long after a call a look-up means anything: never less than twice its deadline."""
    return max(adapter_settle * (VIDEO_SETTLES_SLOWER if has_video else 1), 2 * deadline)


def lookup_delay(lookups: int, settle: timedelta) -> timedelta:
    """How long to wait after `lookups` inconclusive look-ups; the first comes after `settle`."""
    if lookups == 0:
        return settle
    return LOOKUP_LADDER[min(lookups, len(LOOKUP_LADDER)) - 1]


def poll_delay(polls: int) -> timedelta:
    """How long to wait before asking after a post in work once more."""
    return POLL_LADDER[min(polls, len(POLL_LADDER) - 1)]


def needs_person(sent_at: datetime, now: datetime) -> bool:
    """Whether a try has been unknown for so long that only a person can find out."""
    return now - sent_at >= PERSON_AFTER
