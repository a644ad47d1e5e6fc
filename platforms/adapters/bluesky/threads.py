"""The replies of a thread, as the app view nests them. Pure."""

from collections.abc import Iterator
from datetime import UTC, datetime

from platforms.adapters.readings import count, moment
from platforms.adapters.types import CommentReading

MAX_COMMENTS = 500
LONG_AGO = datetime.min.replace(tzinfo=UTC)


def comments_in(thread: dict) -> list[CommentReading]:
    """Every reply below the post, newest first. Raises KeyError, TypeError, ValueError."""
    comments = sorted(_below(thread), key=lambda c: c.posted_at or LONG_AGO, reverse=True)
    return comments[:MAX_COMMENTS]


def _below(thread: dict) -> Iterator[CommentReading]:
    for reply in thread.get("replies") or []:
        if "post" in reply:  # others are deleted, or hidden from us
            yield _comment_of(reply["post"])
            yield from _below(reply)


def _comment_of(post: dict) -> CommentReading:
    return CommentReading(
        comment_id=str(post["uri"]),
        author_handle=str(post["author"]["handle"]),
        text=str(post["record"].get("text", "")),
        like_count=count(post.get("likeCount")),
        posted_at=moment(post["record"].get("createdAt")),
        author_id=str(post["author"].get("did") or ""),
    )
