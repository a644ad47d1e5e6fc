"""Connecting an account: to a platform's sign-in and back, or by a form."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from platforms.forms import ChooseAccountsForm, KeyForm
from platforms.models import SignIn
from platforms.oauth.exceptions import SignInProblem
from platforms.oauth.providers import PROVIDERS
from platforms.services.apps import redirect_uri
from platforms.services.connections import ConnectionProblem
from platforms.services.key_ways import KEY_WAYS, KeyWay
from platforms.services.keys import connect_by_key
from platforms.services.sign_in import (
    NOT_YOURS,
    accounts_to_choose,
    begin_sign_in,
    choice_for,
    choose_accounts,
    finish_sign_in,
)
from teams.pages import TeamRequest, answer, manager_action, render_page, team_page


@manager_action
def sign_in(request: TeamRequest, key: str) -> HttpResponse:
    """Get ready to leave for the platform: a page with the link.

    A link, since a form may not lead to another site (the page's policy), and so that a person
    sees first where they go and what Reelay asks for.
    """
    try:
        address = begin_sign_in(
            request.team,
            key,
            user=request.user,
            session_key=request.session.session_key or "",
            now=timezone.now(),
            server=request.POST.get("server", ""),
        )
    except SignInProblem as problem:
        return _refuse(request, problem)
    provider = PROVIDERS[key]
    context = {
        "title": f"Connect {provider.label}",
        "provider": provider,
        "address": address,
        "redirect_uri": redirect_uri(provider),
    }
    return render_page(request, "platforms/sign_in.html", context)


@never_cache
@require_GET
@team_page
def sign_in_callback(request: TeamRequest, platform: str) -> HttpResponse:
    """Where the platform sends the person back to, at `/api/auth/callback/<platform>`."""
    _only_managers(request)
    try:
        outcome = finish_sign_in(
            request.team,
            platform,
            request.GET.dict(),
            user=request.user,
            session_key=request.session.session_key or "",
            now=timezone.now(),
        )
    except SignInProblem as problem:
        return _refuse(request, problem)
    if isinstance(outcome, SignIn):
        return redirect("connection-choose", pk=outcome.pk)
    return _say_connected(request, outcome)


@never_cache
@require_http_methods(["GET", "POST"])
@team_page
def choose(request: TeamRequest, pk) -> HttpResponse:
    """One sign-in found several accounts: which of them?"""
    _only_managers(request)
    session, now = request.session.session_key or "", timezone.now()
    row = choice_for(request.team, pk, user=request.user, session_key=session, now=now)
    if row is None:
        return _refuse(request, SignInProblem(NOT_YOURS))
    form = ChooseAccountsForm(accounts_to_choose(row), request.POST or None)
    if request.method == "GET" or not form.is_valid():
        context = {"title": "Choose accounts", "form": form, "provider": PROVIDERS[row.provider]}
        status = 200 if request.method == "GET" else 422
        return render_page(request, "platforms/choose.html", context, status=status)
    try:
        connected = choose_accounts(row, form.cleaned_data["accounts"], user=request.user, now=now)
    except SignInProblem as problem:
        return _refuse(request, problem)
    return _say_connected(request, connected)


@require_GET
@team_page
def key_form(request: TeamRequest, key: str) -> HttpResponse:
    """What to type to connect an account without OAuth."""
    _only_managers(request)
    way = _way(key)
    return _show_key_form(request, way, KeyForm(way))


@manager_action
def key_connect(request: TeamRequest, key: str) -> HttpResponse:
    way = _way(key)
    form = KeyForm(way, request.POST)
    if not form.is_valid():
        return _show_key_form(request, way, form, status=422)
    try:
        connection = connect_by_key(request.team, key, form.cleaned_data, by=request.user)
    except ConnectionProblem as problem:
        form.add_error(None, str(problem))
        return _show_key_form(request, way, form, status=422)
    return _say_connected(request, [connection])


def _way(key: str) -> KeyWay:
    if key not in KEY_WAYS:
        raise Http404("There is no such way to connect an account.")
    return KEY_WAYS[key]


def _show_key_form(
    request: TeamRequest, way: KeyWay, form: KeyForm, *, status: int = 200
) -> HttpResponse:
    context = {"title": f"Connect {way.label}", "way": way, "form": form}
    return render_page(request, "platforms/key.html", context, status=status)


def _only_managers(request: TeamRequest) -> None:
    if not request.membership.may_manage:
        raise PermissionDenied("Only an owner or an admin of the team can change this.")


def _refuse(request: TeamRequest, problem: SignInProblem) -> HttpResponse:
    return answer(request, str(problem), fallback=reverse("connections"), level="error")


def _say_connected(request: TeamRequest, connections: list) -> HttpResponse:
    names = ", ".join(str(connection) for connection in connections)
    verb = "is" if len(connections) == 1 else "are"
    return answer(request, f"{names} {verb} connected.", fallback=reverse("connections"))
