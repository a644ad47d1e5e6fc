"""What the coach found, with its evidence."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from coaching.selectors import get_insight_page
from coaching.services.insights import ON_DEMAND, write_insight
from scheduling.access import schedule_for
from teams.pages import TeamRequest, answer, render_page, team_action, team_page

NO_READING = "There is no reading of this post yet: the first is taken 15 minutes after it is out."


@team_page
def coach(request: TeamRequest) -> HttpResponse:
    page = get_insight_page(request.team, request.GET.get("page"))
    return render_page(request, "coaching/coach.html", {"title": "Coach", "page": page})


@team_action
def coach_post(request: TeamRequest, pk) -> HttpResponse:
    """Ask the coach about one post now, from its newest reading."""
    schedule = schedule_for(request.team, pk)
    fallback = reverse("post", args=[pk])
    if write_insight(schedule, ON_DEMAND, now=timezone.now()) is None:
        return answer(request, NO_READING, fallback=fallback, level="info")
    return answer(request, "The coach has looked at this post.", fallback=fallback)
