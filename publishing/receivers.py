"""What publishing does when a network tells about a post by itself."""

from datetime import datetime

from platforms.models import Connection
from platforms.webhooks.notices import Kind, Notice
from publishing.models import PublishAttempt
from publishing.outcomes import Outcome, Status
from scheduling.models import PostingSchedule
from teams.services.events import record_event

GONE = "The network says that this post is no longer there for everybody."


def follow_webhook(sender, connection: Connection, notice: Notice, now: datetime, **kwargs) -> None:
    """A post that went live or failed is looked at now; one that was taken down is told.

    The notice itself proves nothing: the network is asked, as always.
    """
    match notice.kind:
        case Kind.POST_LIVE | Kind.POST_FAILED:
            look_now(connection, notice.ids, now)
        case Kind.POST_GONE:
            tell_gone(connection, notice.ids)


def look_now(connection: Connection, ids: frozenset[str], now: datetime) -> int:
    """Make posts due whose try bears one of `ids`, or whose outcome is unknown; how many."""
    attempts = PublishAttempt.objects.filter(
        schedule__connection=connection,
        schedule__due_at__gt=now,
        outcome__in=[Outcome.PROCESSING, Outcome.UNKNOWN],
    ).select_related("schedule")
    return sum(_make_due(a.schedule, now) for a in attempts if is_about(a, ids))


def is_about(attempt: PublishAttempt, ids: frozenset[str]) -> bool:
    """Whether the notice may be about this try: unknown ones have no id that would tell."""
    if attempt.outcome == Outcome.UNKNOWN:
        return True
    handles = {str(value) for value in attempt.handles.values() if isinstance(value, str | int)}
    return bool(ids & (handles | {attempt.external_id}))


def _make_due(schedule: PostingSchedule, now: datetime) -> int:
    """Only `due_at`, and only of the row as it was read: whoever has it, keeps it."""
    same = PostingSchedule.objects.filter(
        pk=schedule.pk,
        status__in=[Status.PUBLISHING, Status.UNCONFIRMED],
        fence=schedule.fence,
        due_at__gt=now,
    )
    return same.update(due_at=now)


def tell_gone(connection: Connection, ids: frozenset[str]) -> None:
    posted = PostingSchedule.objects.filter(
        connection=connection, status=Status.POSTED, external_post_id__in=ids
    )
    for schedule in posted.select_related("team"):
        record_event(schedule.team, "post_gone", schedule, GONE)
