"""Locking a post to its time: neither the planner nor a person moves it until it is unlocked."""

from scheduling.models import PostingSchedule
from scheduling.rights import require_editor
from scheduling.services.changes import change_post, require_status
from teams.models import User

Status = PostingSchedule.Status


def set_lock(schedule: PostingSchedule, *, locked: bool, by: User | None) -> PostingSchedule:
    """Lock or unlock a draft or pending post; nothing happens when it is so already."""
    require_editor(schedule.team, by)
    require_status(schedule, Status.DRAFT, Status.PENDING)
    if schedule.is_locked == locked:
        return schedule
    event, message = ("post_locked", "Locked.") if locked else ("post_unlocked", "Unlocked.")
    change_post(schedule, event, by=by, message=message, is_locked=locked)
    return schedule
