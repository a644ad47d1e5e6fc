"""The page that switches an account's route, with a confirmation."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from platforms.access import connection_for
from platforms.forms import RouteForm
from platforms.models import Connection
from platforms.services.connections import ConnectionProblem
from publishing.services.routes import switch_route_by_form
from teams.pages import TeamRequest, answer, render_page, team_page


@require_http_methods(["GET", "POST"])
@team_page
def connection_route(request: TeamRequest, pk) -> HttpResponse:
    """Direct, Blotato or Sandbox."""
    if not request.membership.may_manage:
        raise PermissionDenied("Only an owner or an admin of the team can change this.")
    connection = connection_for(request.team, pk)
    form = RouteForm(request.POST or None, initial={"route": connection.route})
    if request.method == "POST" and form.is_valid():
        try:
            changed = switch_route_by_form(connection, form.cleaned_data, by=request.user)
        except ConnectionProblem as problem:
            form.add_error(None, str(problem))
        else:
            sentence = f"{changed} now goes by: {changed.get_route_display()}."
            return answer(request, sentence, fallback=reverse("connections"))
    return _show(request, connection, form)


def _show(request: TeamRequest, connection: Connection, form: RouteForm) -> HttpResponse:
    context = {"title": f"Route of {connection}", "connection": connection, "form": form}
    status = 200 if request.method == "GET" else 422
    return render_page(request, "platforms/route.html", context, status=status)
