"""What AI providers were asked this month, and what it cost."""

from django.http import HttpResponse
from django.utils import timezone

from ai.providers import list_providers
from ai.selectors import get_budget, get_month_page, sum_month
from teams.pages import TeamRequest, render_page, team_page


@team_page
def ai_use(request: TeamRequest) -> HttpResponse:
    now = timezone.now()
    context = {
        "title": "AI use and cost",
        "month": now.astimezone(request.team.zone),
        "budget": get_budget(request.team, now),
        "page": get_month_page(request.team, now, request.GET.get("page")),
        "providers": list_providers(),
        **sum_month(request.team, now),
    }
    return render_page(request, "ai/use.html", context)
