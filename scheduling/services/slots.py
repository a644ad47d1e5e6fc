"""Which times of an account are taken."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from platforms.models import Connection
from scheduling.models import PostingSchedule
from scheduling.planner import MAX_GAP


def taken_times(
    connection: Connection, *, now: datetime, without: PostingSchedule | None = None
) -> list[datetime]:
    """The times of one account's live posts since a day before `now`, sorted."""
    ignored = [without.pk] if without else []
    return times_by_account([connection], now=now, without=ignored)[connection.pk]


def times_by_account(
    connections: Iterable[Connection], *, now: datetime, without: Iterable[UUID] = ()
) -> dict[UUID, list[datetime]]:
    """The same for several accounts, in one query.

    A post that went out late counts twice: at its plan (the slot is taken in the database) and
    at its publication (the followers saw it then).
    """
    since = now - MAX_GAP
    rows = (
        PostingSchedule.objects.live()
        .filter(connection__in=connections)
        .filter(Q(scheduled_at__gte=since) | Q(published_at__gte=since))
    )
    if without:
        rows = rows.exclude(pk__in=without)
    times: dict[UUID, set[datetime]] = defaultdict(set)
    for pk, planned, published in rows.values_list("connection", "scheduled_at", "published_at"):
        times[pk] |= {at for at in (planned, published) if at is not None}
    return defaultdict(list, {pk: sorted(found) for pk, found in times.items()})
