"""What a database file still holds of rows that are gone."""

from django.db import connection


def empty_log_of_changes() -> None:
    """SQLite writes over deleted rows (secure_delete), but its log of changes still has them.

    A reader that is busy keeps the log for later; nothing breaks. PostgreSQL's own vacuum sees to
    its files.
    """
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
