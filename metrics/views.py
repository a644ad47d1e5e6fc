"""How good the score before posting has been, and the wish to fit it now."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from analysis.scoring.judging import MIN_POSTS
from metrics.score_page import list_cases
from metrics.services.fitting import fit_team
from teams.pages import TeamRequest, answer, render_page, team_action, team_page


@team_page
def score(request: TeamRequest) -> HttpResponse:
    context = {
        "title": "How good is the score",
        "cases": list_cases(request.team),
        "min_posts": MIN_POSTS,
    }
    return render_page(request, "metrics/score.html", context)


@team_action
def score_fit(request: TeamRequest) -> HttpResponse:
    """Fit all networks' weights now, without waiting for the hour."""
    rows = fit_team(request.team, now=timezone.now(), by=request.user, force=True)
    adopted = sum(row.status == row.Status.ACTIVE for row in rows)
    said = f"{len(rows)} versions were fitted, {adopted} of them adopted."
    if not rows:
        said = f"Nothing to fit yet: it takes {MIN_POSTS} measured files on one network."
    return answer(request, said, fallback=reverse("score"), level="success" if rows else "info")
