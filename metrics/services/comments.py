"""Comments under our posts: each once, with how it feels and what it is about."""

from collections.abc import Iterable

from metrics.models import Comment
from metrics.sentiment import read_comment
from platforms.adapters.types import CommentReading
from scheduling.models import PostingSchedule

AT_MOST = 500  # per reading; the adapter gives the newest first
REFRESHED = ["text", "like_count", "sentiment_score", "sentiment_label", "topic_tags"]


def store_comments(
    schedule: PostingSchedule, comments: Iterable[CommentReading], *, simulated: bool
) -> None:
    """Insert new comments and refresh known ones (an edited text is read again)."""
    once = {comment.comment_id: comment for comment in comments if comment.comment_id}
    rows = [_row(schedule, comment, simulated) for comment in list(once.values())[:AT_MOST]]
    Comment.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["schedule", "platform_comment_id"],
        update_fields=REFRESHED,
    )


def _row(schedule: PostingSchedule, comment: CommentReading, simulated: bool) -> Comment:
    text = comment.text.replace("\x00", "")
    mood = read_comment(text)
    return Comment(
        team=schedule.team,
        schedule=schedule,
        platform_comment_id=comment.comment_id[:255],
        author_handle=comment.author_handle.replace("\x00", "")[:255],
        text=text,
        like_count=comment.like_count,
        sentiment_score=mood.score,
        sentiment_label=mood.label,
        topic_tags=mood.tags,
        is_simulated=simulated,
        posted_at=comment.posted_at,
    )
