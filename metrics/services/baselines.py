"""What is usual for an account at one age of its posts."""

from collections.abc import Sequence
from datetime import datetime
from statistics import quantiles

from metrics.counters import rates
from metrics.models import AccountBaseline, PostingMetrics
from metrics.scoring import is_comparable
from platforms.models import Connection
from platforms.specs.types import COUNTERS
from scheduling.models import PostingSchedule

NEWEST = 60  # posts: an account of two years ago is another account
COLUMNS = (*COUNTERS, "engagements")


def peers_of(
    schedule: PostingSchedule, checkpoint: str, *, age_sec: int, simulated: bool
) -> list[dict[str, float | None]]:
    """Counters of the account's other posts at the same checkpoint and about the same true age.

    Simulated readings are compared with simulated ones only.
    """
    rows = _readings(schedule.connection, checkpoint, simulated).exclude(schedule=schedule)
    return [
        {name: row[name] for name in COLUMNS}
        for row in rows.values("age_sec", *COLUMNS)[:NEWEST]
        if is_comparable(age_sec, row["age_sec"])
    ]


def recompute_baseline(
    connection: Connection, checkpoint: str, *, now: datetime, simulated: bool
) -> AccountBaseline:
    """Median and quartiles of every counter that the account's posts report at this age."""
    rows = list(_readings(connection, checkpoint, simulated).values(*COLUMNS)[:NEWEST])
    figures = [{**row, **rates(row)} for row in rows]
    names = figures[0].keys() if figures else ()
    made = {name: _quartiles([row[name] for row in figures]) for name in names}
    baseline, _ = AccountBaseline.objects.update_or_create(
        connection=connection,
        checkpoint=checkpoint,
        defaults={
            "team": connection.team,
            "sample_size": len(rows),
            "quantiles": {name: found for name, found in made.items() if found},
            "computed_at": now,
        },
    )
    return baseline


def _readings(connection: Connection, checkpoint: str, simulated: bool):
    return PostingMetrics.objects.filter(
        schedule__connection=connection, checkpoint=checkpoint, is_simulated=simulated
    ).order_by("-check_time")


def _quartiles(values: Sequence[float | None]) -> dict[str, float] | None:
    """{p25, p50, p75, n} of the known values; None when there are none."""
    known = [value for value in values if value is not None]
    if not known:
        return None
    p25, p50, p75 = quantiles(known, n=4, method="inclusive") if len(known) > 1 else known * 3
    return {"p25": p25, "p50": p50, "p75": p75, "n": len(known)}
