"""The one way in which a row changes its status.

A move is a conditional update: it names the status (and the fence, where the row has one) that
it was decided on, and touches nothing when the row has moved on since. The event is written in
the same transaction.
"""

from collections.abc import Mapping

from django.db import models, transaction

from teams.models import User
from teams.services.events import record_event

Moves = Mapping[str, frozenset[str]]


class IllegalMove(Exception):
    """The table of moves does not allow this step: a programming error, or a stale button."""


def move_row(
    row: models.Model,
    to: str,
    *,
    moves: Moves,
    event_type: str,
    reason: str = "",
    by: User | None = None,
    meta: dict | None = None,
    **changes,
) -> bool:
    """Move `row` from the status it was read with to `to`; write `changes` with it.

    Returns False, and changes nothing, when somebody else moved the row first. On success the
    instance carries the new values. Raises IllegalMove when `moves` does not list the step.
    A row with a `fence` gets it raised by one, so that a slower holder finds out.
    """
    origin = row.status  # type: ignore[attr-defined]
    if to not in moves.get(origin, frozenset()):
        raise IllegalMove(f"It is “{origin}” by now, which cannot become “{to}”.")
    conditions: dict = {"pk": row.pk, "status": origin}
    values = {**changes, "status": to}
    if hasattr(row, "fence"):
        conditions["fence"] = row.fence
        values["fence"] = row.fence + 1
    with transaction.atomic():
        if not type(row)._default_manager.filter(**conditions).update(**values):
            return False
        for name, value in values.items():
            setattr(row, name, value)
        record_event(
            row.team,  # type: ignore[attr-defined]
            event_type,
            row,
            reason,
            by=by,
            origin=origin,
            to=to,
            **(meta or {}),
        )
    return True
