"""Due posts that may not go out yet: they wait, with the reason on the row."""

from datetime import datetime, timedelta

from django.db.models import Q

from publishing.catch_up import LOOK_AGAIN, Action, wait_for_review
from publishing.services.claim import miss
from publishing.services.preflight import account_problem
from publishing.services.rows import defer
from scheduling.fitness import file_problems
from scheduling.models import PostingSchedule

ReviewStatus = PostingSchedule.ReviewStatus
ALLOWED = (ReviewStatus.NOT_REQUIRED, ReviewStatus.APPROVED)

WAITS_FOR_REVIEW = "Its time has come, but nobody has approved it yet."
NEVER_READY = (
    "There was no file that fits within {hours} hours of its time, so it was not sent. {why} "
    "Then post it now, move it or drop it."
)
NEVER_APPROVED = (
    "Nobody approved this post within {hours} hours of its time, so it was not sent. "
    "Approve it and post it now, move it or drop it."
)


def hold_back_due(now: datetime, *, limit: int = 100) -> int:
    """Look at due posts without approval, a fitting file or a ready account; returns how many.

    Those without approval or file wait until the team's grace is over and are then missed;
    those of an account that is off or expired wait until it is back, however long that takes.
    """
    due = PostingSchedule.objects.filter(status=PostingSchedule.Status.PENDING, due_at__lte=now)
    off = Q(connection__is_active=False) | ~Q(connection__status="connected")
    unready = ~Q(file_state__in=PostingSchedule.FILE_READY)
    stuck = due.filter(off | unready | ~Q(review_status__in=ALLOWED)).order_by("due_at", "pk")
    rows = list(stuck.select_related("team", "connection", "media", "variant")[:limit])
    for schedule in rows:
        hold_back(schedule, now)
    return len(rows)


def hold_back(schedule: PostingSchedule, now: datetime) -> bool:
    """Let one post wait, or miss it; False when somebody moved it first."""
    is_allowed = schedule.review_status in ALLOWED
    if is_allowed and (problem := account_problem(schedule)):
        return defer(schedule, now + LOOK_AGAIN, sentence=problem)
    verdict = wait_for_review(
        scheduled_at=schedule.scheduled_at,
        grace=timedelta(hours=schedule.team.catch_up_hours),
        now=now,
    )
    why = " ".join(file_problems(schedule))
    if verdict.action == Action.MISSED or verdict.until is None:
        sentence = NEVER_READY if is_allowed else NEVER_APPROVED
        return miss(schedule, sentence.format(hours=schedule.team.catch_up_hours, why=why))
    return defer(schedule, verdict.until, sentence=why if is_allowed else WAITS_FOR_REVIEW)
