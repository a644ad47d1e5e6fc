"""Transaction A: take one due post, for a lease, so that nobody else has it."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef

from platforms.models import Connection
from publishing.budgets import DAY, KEEPS_GAP, Wait, budget_of, wait_for_budget
from publishing.catch_up import Action, CatchUp, catch_up
from publishing.crash_points import reached
from publishing.lease import lease
from publishing.models import PublishAttempt
from publishing.services.breakers import rest_of
from publishing.services.rows import defer
from scheduling.models import PostingSchedule, PostingScheduleQuerySet
from scheduling.planner import MIN_GAP
from scheduling.transitions import move

Status = PostingSchedule.Status

# How many posts one claim sorts out (late ones, busy accounts) before it leaves the rest for later.
MOST_LOOKS = 50

MISSED = (
    "This post was due more than {hours} hours before the machine could look at it. "
    "Post it now, move it or drop it."
)


def claimable(now: datetime) -> PostingScheduleQuerySet:
    """Due posts that may go out and whose account is ready and not busy: the most urgent, then the
    oldest first."""
    on_same_account = PostingSchedule.objects.filter(
        connection=OuterRef("connection"), status=Status.PUBLISHING
    )
    return (
        PostingSchedule.objects.ready()
        .filter(
            ~Exists(on_same_account),
            due_at__lte=now,
            connection__is_active=True,
            connection__status=Connection.Status.CONNECTED,
        )
        .order_by("-priority", "due_at", "scheduled_at", "pk")
    )


def claim_next(
    now: datetime, *, owner: str, schedule_id: UUID | str | None = None
) -> PostingSchedule | None:
    """Claim the first due post (or the given one) for `owner`; None when there is none.

    Posts that are found too late are failed on the way, those that crowd their account put off.
    """
    for _ in range(MOST_LOOKS):
        candidates = claimable(now)
        if schedule_id is not None:
            candidates = candidates.filter(pk=schedule_id)
        if not candidates.exists():  # most ticks end here, without a write lock
            return None
        with transaction.atomic():
            schedule = _lock_first(candidates)
            if schedule is None:  # others hold all of them
                return None
            claimed = _sort_out(schedule, now, owner)
            reached("in_claim")
        if claimed:
            reached("after_claim")
            return schedule
    return None


def minimum_gap(connection: Connection) -> timedelta:
    """The least time between two posts of an account."""
    minutes = connection.min_interval_minutes
    return timedelta(minutes=minutes) if minutes is not None else MIN_GAP


def _lock_first(candidates: PostingScheduleQuerySet) -> PostingSchedule | None:
    # the account too: its route must not be switched while a post of it is being taken
    locked = candidates.select_for_update(skip_locked=True, of=("self", "connection"), no_key=True)
    return locked.select_related("team", "connection", "media").first()


def _sort_out(schedule: PostingSchedule, now: datetime, owner: str) -> bool:
    """Claim it, put it off, or fail it as missed; True when it is claimed."""
    verdict = _judge(schedule, now)
    if verdict.action == Action.MISSED:
        miss(schedule)
        return False
    wait = Wait(verdict.until, KEEPS_GAP) if verdict.until else obstacle(schedule, now)
    if wait is not None:
        defer(schedule, wait.until, sentence=wait.sentence)
        return False
    try:
        return _take(schedule, now, owner)
    except IntegrityError:  # another worker took a post of the same account just now
        return False


def obstacle(schedule: PostingSchedule, now: datetime) -> Wait | None:
    """Why the account may not send right now: it rests, or its budget is used up."""
    if wait := rest_of(schedule.connection, now):
        return wait
    budget = budget_of(schedule.connection, schedule.platform)
    return wait_for_budget(budget, sent_lately(schedule.connection, now), now)


def sent_lately(connection: Connection, now: datetime) -> list[datetime]:
    """When the account's posts of the last day were sent; what may be out counts."""
    spent = PublishAttempt.objects.filter(
        schedule__connection=connection, outcome__in=PublishAttempt.SPENT, sent_at__gt=now - DAY
    )
    return [at for at in spent.values_list("sent_at", flat=True) if at is not None]


def _judge(schedule: PostingSchedule, now: datetime) -> CatchUp:
    return catch_up(
        scheduled_at=schedule.scheduled_at,
        due_at=schedule.due_at or schedule.scheduled_at,
        last_published_at=schedule.connection.last_published_at,
        grace=timedelta(hours=schedule.team.catch_up_hours),
        gap=minimum_gap(schedule.connection),
        now=now,
    )


def _take(schedule: PostingSchedule, now: datetime, owner: str) -> bool:
    return move(
        schedule, Status.PUBLISHING, due_at=now + lease(), lease_owner=owner, error_message=""
    )


def miss(schedule: PostingSchedule, sentence: str = "") -> bool:
    """Fail a post that it is too late for; a person decides what becomes of it."""
    sentence = sentence or MISSED.format(hours=schedule.team.catch_up_hours)
    return move(
        schedule,
        Status.FAILED,
        reason=sentence,
        failure_reason=PostingSchedule.FailureReason.MISSED,
        error_message=sentence,
        due_at=None,
    )
