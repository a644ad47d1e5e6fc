"""Planning anew: the proposal as a page, and its acceptance."""

from datetime import datetime
from uuid import UUID

from django.core import signing
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from scheduling.exceptions import PostProblem
from scheduling.services.replan import Replan, Step, apply_replan, propose_replan
from teams.models import Team
from teams.pages import TeamRequest, answer, render_page, team_action, team_page

SALT, VALID_SECONDS = "scheduling.replan", 3600
STALE = "This proposal is too old. Look at the new one."


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
    except signing.BadSignature:  # also when it is too old
        return answer(request, STALE, fallback=fallback, level="error")
    return answer(request, f"{moved} posts moved. The rest stays as it was.", fallback=fallback)


def seal_proposal(team: Team, proposal: Replan) -> str:
    """A proposal as signed text: only what we proposed to this team can be accepted."""
    steps = [
        [str(change.post.pk), change.post.fence, change.after.isoformat(), change.why]
        for change in proposal.changes
    ]
    return signing.dumps({"team": str(team.pk), "steps": steps}, salt=SALT, compress=True)


def open_proposal(team: Team, sealed: str) -> list[Step]:
    """The steps of a sealed proposal; raises BadSignature for a foreign, old or altered one."""
    said = signing.loads(sealed, salt=SALT, max_age=VALID_SECONDS)
    if said["team"] != str(team.pk):
        raise signing.BadSignature("another team's proposal")
    return [
        Step(UUID(pk), fence, datetime.fromisoformat(after), why)
        for pk, fence, after, why in said["steps"]
    ]
