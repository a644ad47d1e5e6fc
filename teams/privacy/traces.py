"""What a database file still holds of rows that are gone."""

import structlog
from django.db import OperationalError, connection

log = structlog.get_logger(__name__)


def rewrite_database_file() -> bool:
    """Write SQLite's file anew and empty its log of changes; False when it could not be done.

    SQLite writes over what it deletes (secure_delete), but when it moves rows from one page to
    another the old copies stay in the page's free space. Writers wait meanwhile, and it needs as
    much free disk as the file is large. PostgreSQL's own vacuum sees to its files.
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        return False
    try:
        with connection.cursor() as cursor:
            cursor.execute("VACUUM")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except OperationalError as error:  # somebody writes all the time, or the disk is full
        log.warning("the database's file was not written anew: run VACUUM", error=str(error))
        return False
    return True
