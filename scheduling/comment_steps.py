"""What a person does with the remarks on a post, on whichever page they are shown."""

from django.utils import timezone

from scheduling.exceptions import PostProblem
from scheduling.models import PostComment, PostingSchedule
from scheduling.review_forms import CommentForm
from scheduling.services.comments import add_comment, reopen_comment, resolve_comment
from teams.pages import TeamRequest, first_error


def say(request: TeamRequest, schedule: PostingSchedule) -> None:
    """Add the remark that was sent. Raises PostProblem."""
    form = CommentForm(request.POST)
    if not form.is_valid():
        raise PostProblem(first_error(form, "text"))
    add_comment(schedule, by=request.user, text=form.cleaned_data["text"], now=timezone.now())


def settle(request: TeamRequest, comment: PostComment) -> None:
    """Mark a remark as dealt with, or open it again. Raises PostProblem."""
    if request.POST.get("open"):
        reopen_comment(comment, by=request.user)
    else:
        resolve_comment(comment, by=request.user, now=timezone.now())
