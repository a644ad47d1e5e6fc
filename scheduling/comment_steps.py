"""What a person does with the remarks on a post, on whichever page they are shown."""

from collections.abc import Callable

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from scheduling.exceptions import PostProblem
from scheduling.models import PostComment, PostingSchedule
from scheduling.review_forms import CommentForm
from scheduling.selectors import list_remarks
from scheduling.services.comments import add_comment, reopen_comment, resolve_comment
from teams.pages import TeamRequest, answer, first_error


def say(request: TeamRequest, schedule: PostingSchedule) -> None:
    """Add the remark that was sent. Raises PostProblem."""
    form = CommentForm(request.POST)
    if not form.is_valid():
        raise PostProblem(first_error(form, "text"))
    add_comment(schedule, by=request.user, text=form.cleaned_data["text"], now=timezone.now())


def settle(request: TeamRequest, remark: PostComment) -> None:
    """Mark a remark as dealt with, or open it again. Raises PostProblem."""
    if request.POST.get("open"):
        reopen_comment(remark, by=request.user)
    else:
        resolve_comment(remark, by=request.user, now=timezone.now())


def remarks_of(schedule: PostingSchedule, text: str = "") -> dict:
    """For a template: what was said, how much of it is open, and the form to say more."""
    remarks = list(list_remarks(schedule))
    return {
        "remarks": remarks,
        "open_remarks": sum(remark.resolved_at is None for remark in remarks),
        "comment_form": CommentForm(auto_id="comment_%s", initial={"text": text}),
    }


def answer_with_remarks(
    request: TeamRequest,
    schedule: PostingSchedule,
    step: Callable[[], None],
    *,
    template: str,
    fallback: str,
    **context,
) -> HttpResponse:
    """Take `step`, then show the remarks alone: words half written beside them stay.

    A refusal (422) keeps what was written. Without a script the page at `fallback` says it.
    """
    refused = ""
    try:
        step()
    except PostProblem as problem:
        refused = problem.sentence
    if not request.htmx:
        level = "error" if refused else "success"
        return answer(request, refused or "Noted.", fallback=fallback, level=level)
    text = request.POST.get("text", "") if refused else ""
    context |= {"post": schedule, "remark_refused": refused, **remarks_of(schedule, text)}
    return render(request, template, context, status=422 if refused else 200)
