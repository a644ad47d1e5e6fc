"""What every page shares: the frame, who may open it, and how an action answers."""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.middleware import HtmxDetails

from teams.inbox import count_unread
from teams.models import Team, TeamMember, User

View = Callable[..., HttpResponseBase]


class TeamRequest(HttpRequest):
    """A request as pages see it: signed in, in a team (see `team_page`)."""

    user: User  # type: ignore[assignment]
    team: Team
    membership: TeamMember
    htmx: HtmxDetails


LEVELS = {"success": messages.SUCCESS, "error": messages.ERROR, "info": messages.INFO}


def render_page(
    request: TeamRequest, template: str, context: dict, *, status: int = 200
) -> HttpResponse:
    """Render a page inside the admin's frame, whoever of the team is looking."""
    site: Any = admin.site  # Unfold’s, which knows the sidebar
    frame = site.each_context(request)
    frame["has_permission"] = True
    frame["unread"] = count_unread(request.user, request.team)
    if not site.has_permission(request):  # members without the admin still get the sidebar
        frame["sidebar_navigation"] = site.get_sidebar_list(request)
    return render(request, template, {**frame, **context}, status=status)


def team_page(view: View) -> View:
    """Only for people who are signed in and belong to a team."""

    @wraps(view)
    def wrapped(request: TeamRequest, *args, **kwargs) -> HttpResponseBase:
        if request.team is None:
            return render_page(request, "teams/no_team.html", {"title": "No team yet"}, status=403)
        return view(request, *args, **kwargs)

    return login_required(wrapped)


def post_only(view: View) -> View:
    """Refuse anything but a POST with a page: a sign-in may lead back to a button's address."""

    @wraps(view)
    def wrapped(request: TeamRequest, *args, **kwargs) -> HttpResponseBase:
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"], render_to_string("405.html", request=request))
        return view(request, *args, **kwargs)

    return wrapped


def team_action(view: View) -> View:
    """A POST by somebody who may change things; viewers get a 403 that says so."""

    @wraps(view)
    def wrapped(request: TeamRequest, *args, **kwargs) -> HttpResponseBase:
        if not request.membership.may_edit:
            raise PermissionDenied("Viewers can look at everything, but not change it.")
        return view(request, *args, **kwargs)

    return post_only(team_page(wrapped))


def manager_action(view: View) -> View:
    """A POST by an owner or admin of the team."""

    @wraps(view)
    def wrapped(request: TeamRequest, *args, **kwargs) -> HttpResponseBase:
        if not request.membership.may_manage:
            raise PermissionDenied("Only an owner or an admin of the team can change this.")
        return view(request, *args, **kwargs)

    return post_only(team_page(wrapped))


def go_back(request: TeamRequest, fallback: str) -> HttpResponse:
    """Redirect to the form's `next`, when it is an address of ours, else to `fallback`."""
    wanted = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}):
        return redirect(wanted)
    return redirect(fallback)


def answer(
    request: TeamRequest, sentence: str, *, fallback: str, level: str = "success"
) -> HttpResponse:
    """Say `sentence` on the page that comes next (`level`: success, error or info)."""
    messages.add_message(request, LEVELS[level], sentence)
    return go_back(request, fallback)


def with_toast(response: HttpResponse, sentence: str, level: str = "success") -> HttpResponse:
    """Let the page that htmx is on show `sentence` in its live region."""
    response["HX-Trigger"] = json.dumps({"toast": {"text": sentence, "level": level}})
    return response


def chosen(value: str | None, allowed) -> str:
    """A filter from the address bar: the value when it is one of `allowed`, else empty."""
    return value if value in allowed else ""  # type: ignore[return-value]


def first_error(form: BaseForm, field: str) -> str:
    """The first sentence that a form says about one of its fields."""
    return str(form.errors[field][0])
