"""Posts that may have gone out while nobody watched: looked up before they are sent."""

from datetime import datetime, timedelta

import structlog
from django.db.models import Max

from publishing.exceptions import LeaseLost
from publishing.models import PublishAttempt
from publishing.outcomes import Status
from publishing.services.doubt import bring_in_doubt
from scheduling.models import PostingSchedule, PostingScheduleQuerySet

log = structlog.get_logger(__name__)

UNWATCHED = (
    "Nobody watched the clock since {since:%Y-%m-%d %H:%M} UTC, or the database is an older copy. "
    "Whether this post went out meanwhile is looked up before it is sent."
)


def doubt_due_posts(since: datetime, now: datetime) -> int:
    """Bring every post in doubt that is due by now and may have been sent after `since`.

    A post beyond its team's grace is left to the catch-up rule, which does not send it. Returns
    how many are in doubt now.
    """
    rows = list(_unsent_and_due(now).select_related("team", "connection", "media"))
    return sum(_doubt(schedule, since, now) for schedule in rows)


def _unsent_and_due(now: datetime) -> PostingScheduleQuerySet:
    """Pending posts, and claimed ones whose worker wrote no intent that this database knows."""
    due = PostingSchedule.objects.filter(
        status__in=[Status.PENDING, Status.PUBLISHING], due_at__lte=now
    )
    return due.exclude(attempts__outcome__in=PublishAttempt.OPEN).order_by("due_at", "pk")


def _doubt(schedule: PostingSchedule, since: datetime, now: datetime) -> bool:
    due_at = schedule.due_at or schedule.scheduled_at
    if now - due_at > timedelta(hours=schedule.team.catch_up_hours):
        return False
    latest = schedule.attempts.aggregate(last=Max("number"))["last"] or 0
    try:
        bring_in_doubt(
            schedule,
            number=latest + 1,
            # it was not sent before its time, nor before the database stopped knowing
            sent_at=max(since, schedule.scheduled_at),
            now=now,
            sentence=UNWATCHED.format(since=since),
        )
    except LeaseLost:  # another worker looks at it
        return False
    return True
