"""A person's yes or no to a post, as the team's review policy asks for it."""

from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from scheduling.exceptions import PostProblem
from scheduling.fitness import problems_of
from scheduling.models import Approval, PostingSchedule
from scheduling.nudges import nudge_publisher
from scheduling.payload import payload_hash
from scheduling.planner import first_free
from scheduling.rights import require_reviewer
from scheduling.services.changes import RACED, change_post, require_status, slot_taken_is_said
from scheduling.services.files import refresh_file
from scheduling.services.slots import taken_times
from scheduling.services.votes import (
    Voter,
    cast,
    member_voter,
    verdict_on,
    voter_of,
    why_not_approve,
)
from scheduling.transitions import move
from teams.models import Team, User
from teams.services.events import record_event

POLICY_CHANGED = "The team’s posts wait for approval from now on."
MORE_PEOPLE = "The team now asks for other approvals than this post has."
Status = PostingSchedule.Status
Review = PostingSchedule.ReviewStatus
Decision = Approval.Decision
NOT_APPROVED: dict[str, Any] = {"payload_hash": "", "approved_by": None, "approved_at": None}


def approve(schedule: PostingSchedule, *, by: User, now: datetime) -> PostingSchedule:
    """Say yes to a post as it stands now; the last yes that the policy asks for lets it go out.

    That one freezes its payload hash, and a draft becomes pending. Until then the post keeps
    waiting. Approved already: nothing changes. A post whose time passed longer ago than the team
    catches up gets the next free time, for the publisher would only report it as missed.
    Raises PostProblem: no right, not reviewable, or the platform's limits are not met.
    """
    member = require_reviewer(schedule.team, by)
    require_status(schedule, Status.DRAFT, Status.PENDING)
    if schedule.review_status == Review.APPROVED and schedule.status == Status.PENDING:
        return schedule
    if reason := why_not_approve(schedule, member):
        raise PostProblem(reason)
    refresh_file(schedule, now=now)
    if problems := problems_of(schedule):
        raise PostProblem(" ".join(problems))
    settle_yes(schedule, member_voter(member, by), now=now)
    return schedule


def settle_yes(schedule: PostingSchedule, voter: Voter, *, now: datetime) -> Approval:
    """Write down a yes, and let the post go out when it was the last one that was missing."""
    with transaction.atomic():
        said = cast(schedule, voter, Decision.APPROVED, now=now)
        verdict = verdict_on(schedule)
        if not verdict.is_cleared:
            _count_one(schedule, voter, f"{len(verdict.voters)} of {verdict.needed}")
        elif schedule.review_status != Review.APPROVED or schedule.status == Status.DRAFT:
            _release(
                schedule,
                voter,
                review_status=Review.APPROVED,
                approved_by=voter.user,
                approved_at=now,
                payload_hash=payload_hash(schedule),
                review_note="",
                **_time_of_approval(schedule, now),
            )
            nudge_publisher(schedule)
    return said


def _count_one(schedule: PostingSchedule, voter: Voter, count: str) -> None:
    """One yes of several: the post waits on, and a note of before is answered.

    A client's yes that counts for nothing answers no colleague's note.
    """
    counts = voter.key in verdict_on(schedule).voters
    values: dict[str, Any] = {"review_status": Review.AWAITING, "review_note": ""} if counts else {}
    change_post(
        schedule,
        "post_approval_counted" if counts else "post_client_approved",
        by=voter.user,
        message=f"{voter.told_as}Approved, {count}." if counts else f"{voter.told_as}Approved.",
        **values,
    )


def _release(schedule: PostingSchedule, voter: Voter, **changes) -> None:
    """Write an approval: a move for a draft, a change for a post that is pending already."""
    message, by = f"{voter.told_as}Approved.", voter.user
    with slot_taken_is_said():
        if schedule.status == Status.PENDING:
            change_post(schedule, "post_approved", by=by, message=message, **changes)
        elif not move(schedule, Status.PENDING, reason=message, by=by, **changes):
            raise PostProblem(RACED)
        else:
            record_event(schedule.team, "post_approved", schedule, message, by=by)


def _time_of_approval(schedule: PostingSchedule, now: datetime) -> dict:
    """Its own time, or the next free one when the publisher would call it missed."""
    if now - schedule.scheduled_at <= timedelta(hours=schedule.team.catch_up_hours):
        return {"due_at": schedule.scheduled_at}
    others = taken_times(schedule.connection, now=now, without=schedule)
    at = first_free(now, others)
    reason = "Approved after its time had passed, so it takes the next free one."
    return {"scheduled_at": at, "due_at": at, "slot_reason": reason}


def ask_for_review(team: Team) -> int:
    """Under a policy that asks for approval, nothing unsent goes out without: how many now wait.

    Posts that were approved under a milder rule wait too, until the missing people agree.
    """
    if team.review_policy == Team.ReviewPolicy.NONE:
        return 0
    unsent = PostingSchedule.objects.in_team(team).filter(status=Status.PENDING)
    unseen = unsent.filter(review_status=Review.NOT_REQUIRED).order_by("pk")
    approved = unsent.filter(review_status=Review.APPROVED).order_by("pk")
    approved = approved.select_related("team", "media", "variant").prefetch_related("approvals")
    lacking = [post for post in approved if not verdict_on(post).is_cleared]
    return sum(_ask_again(post, POLICY_CHANGED) for post in unseen) + sum(
        _ask_again(post, MORE_PEOPLE, **NOT_APPROVED) for post in lacking
    )


def _ask_again(schedule: PostingSchedule, message: str, **changes) -> int:
    """Let one post wait for approval; 0 when the publisher or a colleague was first."""
    with suppress(PostProblem):
        awaits = {"review_status": Review.AWAITING, **changes}
        change_post(schedule, "post_awaits_review", by=None, message=message, **awaits)
        return 1
    return 0


def request_changes(
    schedule: PostingSchedule, *, by: User, note: str, now: datetime | None = None
) -> PostingSchedule:
    """Send a post back with what should change; it cannot go out until it is approved again."""
    member = require_reviewer(schedule.team, by)
    require_status(schedule, Status.DRAFT, Status.PENDING)
    if not note.strip():
        raise PostProblem("Say what should change: the note is what your colleague reads first.")
    settle_no(schedule, member_voter(member, by), note=note.strip(), now=now or timezone.now())
    return schedule


def settle_no(schedule: PostingSchedule, voter: Voter, *, note: str, now: datetime) -> Approval:
    """Write down what should change; every earlier yes is taken back with it."""
    with transaction.atomic():
        said = cast(schedule, voter, Decision.CHANGES_REQUESTED, now=now, note=note)
        change_post(
            schedule,
            "post_changes_requested",
            by=voter.user,
            message=f"{voter.told_as}{note}",
            review_status=Review.CHANGES_REQUESTED,
            review_note=f"{voter.told_as}{note}",
            **NOT_APPROVED,
        )
    return said


def reject(
    schedule: PostingSchedule, *, by: User, note: str = "", now: datetime | None = None
) -> PostingSchedule:
    """Say no for good: the post is canceled and its slot is free. The planner leaves it so."""
    member = require_reviewer(schedule.team, by)
    require_status(schedule, Status.DRAFT, Status.PENDING)
    changes = {"review_status": Review.REJECTED, "review_note": note, "payload_hash": ""}
    reason = f"Rejected: {note}" if note else "Rejected."
    with transaction.atomic():
        voter = member_voter(member, by)
        cast(schedule, voter, Decision.REJECTED, now=now or timezone.now(), note=note)
        if not move(schedule, Status.CANCELED, reason=reason, by=by, **changes):
            raise PostProblem(RACED)
    return schedule


def take_back(schedule: PostingSchedule, *, by: User, now: datetime) -> PostingSchedule:
    """Undo one's own yes, or one's own request for changes, while it is the latest word on a post.

    The post waits for approval again. A rejected post is canceled for good and stays so.
    """
    member = require_reviewer(schedule.team, by)
    require_status(schedule, Status.DRAFT, Status.PENDING)
    latest = schedule.approvals.order_by("-decided_at", "-created_at").first()
    if latest is None or latest.voter != voter_of(by) or latest.decision == Decision.WITHDRAWN:
        raise PostProblem("Somebody decided on this post after you. Look at it again.")
    with transaction.atomic():
        cast(schedule, member_voter(member, by), Decision.WITHDRAWN, now=now)
        change_post(
            schedule,
            "post_decision_withdrawn",
            by=by,
            message=f"Took back: {latest.get_decision_display().lower()}.",
            review_status=Review.AWAITING,
            review_note="",
            **NOT_APPROVED,
        )
    return schedule
