"""Data and privacy: the pages on which a team or a person is exported or erased."""

from functools import wraps

from django.contrib.auth.decorators import login_required
from django.contrib.messages import get_messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from teams.data_forms import EraseAccountForm, EraseTeamForm
from teams.models import DataRequest
from teams.pages import TeamRequest, View, answer, post_only, render_page, team_page
from teams.privacy.access import is_owner, list_of_person, list_of_team, request_for
from teams.privacy.erase_person import why_person_stays
from teams.privacy.erase_team import planned_for, why_team_stays
from teams.privacy.requests import (
    DataProblem,
    ask_erasure_of_person,
    ask_erasure_of_team,
    ask_export_of_person,
    ask_export_of_team,
    cancel,
)

ON_ITS_WAY = "Your export is being made. You find it here when it is ready."
PLANNED = "It is planned, and everybody in the team is told. You can call it off until then."
CALLED_OFF = "Called off. Nothing is erased."


def owner_action(view: View) -> View:
    """A POST by an owner of the team."""

    @wraps(view)
    def wrapped(request: TeamRequest, *args, **kwargs):
        if not is_owner(request.user, request.team):
            raise PermissionDenied("Only an owner of the team can do this.")
        return view(request, *args, **kwargs)

    return post_only(team_page(wrapped))


@team_page
def team_data(request: TeamRequest) -> HttpResponse:
    return show_team_data(request, EraseTeamForm(team=request.team, user=request.user))


def show_team_data(request: TeamRequest, form: EraseTeamForm, *, status: int = 200) -> HttpResponse:
    owns = is_owner(request.user, request.team)
    context = {
        "title": "Data and privacy",
        "form": form,
        "owns": owns,
        "requests": list_of_team(request.user, request.team),
        "planned": planned_for(request.team),
        "stays": why_team_stays(request.team) if owns else "",
    }
    return render_page(request, "teams/data.html", context, status=status)


@owner_action
def team_data_export(request: TeamRequest) -> HttpResponse:
    try:
        ask_export_of_team(request.team, by=request.user, now=timezone.now())
    except DataProblem as problem:
        return answer(request, str(problem), fallback=reverse("team-data"), level="error")
    return answer(request, ON_ITS_WAY, fallback=reverse("team-data"))


@owner_action
def team_data_erase(request: TeamRequest) -> HttpResponse:
    form = EraseTeamForm(request.POST, team=request.team, user=request.user)
    if form.is_valid():
        try:
            ask_erasure_of_team(request.team, by=request.user, now=timezone.now())
        except DataProblem as problem:
            form.add_error(None, str(problem))
    if form.errors:
        return show_team_data(request, form, status=422)
    return answer(request, PLANNED, fallback=reverse("team-data"))


@login_required
def own_data(request: TeamRequest) -> HttpResponse:
    return show_own_data(request, EraseAccountForm(user=request.user))


def show_own_data(
    request: TeamRequest, form: EraseAccountForm, *, status: int = 200
) -> HttpResponse:
    context = {
        "title": "Your data",
        "form": form,
        "requests": list_of_person(request.user),
        "stays": why_person_stays(request.user),
    }
    return render_page(request, "teams/own_data.html", context, status=status)


@login_required
@post_only
def own_data_export(request: TeamRequest) -> HttpResponse:
    try:
        ask_export_of_person(request.user, by=request.user, now=timezone.now())
    except DataProblem as problem:
        return answer(request, str(problem), fallback=reverse("own-data"), level="error")
    return answer(request, ON_ITS_WAY, fallback=reverse("own-data"))


@login_required
@post_only
def own_data_erase(request: TeamRequest) -> HttpResponse:
    form = EraseAccountForm(request.POST, user=request.user)
    if form.is_valid():
        try:
            ask_erasure_of_person(request.user, by=request.user, now=timezone.now())
        except DataProblem as problem:
            form.add_error(None, str(problem))
    if form.errors:
        return show_own_data(request, form, status=422)
    list(get_messages(request))  # none is left for whoever signs in next
    request.session.flush()
    return redirect("account-erased")


@require_safe
def account_erased(request) -> HttpResponse:
    """For everybody: it says nothing about anybody."""
    return render(request, "teams/account_erased.html", {"title": "Your account is being erased"})


@login_required
@require_safe
def data_request_status(request: TeamRequest, pk) -> HttpResponse:
    """The row of one request, for as long as it is at work."""
    row = request_for(request.user, pk)
    return render(request, "teams/_data_request.html", {"row": row})


@login_required
@post_only
def data_request_cancel(request: TeamRequest, pk) -> HttpResponse:
    row = request_for(request.user, pk)
    try:
        cancel(row, by=request.user, now=timezone.now())
    except DataProblem as problem:
        return answer(request, str(problem), fallback=page_of(row), level="error")
    return answer(request, CALLED_OFF, fallback=page_of(row))


def page_of(row: DataRequest) -> str:
    """Where a request is shown."""
    return reverse("team-data" if row.is_about_team else "own-data")


@login_required
@require_safe
def data_request_receipt(request: TeamRequest, pk) -> HttpResponse:
    """The receipt as a file."""
    row = request_for(request.user, pk)
    said = {"request": str(row.pk), "kind": row.kind, "status": row.status, **row.receipt}
    response = JsonResponse(said, json_dumps_params={"indent": 1})
    response["Content-Disposition"] = f'attachment; filename="receipt-{row.pk}.json"'
    response["Cache-Control"] = "no-store"
    return response
