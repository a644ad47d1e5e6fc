"""What a person does with a post. Every door (page, API, admin, command) calls these.

A refused step raises PostProblem with a sentence and changes nothing. `by` is None for the
machine itself. Approval lives in `review.py` and is offered here under one roof.
"""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from analysis.models import MediaAnalysis
from media_assets.models import MediaAsset
from media_assets.transitions import move_asset
from platforms.models import Connection
from scheduling.edits import EDITABLE, clean_edit, require_own_cover, words_on
from scheduling.exceptions import PostProblem, StalePost
from scheduling.fitness import file_problems
from scheduling.models import Campaign, CrossPostGroup, PostingSchedule
from scheduling.nudges import nudge_publisher
from scheduling.placement import place
from scheduling.planner import first_free
from scheduling.rights import require_editor, review_status_for
from scheduling.services.changes import RACED, change_post, require_status, slot_taken_is_said
from scheduling.services.files import agree, choose_file, file_values, refresh_file, set_file
from scheduling.services.review import approve, reject, request_changes, take_back
from scheduling.services.slots import taken_times
from scheduling.services.votes import may_go_out
from scheduling.transitions import move
from scheduling.wording import Words, words_for
from teams.models import User
from teams.services.events import record_event

__all__ = [
    "EDITABLE",
    "agree",
    "approve",
    "cancel",
    "choose_file",
    "create_post",
    "edit_post",
    "publish_now",
    "reject",
    "request_changes",
    "reschedule",
    "send_again",
    "submit",
    "take_back",
]

Status = PostingSchedule.Status
READY_ASSETS = ("analyzed", "scheduled", "posted")


def create_post(
    asset: MediaAsset,
    connection: Connection,
    *,
    at: datetime,
    by: User | None,
    now: datetime | None = None,
    as_draft: bool = False,
    priority: int = PostingSchedule.Priority.NORMAL,
    group: CrossPostGroup | None = None,
    campaign: Campaign | None = None,
    **words,
) -> PostingSchedule:
    """A post placed by a person; the planner leaves it where it is.

    `words` may hold any of EDITABLE (body, title, hashtags …); what is missing comes from the
    analysis. The same asset again on the same account is a repeat, counted in `repeat`.
    """
    now = now or timezone.now()
    require_editor(asset.team, by)
    _require_usable(asset, connection)
    _require_future(at, now)
    edited = clean_edit(words)
    require_own_cover(asset, edited.get("thumbnail_path"))
    status = Status.DRAFT if as_draft else Status.PENDING
    schedule = _new_post(asset, connection, edited, at=at, status=status, by=by)
    schedule.priority, schedule.cross_post_group = priority, group
    schedule.campaign = campaign
    with transaction.atomic():
        set_file(schedule, now=now)
        _insert(schedule, by)
    return schedule


def _new_post(
    asset: MediaAsset,
    connection: Connection,
    edited: dict,
    *,
    at: datetime,
    status: str,
    by: User | None,
) -> PostingSchedule:
    """The row, not stored yet: own words first, the suggested ones where there are none."""
    platform = place(asset, connection).platform
    analysis = MediaAnalysis.objects.current().filter(media=asset).first()
    return PostingSchedule(
        team=asset.team,
        media=asset,
        analysis=analysis,
        connection=connection,
        platform=platform,
        scheduled_at=at,
        due_at=at,
        status=status,
        content_type="manual" if edited else "generated",
        timezone=asset.team.timezone,
        slot_reason=_placed_by(by),
        placed_by_person=True,
        review_status=review_status_for(asset.team),
        created_by=by,
        **own_words_first(words_for(asset, analysis, platform), edited),
    )


def own_words_first(suggested: Words, edited: dict) -> dict:
    """The values of a new post; own options leave the suggested ones that they do not name."""
    options = {**suggested.platform_specific, **edited.get("platform_specific", {})}
    return {**vars(suggested), **edited, "platform_specific": options}


def _placed_by(by: User | None) -> str:
    return f"Placed by {by.name or by.email}." if by else "Placed on request."


def _insert(schedule: PostingSchedule, by: User | None) -> None:
    """Store a new post, its event, and that its asset is scheduled now."""
    asset = schedule.media
    with slot_taken_is_said(), transaction.atomic():
        earlier = asset.schedules.filter(connection=schedule.connection).exclude(status="canceled")
        schedule.repeat = (earlier.aggregate(last=Max("repeat"))["last"] or 0) + 1
        try:
            schedule.save(force_insert=True)
        except IntegrityError as error:
            if "repeat" in str(error) or "asset_once_per_account" in str(error):
                raise PostProblem(RACED) from error
            raise
        record_event(schedule.team, "post_created", schedule, "Created by hand.", by=by)
        if asset.status == MediaAsset.Status.ANALYZED:
            move_asset(asset, MediaAsset.Status.SCHEDULED, reason="A post was created.", by=by)
        if schedule.status == Status.PENDING:
            nudge_publisher(schedule)


def _require_usable(asset: MediaAsset, connection: Connection) -> None:
    if asset.team_id != connection.team_id:
        raise PostProblem("This account belongs to another team.")
    if asset.status not in READY_ASSETS:
        state = asset.get_status_display().lower()
        raise PostProblem(f"The media is {state}; it can be posted once it is analysed.")
    if not connection.can_publish:
        raise PostProblem(f"{connection} is not connected. Reconnect the account first.")


def _require_future(at: datetime, now: datetime) -> None:
    if timezone.is_naive(at):
        raise PostProblem("The time needs a time zone, as in 2026-03-02T12:00:00+01:00.")
    if at < now:
        raise PostProblem("That time has passed. Pick a later one, or use “publish now”.")


def edit_post(
    schedule: PostingSchedule, *, by: User | None, version: int, now: datetime, **fields
) -> PostingSchedule:
    """Change the words of a draft or pending post; `version` is the one the editor looked at.

    The event keeps both texts, so that the difference can be shown. An approved post asks for
    approval again. Raises StalePost when somebody saved first.
    """
    require_editor(schedule.team, by)
    require_status(schedule, Status.DRAFT, Status.PENDING)
    after = clean_edit(fields)
    require_own_cover(schedule.media, after.get("thumbnail_path"))
    before = words_on(schedule, after)
    if schedule.version != version:
        raise StalePost(theirs=before, mine=after, version=schedule.version)
    after = {name: value for name, value in after.items() if value != before[name]}
    if not after:
        return schedule
    change_post(
        schedule,
        "post_edited",
        by=by,
        message=f"Edited: {', '.join(name.replace('_', ' ') for name in sorted(after))}.",
        meta={"before": {name: before[name] for name in after}, "after": after},
        version=schedule.version + 1,
        review_status=review_status_for(schedule.team),
        payload_hash="",
        approved_by=None,
        approved_at=None,
        edited_by=by,
        **after,
    )
    return schedule


def submit(schedule: PostingSchedule, *, by: User | None, now: datetime) -> PostingSchedule:
    """A draft is finished: it waits for its time, and for approval where the team wants it."""
    require_editor(schedule.team, by)
    require_status(schedule, Status.DRAFT)
    _require_future(schedule.scheduled_at, now)
    refresh_file(schedule, now=now, by=by)
    review = review_status_for(schedule.team)
    changes = {"due_at": schedule.scheduled_at, "review_status": review}
    with transaction.atomic():
        if not move(schedule, Status.PENDING, reason="Submitted.", by=by, **changes):
            raise PostProblem(RACED)
        nudge_publisher(schedule)
    return schedule


def cancel(
    schedule: PostingSchedule, *, by: User | None, reason: str = "", now: datetime | None = None
) -> PostingSchedule:
    """Take a post that is not out off the calendar for good; its slot is free again."""
    require_editor(schedule.team, by)
    require_status(schedule, Status.DRAFT, Status.PENDING, Status.FAILED)
    if not move(schedule, Status.CANCELED, reason=reason or "Canceled.", by=by):
        raise PostProblem(RACED)
    return schedule


def reschedule(
    schedule: PostingSchedule, *, at: datetime, by: User | None, now: datetime
) -> PostingSchedule:
    """Move a post to another time; from then on the planner leaves it. Its approval stays."""
    require_editor(schedule.team, by)
    require_status(schedule, Status.DRAFT, Status.PENDING)
    if schedule.is_locked:
        raise PostProblem("This post is locked to its time. Unlock it first.")
    _require_future(at, now)
    _put_at(schedule, at, by=by, event="post_moved")
    return schedule


def publish_now(schedule: PostingSchedule, *, by: User | None, now: datetime) -> PostingSchedule:
    """Due at once, whatever stands near it; still only what the review allows to go out."""
    require_editor(schedule.team, by)
    require_status(schedule, Status.PENDING)
    if not may_go_out(schedule):
        raise PostProblem("This post is not approved yet. Approve it, then publish it now.")
    if schedule.file_state == PostingSchedule.FileState.PROPOSED:
        raise PostProblem(" ".join(file_problems(schedule)))
    with transaction.atomic():
        _put_at(schedule, now, by=by, event="post_hurried")
        nudge_publisher(schedule)
    return schedule


def _put_at(schedule: PostingSchedule, at: datetime, *, by: User | None, event: str) -> None:
    meta = {"before": schedule.scheduled_at.isoformat(), "after": at.isoformat()}
    with slot_taken_is_said():
        change_post(
            schedule,
            event,
            by=by,
            message=f"Moved to {at:%Y-%m-%d %H:%M} UTC.",
            meta=meta,
            scheduled_at=at,
            due_at=at,
            placed_by_person=True,
            slot_reason=_placed_by(by),
        )


def send_again(
    schedule: PostingSchedule, *, by: User | None, now: datetime, at: datetime | None = None
) -> PostingSchedule:
    """Bring a failed post back to pending, at `at` or the next free time.

    Whether an earlier try may have landed is checked by `publishing.services.resend`, which is
    the door to this. The approval stays when what would be sent is still what was approved.
    """
    require_editor(schedule.team, by)
    require_status(schedule, Status.FAILED)
    at = at or first_free(now, taken_times(schedule.connection, now=now))
    _require_future(at, now)
    changes = {
        "scheduled_at": at,
        "due_at": at,
        "placed_by_person": True,
        "slot_reason": "Sent again by a person.",
        "failure_reason": "",
        "error_message": "",
        "error_json": {},
        "retry_count": 0,
        "needs_person": False,
        **file_values(schedule, now=now),
    }
    with slot_taken_is_said(), transaction.atomic():
        if not move(schedule, Status.PENDING, reason="Sent again.", by=by, **changes):
            raise PostProblem(RACED)
        nudge_publisher(schedule)
    return schedule
