"""Rows as an export shows them, read page by page: no long cursor, no list in memory."""

from collections.abc import Iterator
from uuid import UUID

from django.db.models import QuerySet

from teams.privacy.tables import BATCH, Table


def rows_of(table: Table, owner: UUID) -> Iterator[dict]:
    """Every row of `owner` as {column: value}, but for secret columns."""
    return pages_of(table.rows(owner), table.columns())


def pages_of(rows: QuerySet, columns: list[str]) -> Iterator[dict]:
    """`rows` in the order of their keys, BATCH at a time."""
    key = rows.model._meta.pk.attname
    wanted = columns if key in columns else [key, *columns]
    page = rows.order_by("pk")
    last = None
    while found := list(
        (page if last is None else page.filter(pk__gt=last)).values(*wanted)[:BATCH]
    ):
        yield from ({name: row[name] for name in columns} for row in found)
        last = found[-1][key]


class Counted:
    """Counts what is taken from it."""

    def __init__(self, rows: Iterator[dict]) -> None:
        self._rows, self.count = rows, 0

    def __iter__(self) -> Iterator[dict]:
        for row in self._rows:
            self.count += 1
            yield row
