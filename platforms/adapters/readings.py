"""Figures and times as platforms send them, made ours. Missing stays None, never zero."""

from datetime import UTC, datetime


def count(value: object) -> int | None:
    """A counter; None when it is missing. Raises ValueError for anything that is no count."""
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise ValueError(f"{value!r} is no count")
    return value


def total(*counts: int | None) -> int | None:
    """The sum of what is known; None when nothing is."""
    known = [value for value in counts if value is not None]
    return sum(known) if known else None


def moment(value: object) -> datetime | None:
    """A time in ISO 8601 (UTC where it names no zone); None when it is missing or no time."""
    if not isinstance(value, str):
        return None
    try:
        time = datetime.fromisoformat(value)
    except ValueError:
        return None
    return time if time.tzinfo else time.replace(tzinfo=UTC)
