"""A person's yes or no to a post, as the team's review policy asks for it."""

from contextlib import suppress
from datetime import datetime, timedelta

from django.db import transaction

from scheduling.exceptions import PostProblem
from scheduling.fitness import problems_of
from scheduling.models import PostingSchedule
from scheduling.nudges import nudge_publisher
from scheduling.payload import payload_hash
from scheduling.planner import first_free
from scheduling.rights import require_approver
from scheduling.services.changes import RACED, change_post, require_status, slot_taken_is_said
from scheduling.services.files import refresh_file
from scheduling.services.slots import taken_times
from scheduling.transitions import move
from teams.models import Team, User
from teams.services.events import record_event

POLICY_CHANGED = "The team’s posts wait for approval from now on."
Status = PostingSchedule.Status
Review = PostingSchedule.ReviewStatus


def approve(schedule: PostingSchedule, *, by: User, now: datetime) -> PostingSchedule:
    """Let a post go out as it stands now: freezes its payload hash; a draft becomes pending.

    Approved already: nothing changes. A post whose time passed longer ago than the team catches
    up gets the next free time, for the publisher would only report it as missed.
    Raises PostProblem: no right, not reviewable, or the platform's limits are not met.
    """
    require_approver(schedule.team, by)
    require_status(schedule, Status.DRAFT, Status.PENDING)
    if schedule.review_status == Review.APPROVED and schedule.status == Status.PENDING:
        return schedule
    refresh_file(schedule, now=now)
    if problems := problems_of(schedule):
        raise PostProblem(" ".join(problems))
    changes = _time_of_approval(schedule, now)
    with transaction.atomic():
        _release(
            schedule,
            by=by,
            review_status=Review.APPROVED,
            approved_by=by,
            approved_at=now,
            payload_hash=payload_hash(schedule),
            review_note="",
            **changes,
        )
        nudge_publisher(schedule)
    return schedule


def _release(schedule: PostingSchedule, *, by: User, **changes) -> None:
    """Write an approval: a move for a draft, a change for a post that is pending already."""
    with slot_taken_is_said():
        if schedule.status == Status.PENDING:
            change_post(schedule, "post_approved", by=by, message="Approved.", **changes)
        elif not move(schedule, Status.PENDING, reason="Approved.", by=by, **changes):
            raise PostProblem(RACED)
        else:
            record_event(schedule.team, "post_approved", schedule, "Approved.", by=by)


def _time_of_approval(schedule: PostingSchedule, now: datetime) -> dict:
    """Its own time, or the next free one when the publisher would call it missed."""
    if now - schedule.scheduled_at <= timedelta(hours=schedule.team.catch_up_hours):
        return {"due_at": schedule.scheduled_at}
    others = taken_times(schedule.connection, now=now, without=schedule)
    at = first_free(now, others)
    reason = "Approved after its time had passed, so it takes the next free one."
    return {"scheduled_at": at, "due_at": at, "slot_reason": reason}


def ask_for_review(team: Team) -> int:
    """Under a policy that asks for approval, nothing unsent goes out without: how many now wait."""
    if team.review_policy == Team.ReviewPolicy.NONE:
        return 0
    unseen = PostingSchedule.objects.in_team(team).filter(
        status=Status.PENDING, review_status=Review.NOT_REQUIRED
    )
    waiting = 0
    for schedule in unseen.order_by("pk"):
        with suppress(PostProblem):  # the publisher or a colleague was first
            change_post(
                schedule,
                "post_awaits_review",
                by=None,
                message=POLICY_CHANGED,
                review_status=Review.AWAITING,
            )
            waiting += 1
    return waiting


def request_changes(schedule: PostingSchedule, *, by: User, note: str) -> PostingSchedule:
    """Send a post back with what should change; it cannot go out until it is approved again."""
    return _send_back(schedule, Review.CHANGES_REQUESTED, by=by, note=note)


def reject(schedule: PostingSchedule, *, by: User, note: str = "") -> PostingSchedule:
    """Say no for good: the post is canceled and its slot is free. The planner leaves it so."""
    require_approver(schedule.team, by)
    require_status(schedule, Status.DRAFT, Status.PENDING)
    changes = {"review_status": Review.REJECTED, "review_note": note, "payload_hash": ""}
    reason = f"Rejected: {note}" if note else "Rejected."
    if not move(schedule, Status.CANCELED, reason=reason, by=by, **changes):
        raise PostProblem(RACED)
    return schedule


def _send_back(schedule: PostingSchedule, to: str, *, by: User, note: str) -> PostingSchedule:
    require_approver(schedule.team, by)
    require_status(schedule, Status.DRAFT, Status.PENDING)
    if not note.strip():
        raise PostProblem("Say what should change: the note is what your colleague reads first.")
    change_post(
        schedule,
        f"post_{to}",
        by=by,
        message=note.strip(),
        review_status=to,
        review_note=note.strip(),
        payload_hash="",
        approved_by=None,
        approved_at=None,
    )
    return schedule
