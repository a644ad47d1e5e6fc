"""Published posts are looked up: a post that vanished is told, never sent again."""

from dataclasses import asdict
from datetime import datetime

import structlog
from django.db import transaction

from platforms.adapters import get_adapter
from platforms.adapters.base import PlatformAdapter
from platforms.adapters.types import Found, Lookup, Unknown
from platforms.exceptions import PlatformError
from publishing.backoff import VIDEO_SETTLES_SLOWER
from publishing.lease import lease
from publishing.models import PresenceCheck, PublishAttempt
from publishing.presence import Presence, State, after_look
from publishing.services.facts import settle_of
from publishing.services.lookups import read_lookup
from scheduling.models import PostingSchedule
from teams.services.events import record_event

log = structlog.get_logger(__name__)

VANISHED = (
    "It was posted, but it is not on the account any more: the platform or a person took it down. "
    "It is not sent again by itself."
)
FIELDS = ("state", "due_at", "looks", "first_absent_at", "seen_at")


# The first look: after the longest settle time there is, a video's.
FIRST_LOOK = PlatformAdapter.settle * VIDEO_SETTLES_SLOWER


def plan_presence_check(schedule: PostingSchedule, published_at: datetime) -> None:
    """Look soon whether the post is there. Runs in the transaction that makes it `posted`."""
    PresenceCheck.objects.get_or_create(
        schedule=schedule, defaults={"team": schedule.team, "due_at": published_at + FIRST_LOOK}
    )


def check_presence_due(now: datetime, *, limit: int = 20) -> int:
    """Look up to `limit` published posts up; returns how many were looked up."""
    due = PresenceCheck.objects.filter(due_at__lte=now).order_by("due_at", "pk")
    parts = ("team", "schedule__team", "schedule__connection", "schedule__media")
    rows = list(due.select_related(*parts)[:limit])
    return sum(_check(check, now) for check in rows)


def _check(check: PresenceCheck, now: datetime) -> bool:
    mine = PresenceCheck.objects.filter(pk=check.pk, looks=check.looks, due_at=check.due_at)
    if not mine.update(due_at=now + lease()):  # another worker looks
        return False
    attempt = check.schedule.attempts.filter(outcome=PublishAttempt.Outcome.ACCEPTED).first()
    before = Presence(**{name: getattr(check, name) for name in FIELDS})
    reading, adapter = _look(check.schedule, attempt, now)
    if adapter is None or attempt is None:
        after = Presence(State.CANNOT_SAY, None, check.looks + 1)
    else:
        after = after_look(
            before,
            reading,
            now=now,
            published_at=check.schedule.published_at or check.created_at,
            settle=settle_of(check.schedule, adapter),
            lookback=adapter.lookback,
        )
    _write(check, after, reading)
    return True


def _look(
    schedule: PostingSchedule, attempt: PublishAttempt | None, now: datetime
) -> tuple[Lookup, PlatformAdapter | None]:
    """The reading, and the adapter that made it; None for one that cannot be asked."""
    try:
        adapter = get_adapter(schedule.connection)
    except PlatformError as error:
        return Unknown(error.user_sentence), None
    if attempt is None or "lookup" not in adapter.capabilities:
        return Unknown("This network cannot be asked."), None
    return read_lookup(schedule, attempt, adapter, now), adapter


def _write(check: PresenceCheck, after: Presence, reading: Lookup) -> None:
    schedule = check.schedule
    with transaction.atomic():
        if not PresenceCheck.objects.filter(pk=check.pk, looks=check.looks).update(**asdict(after)):
            return
        posted = PostingSchedule.objects.filter(pk=schedule.pk, status=schedule.status)
        if after.state == State.VANISHED:
            posted.update(error_message=VANISHED)
            record_event(schedule.team, "post_vanished", schedule, VANISHED)
            log.warning("post vanished", schedule=str(schedule.pk))
        elif isinstance(reading, Found) and reading.url and not schedule.external_post_url:
            posted.update(external_post_url=reading.url)
