"""The row of a first comment: made with the post's result, and what its decisions depend on."""

from datetime import datetime, timedelta

from django.db.models import QuerySet

from platforms.adapters import get_adapter
from platforms.adapters.base import PlatformAdapter
from platforms.adapters.types import CommentRequest
from platforms.exceptions import PlatformError
from publishing.backoff import settle_time
from publishing.comment_moves import S
from publishing.comment_outcomes import Facts
from publishing.crash_points import reached
from publishing.lease import call_deadline, lease
from publishing.models import FirstComment, PublishAttempt, PublisherState
from scheduling.models import PostingSchedule
from teams.services.events import record_event

NO_ID = (
    "The post was confirmed by a person, so its id is not known and nothing can be sent below it. "
    "Please write the first comment yourself."
)
NOT_WATCHED = (
    "Nobody watched the clock for a while, or the database is an older copy. Whether the first "
    "comment is there is looked up before it is sent."
)
PERSON_WAITS = timedelta(hours=24)
PARTS = ("team", "schedule__team", "schedule__connection", "schedule__media")


def plan_first_comment(
    schedule: PostingSchedule, attempt: PublishAttempt, *, now: datetime
) -> FirstComment | None:
    """The row of a post that has a first comment. Runs in the transaction that makes it `posted`.

    A post that was sent before the last gap in the clock's life may have its comment already, of
    which this database would not know: that is looked up first.
    """
    if not schedule.first_comment:
        return None
    sent_at = attempt.sent_at or attempt.created_at
    values: dict = {"due_at": now, "wanted_at": now}
    if not schedule.external_post_id:
        values |= {"status": S.NEEDS_PERSON, "due_at": now + PERSON_WAITS, "reason": NO_ID}
    elif was_unwatched(sent_at):
        values |= {"status": S.UNCONFIRMED, "sent_at": sent_at, "reason": NOT_WATCHED}
    comment, made = FirstComment.objects.get_or_create(
        schedule=schedule,
        defaults={"team": schedule.team, "text": schedule.first_comment, **values},
    )
    if made:
        reason, asks = comment.reason, comment.status == S.NEEDS_PERSON
        event = f"first_comment_{comment.status}"
        record_event(schedule.team, event, schedule, reason, needs_person=asks)
        reached("comment_created")
    return comment


def was_unwatched(sent_at: datetime) -> bool:
    """Whether there was a gap since then, after which this database may lack what happened."""
    ended = PublisherState.objects.values_list("gap_ended_at", flat=True).first()
    return ended is not None and sent_at <= ended


def comments_due(now: datetime, *statuses: str) -> QuerySet[FirstComment]:
    """The rows of these statuses that a machine must look at, the oldest first."""
    due = FirstComment.objects.filter(status__in=statuses, due_at__lte=now)
    return due.select_related(*PARTS).order_by("due_at", "pk")


def request_of(comment: FirstComment, *, number: int) -> CommentRequest:
    """What the adapter is given for try `number`."""
    schedule = comment.schedule
    return CommentRequest(
        op_key=op_key_of(comment, number),
        platform=schedule.platform,
        post_id=schedule.external_post_id or "",
        text=comment.text,
    )


def op_key_of(comment: FirstComment, number: int) -> str:
    """The key of a try: the same here, in the journal and at the platform."""
    return f"{comment.schedule_id.hex}c-{number}"


def settle_of(adapter: PlatformAdapter) -> timedelta:
    """How long after a call a look-up means anything."""
    return settle_time(adapter.settle, has_video=False, deadline=call_deadline())


def facts_of(comment: FirstComment, adapter: PlatformAdapter | None, *, now: datetime) -> Facts:
    """The facts for `comment_outcomes`; without an adapter nothing can be looked up now."""
    return Facts(
        now=now,
        wanted_at=comment.wanted_at,
        tries=comment.tries,
        retries=comment.retries,
        seed=op_key_of(comment, comment.tries),
        settle=settle_of(adapter) if adapter else lease(),
        can_look_up=adapter is None or adapter.finds_comments,
    )


def adapter_or_none(comment: FirstComment) -> PlatformAdapter | None:
    """The adapter of the post's account; None while it cannot be made (no token)."""
    try:
        return get_adapter(comment.schedule.connection)
    except PlatformError:
        return None
