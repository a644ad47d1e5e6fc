"""At which ages a post is measured, and until when each reading still means something. Pure."""

from collections.abc import Iterator
from datetime import datetime, timedelta

# Seed 000 §1: +15m, +1h, +4h, +24h, +72h, +7d.
CADENCE: dict[str, timedelta] = {
    "15m": timedelta(minutes=15),
    "1h": timedelta(hours=1),
    "4h": timedelta(hours=4),
    "24h": timedelta(hours=24),
    "72h": timedelta(hours=72),
    "7d": timedelta(days=7),
}
NAMES = tuple(CADENCE)
LAST_UNTIL = timedelta(days=14)  # the last reading has no follower: as long again as its age
RETRIES = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15), timedelta(hours=1))


def planned_times(published_at: datetime) -> Iterator[tuple[str, datetime]]:
    """Each checkpoint's name with the moment it is due."""
    for name, age in CADENCE.items():
        yield name, published_at + age


def missed_at(name: str, planned_at: datetime) -> datetime:
    """From this moment on the checkpoint is missed: the next one's time has come.

    A reading taken then would tell how the post did at the next age, not at this one. Until then
    a late reading is stored as late, with its true age.
    """
    place = NAMES.index(name) + 1
    until = CADENCE[NAMES[place]] if place < len(NAMES) else LAST_UNTIL
    return planned_at - CADENCE[name] + until


def is_missed(name: str, planned_at: datetime, now: datetime) -> bool:
    """Whether it is too late to take this reading at `now`."""
    return now >= missed_at(name, planned_at)


def retry_at(attempts: int, now: datetime, asked_for: datetime | None = None) -> datetime:
    """When to try again after `attempts` tries: ever later, and never before the platform said."""
    delay = RETRIES[min(max(attempts, 1), len(RETRIES)) - 1]
    return max(now + delay, asked_for or now)


def comes_after(name: str, other: str) -> bool:
    """Whether the checkpoint `name` is at a greater age than `other`."""
    return NAMES.index(name) > NAMES.index(other)
