"""Remarks on a post: say one, mark it as dealt with, or open it again."""

from datetime import datetime

from django.db import transaction

from scheduling.exceptions import PostProblem
from scheduling.models import PostComment, PostingSchedule
from scheduling.rights import require_editor
from teams.models import User
from teams.services.events import record_event

MOST = 4000  # characters
GONE = "A colleague has done that already."


def add_comment(schedule: PostingSchedule, *, by: User, text: str, now: datetime) -> PostComment:
    """Say something about a post, in whatever state it is. Raises PostProblem."""
    require_editor(schedule.team, by)
    text = text.replace("\x00", "").strip()
    if not text:
        raise PostProblem("Write something first.")
    if len(text) > MOST:
        raise PostProblem(f"A comment has at most {MOST:,} characters; this one has {len(text):,}.")
    with transaction.atomic():
        comment = PostComment.objects.create(
            team=schedule.team, schedule=schedule, user=by, text=text, said_at=now
        )
        record_event(schedule.team, "post_commented", schedule, text[:300], by=by)
    return comment


def resolve_comment(comment: PostComment, *, by: User, now: datetime) -> PostComment:
    """Mark a remark as dealt with. Raises PostProblem when it is already."""
    return _settle(comment, "post_comment_resolved", by=by, was_open=True, at=now)


def reopen_comment(comment: PostComment, *, by: User) -> PostComment:
    """Take that back."""
    return _settle(comment, "post_comment_reopened", by=by, was_open=False, at=None)


def _settle(
    comment: PostComment, event: str, *, by: User, was_open: bool, at: datetime | None
) -> PostComment:
    require_editor(comment.team, by)
    values = {"resolved_at": at, "resolved_by": by if at else None}
    rows = PostComment.objects.filter(pk=comment.pk, resolved_at__isnull=was_open)
    with transaction.atomic():
        if not rows.update(**values):
            raise PostProblem(GONE)
        record_event(comment.team, event, comment.schedule, comment.text[:300], by=by)
    for name, value in values.items():
        setattr(comment, name, value)
    return comment
