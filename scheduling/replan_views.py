"""Planning anew: the proposal as a page, and its acceptance."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from scheduling.exceptions import PostProblem
from scheduling.services.replan import apply_replan, propose_replan
from scheduling.services.replan_seal import open_proposal, seal_proposal
from teams.pages import TeamRequest, answer, render_page, team_action, team_page


@team_page
def replan(request: TeamRequest) -> HttpResponse:
    """What would move, from when to when, and why; nothing is stored by looking."""
    proposal = propose_replan(request.team, now=timezone.now())
    context = {
        "title": "Plan anew",
        "proposal": proposal,
        "sealed": seal_proposal(request.team, proposal),
    }
    return render_page(request, "scheduling/replan.html", context)


@team_action
def replan_apply(request: TeamRequest) -> HttpResponse:
    """Move the posts as they were shown, all or none."""
    fallback = reverse("replan")
    try:
        steps = open_proposal(request.team, request.POST.get("proposal", ""))
        moved = apply_replan(request.team, steps, by=request.user, now=timezone.now())
    except PostProblem as problem:
        return answer(request, problem.sentence, fallback=fallback, level="error")
    return answer(request, f"{moved} posts moved. The rest stays as it was.", fallback=fallback)
