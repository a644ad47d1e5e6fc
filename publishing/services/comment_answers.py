"""What a person says about a first comment that is in doubt, or was not sent."""

from datetime import datetime

from publishing.comment_moves import S, move_comment
from publishing.models import FirstComment
from publishing.services.comment_rows import adapter_or_none, settle_of
from scheduling.exceptions import PostProblem
from scheduling.rights import require_editor
from teams.models import User

MOVED_ON = "This first comment has moved on meanwhile. Reload the page to see where it stands."


def confirm_comment(comment: FirstComment, *, by: User, now: datetime) -> FirstComment:
    """“It is there”: a person looked below the post. Raises PostProblem."""
    _require(comment, by, *FirstComment.IN_DOUBT, S.FAILED)
    values = {"evidence": "A colleague saw it below the post.", "posted_at": comment.sent_at or now}
    _move(comment, S.POSTED, by=by, due_at=None, **values)
    return comment


def send_comment_again(comment: FirstComment, *, by: User, now: datetime) -> FirstComment:
    """“It is not there, send it”: at once. Refused while an earlier call may still land."""
    _require(comment, by, *FirstComment.IN_DOUBT, S.FAILED)
    if not comment.schedule.external_post_id:
        raise PostProblem(
            "The post’s id is not known, so nothing can be sent below it. Write the comment "
            "yourself, then say that it is there."
        )
    if comment.status != S.FAILED:
        _require_settled(comment, now)
    values = {"due_at": now, "wanted_at": now, "retries": 0}
    _move(comment, S.WAITING, by=by, reason="Sent again on a colleague’s wish.", **values)
    return comment


def leave_comment_out(comment: FirstComment, *, by: User, now: datetime) -> FirstComment:
    """“Leave it”: it is not sent any more, and nobody is asked about it."""
    _require(comment, by, S.WAITING, *FirstComment.IN_DOUBT)
    _move(comment, S.FAILED, by=by, reason="A colleague left it out.", due_at=None)
    return comment


def _require(comment: FirstComment, by: User, *allowed: str) -> None:
    require_editor(comment.team, by)
    if comment.status not in allowed:
        state = comment.get_status_display().lower()
        raise PostProblem(f"This first comment cannot do that now: {state}.")


def _require_settled(comment: FirstComment, now: datetime) -> None:
    adapter = adapter_or_none(comment)
    if comment.sent_at is None or adapter is None:
        return
    sure_at = comment.sent_at + settle_of(adapter)
    if now < sure_at:
        raise PostProblem(
            f"It may still appear. Look below the post again after {sure_at:%H:%M} UTC."
        )


def _move(comment: FirstComment, to: str, *, by: User, **changes) -> None:
    if not move_comment(comment, to, by=by, **changes):
        raise PostProblem(MOVED_ON)
