"""The team, and what happened in it."""

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from teams.forms import TeamForm
from teams.pages import TeamRequest, answer, manager_action, render_page, team_page
from teams.selectors import get_event_page, list_event_types, list_members, list_teams_of
from teams.services.events import record_event
from teams.services.memberships import switch_team


@team_page
def team(request: TeamRequest) -> HttpResponse:
    return show_team(request, TeamForm(instance=request.team))


def show_team(request: TeamRequest, form: TeamForm, *, status: int = 200) -> HttpResponse:
    context = {
        "title": "Team",
        "members": list_members(request.team),
        "teams": list_teams_of(request.user),
        "form": form,
    }
    return render_page(request, "teams/team.html", context, status=status)


@manager_action
def team_edit(request: TeamRequest) -> HttpResponse:
    form = TeamForm(request.POST, instance=request.team)
    if not form.is_valid():
        request.team.refresh_from_db()  # the frame shows the team as it is stored
        return show_team(request, form, status=422)
    with transaction.atomic():
        saved = form.save()
        changed = ", ".join(form.changed_data)
        record_event(saved, "team_edited", saved, f"Changed: {changed}.", by=request.user)
    return answer(request, "Saved.", fallback=reverse("team"))


@require_POST
@team_page
def team_switch(request: TeamRequest, pk) -> HttpResponse:
    """Work in another of one's own teams."""
    if not switch_team(request, pk):
        return answer(request, "That team is not yours.", fallback=reverse("team"), level="error")
    return redirect("dashboard")


@team_page
def activity(request: TeamRequest) -> HttpResponse:
    types = list_event_types(request.team)
    wanted = request.GET.get("type", "")
    event_type = wanted if wanted in types else ""
    context = {
        "title": "Activity",
        "types": types,
        "event_type": event_type,
        "page": get_event_page(request.team, event_type, request.GET.get("page")),
    }
    return render_page(request, "teams/activity.html", context)
