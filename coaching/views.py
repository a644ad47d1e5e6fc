"""What the coach found, with its evidence."""

from django.http import HttpResponse

from coaching.selectors import get_insight_page
from teams.pages import TeamRequest, render_page, team_page


@team_page
def coach(request: TeamRequest) -> HttpResponse:
    page = get_insight_page(request.team, request.GET.get("page"))
    return render_page(request, "coaching/coach.html", {"title": "Coach", "page": page})
