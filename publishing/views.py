"""What a person does about a post that did not go out cleanly."""

from django.http import HttpResponse
from django.utils import timezone

from publishing.services import reconciliation, resend
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
