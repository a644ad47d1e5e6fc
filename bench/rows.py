"""One line of the benchmark's table."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """`value` in `unit`; `ratio` is the value over the bare limit that `against` names.

    A value of None was not measured; `unit` says why.

    Both are measured in the same run, so that the ratio carries over to other machines.
    """

    name: str
    value: float | None
    unit: str
    against: str = ""
    ratio: float | None = None
