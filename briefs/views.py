"""Briefs, to read and to print."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404

from briefs.models import CreativeBrief
from briefs.selectors import get_brief_page
from teams.pages import TeamRequest, render_page, team_page


@team_page
def briefs(request: TeamRequest) -> HttpResponse:
    page = get_brief_page(request.team, request.GET.get("page"))
    return render_page(request, "briefs/briefs.html", {"title": "Briefs", "page": page})


@team_page
def brief(request: TeamRequest, pk) -> HttpResponse:
    row = get_object_or_404(CreativeBrief.objects.in_team(request.team), pk=pk)
    context = {"title": row.angle_name[:60], "brief": row, "plans": row.plans.all()}
    return render_page(request, "briefs/brief.html", context)
