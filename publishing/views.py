"""What a person does about a post that did not go out cleanly."""

from django.http import HttpResponse
from django.utils import timezone

from publishing.access import first_comment_of
from publishing.services import comment_answers, reconciliation, resend
from scheduling.access import schedule_for
from scheduling.views import take_step
from teams.pages import TeamRequest, team_action


@team_action
def post_send_again(request: TeamRequest, pk) -> HttpResponse:
    schedule = schedule_for(request.team, pk)

    def step() -> None:
        resend.send_again(schedule, by=request.user, now=timezone.now())

    return take_step(request, schedule, step, "It is in the plan again, at the next free time.")


@team_action
def post_confirm(request: TeamRequest, pk) -> HttpResponse:
    """A person saw the post on the account, and gives its address."""
    schedule = schedule_for(request.team, pk)
    url = request.POST.get("url", "").strip()

    def step() -> None:
        reconciliation.confirm_by_person(schedule, url=url, by=request.user, now=timezone.now())

    return take_step(request, schedule, step, "Thank you: it counts as posted.")


@team_action
def post_declare_absent(request: TeamRequest, pk) -> HttpResponse:
    """A person looked at the account, and the post is not there."""
    schedule = schedule_for(request.team, pk)

    def step() -> None:
        reconciliation.declare_absent(schedule, by=request.user, now=timezone.now())

    return take_step(request, schedule, step, "Thank you: it counts as not posted.")


@team_action
def first_comment_confirm(request: TeamRequest, pk) -> HttpResponse:
    """A person saw the first comment below its post."""
    comment = first_comment_of(request.team, pk)

    def step() -> None:
        comment_answers.confirm_comment(comment, by=request.user, now=timezone.now())

    return take_step(request, comment.schedule, step, "Thank you: it counts as sent.")


@team_action
def first_comment_send_again(request: TeamRequest, pk) -> HttpResponse:
    """A person looked below the post, and wants the first comment to be sent."""
    comment = first_comment_of(request.team, pk)

    def step() -> None:
        comment_answers.send_comment_again(comment, by=request.user, now=timezone.now())

    return take_step(request, comment.schedule, step, "On its way: it goes out within seconds.")


@team_action
def first_comment_leave_out(request: TeamRequest, pk) -> HttpResponse:
    """A person does not want the first comment any more."""
    comment = first_comment_of(request.team, pk)

    def step() -> None:
        comment_answers.leave_comment_out(comment, by=request.user, now=timezone.now())

    return take_step(request, comment.schedule, step, "It is left out.")
