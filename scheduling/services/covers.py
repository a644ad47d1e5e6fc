"""The cover of one post: another of the frames that were looked at."""

from datetime import datetime

from analysis.models import FrameSample
from analysis.services.cover import CoverProblem, store_cover
from media_assets.services.storage import delete_stored
from scheduling.exceptions import PostProblem
from scheduling.models import PostingSchedule
from scheduling.services.posts import edit_post
from teams.models import User


def take_cover(
    schedule: PostingSchedule, frame: FrameSample, *, by: User, version: int, now: datetime
) -> PostingSchedule:
    """Make `frame` of the post's own media its cover, at full size: an edit like any other.

    Raises PostProblem, StalePost.
    """
    if frame.analysis.media_id != schedule.media_id:
        raise PostProblem("The cover must be one of the frames found in this media.")
    try:
        path = store_cover(frame)
    except CoverProblem as problem:
        raise PostProblem(str(problem)) from problem
    try:
        return edit_post(schedule, by=by, version=version, now=now, thumbnail_path=path)
    except BaseException:
        delete_stored(path)
        raise
