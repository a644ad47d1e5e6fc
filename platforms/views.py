"""The team's accounts: see how they are, add a simulated one, switch one off and on."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from platforms.access import connection_for
from platforms.forms import SandboxAccountForm
from platforms.selectors import list_connections, list_key_ways, list_sign_ins
from platforms.services.connections import (
    ConnectionProblem,
    check_connection,
    connect_sandbox_account,
    disconnect,
    set_active,
)
from platforms.services.refresh import SENTENCES, Renewal, refresh_connection
from teams.pages import TeamRequest, answer, manager_action, render_page, team_page


@team_page
def connections(request: TeamRequest) -> HttpResponse:
    return show_connections(request, SandboxAccountForm())


def show_connections(
    request: TeamRequest, form: SandboxAccountForm, *, status: int = 200
) -> HttpResponse:
    context = {
        "title": "Connections",
        "connections": list_connections(request.team),
        "form": form,
        "now": timezone.now(),
        "sign_ins": list_sign_ins(),
        "key_ways": list_key_ways(),
    }
    return render_page(request, "platforms/connections.html", context, status=status)


@manager_action
def connection_connect(request: TeamRequest) -> HttpResponse:
    """Connect an account on the Sandbox network."""
    form = SandboxAccountForm(request.POST)
    if not form.is_valid():
        return show_connections(request, form, status=422)
    try:
        connection = connect_sandbox_account(request.team, by=request.user, **form.cleaned_data)
    except ConnectionProblem as problem:
        form.add_error(None, str(problem))
        return show_connections(request, form, status=422)
    sentence = f"{connection} is connected. Everything it reports is a simulation."
    return answer(request, sentence, fallback=reverse("connections"))


@manager_action
def connection_switch(request: TeamRequest, pk) -> HttpResponse:
    """Switch an account off (nothing is planned or sent) or on again."""
    connection = connection_for(request.team, pk)
    fallback = reverse("connections")
    wanted = request.POST.get("active") == "yes"
    if not set_active(connection, wanted, by=request.user):
        return answer(request, "It was switched already.", fallback=fallback, level="info")
    sentence = f"{connection} is switched {'on' if wanted else 'off'}."
    return answer(request, sentence, fallback=fallback)


@manager_action
def connection_check(request: TeamRequest, pk) -> HttpResponse:
    """Ask the network how the account is."""
    connection = connection_for(request.team, pk)
    fallback = reverse("connections")
    if check_connection(connection, now=timezone.now()):
        return answer(request, f"{connection} answers.", fallback=fallback)
    return answer(request, connection.status_reason, fallback=fallback, level="error")


@manager_action
def connection_disconnect(request: TeamRequest, pk) -> HttpResponse:
    """Forget the account's tokens; its posts and figures stay."""
    connection = connection_for(request.team, pk)
    fallback = reverse("connections")
    if not disconnect(connection, by=request.user):
        return answer(request, "It was disconnected already.", fallback=fallback, level="info")
    sentence = f"{connection} is disconnected. Its posts and figures are kept."
    return answer(request, sentence, fallback=fallback)


@manager_action
def connection_refresh(request: TeamRequest, pk) -> HttpResponse:
    """Renew the account's sign-in now."""
    connection = connection_for(request.team, pk)
    result = refresh_connection(connection, now=timezone.now())
    level = "success" if result == Renewal.RENEWED else "error"
    return answer(request, SENTENCES[result], fallback=reverse("connections"), level=level)
