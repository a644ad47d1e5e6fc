"""Counters as platforms send them: as numbers, as text, or not at all."""


def counter_of(value: object) -> int | None:
    """A counter; missing stays None, never zero. Raises ValueError for what is no number."""
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise ValueError(f"{value!r} is no counter")
    return int(value)
