"""Projects, campaigns, calendars, items, slots, closed days and rules: stored and removed.

One way for all doors: the right, the model's own checks, the row and its event in one transaction.
"""

from datetime import datetime
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from scheduling.exceptions import PostProblem
from scheduling.rights import require_editor
from teams.models import TeamOwned, User
from teams.services.events import record_event

Row = TypeVar("Row", bound=TeamOwned)
STALE = "Somebody saved this while you were looking at it. Reload, then change it again."


def store_row(row: Row, *, by: User | None, seen: datetime | None = None, **values) -> Row:
    """Create the row, or change `values` of it; nothing happens when nothing differs.

    `seen` is the `updated_at` that the editor looked at. Raises PostProblem: no right, not valid,
    or somebody saved first.
    """
    require_editor(row.team, by)
    is_new = row._state.adding
    changed = sorted(n for n, value in values.items() if is_new or getattr(row, n) != value)
    if not is_new and not changed:
        return row
    for name in changed:
        setattr(row, name, values[name])
    kind = row._meta.model_name
    said = f"Created “{row}”." if is_new else f"Changed: {', '.join(changed)}."
    with transaction.atomic():
        if seen is not None and not _stands_as_seen(row, seen):
            raise PostProblem(STALE)
        _save(row)
        record_event(
            row.team, f"{kind}_{'created' if is_new else 'changed'}", row, said[:300], by=by
        )
    return row


def _stands_as_seen(row: TeamOwned, seen: datetime) -> bool:
    rows = type(row).objects.select_for_update()
    return rows.filter(pk=row.pk, updated_at=seen).exists()  # type: ignore[misc]


def _save(row: TeamOwned) -> None:
    """Raises PostProblem with the sentence of the model or its constraints."""
    try:
        row.full_clean()
        with transaction.atomic():
            row.save()
    except ValidationError as error:
        raise PostProblem(" ".join(error.messages)) from error
    except IntegrityError as error:
        raise PostProblem("There is one like it already.") from error


def remove_row(row: TeamOwned, *, by: User | None) -> None:
    """Delete the row, with an event that says what it was."""
    require_editor(row.team, by)
    kind, name = row._meta.model_name, str(row)
    with transaction.atomic():
        record_event(row.team, f"{kind}_removed", row, f"Removed “{name}”."[:300], by=by)
        row.delete()
