"""A failed post goes out again because a person says so: only when no try of it is unknown."""

from datetime import datetime

from publishing.services.rows import open_attempt_of
from scheduling.exceptions import PostProblem
from scheduling.models import PostingSchedule
from scheduling.services import posts
from teams.models import User


def send_again(
    schedule: PostingSchedule, *, by: User, now: datetime, at: datetime | None = None
) -> PostingSchedule:
    """Bring a failed post back: due at `at`, or at once. Raises PostProblem when it may be out."""
    if open_attempt_of(schedule) is not None:
        raise PostProblem(
            "An earlier try of this post may have landed. Say first whether it is on the account."
        )
    return posts.send_again(schedule, by=by, now=now, at=at or now)
