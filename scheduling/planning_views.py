"""What the planner obeys: rules, closed days, and the slots of every account."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from platforms.models import Connection
from scheduling.access import plan_row_for
from scheduling.campaign_views import edit_row
from scheduling.models import BlackoutDates, CalendarSlot
from scheduling.planning_forms import ClosedDaysForm, RulesForm, SlotForm
from scheduling.services.plan_records import remove_row, store_row
from scheduling.services.timetables import rules_of
from scheduling.slot_selectors import list_weeks
from teams.pages import TeamRequest, answer, render_page, team_action, team_page

BACK = "Planning"


def back() -> tuple[str, str]:
    return BACK, reverse("planning")


@team_page
def planning(request: TeamRequest) -> HttpResponse:
    """Rules, closed days and slots on one page."""
    now = timezone.now()
    days, weeks = list_weeks(request.team, now=now)
    today = timezone.localdate(now, request.team.zone)
    closed = BlackoutDates.objects.in_team(request.team).filter(last_day__gte=today)
    slots = CalendarSlot.objects.in_team(request.team).select_related("connection")
    context = {
        "title": "Planning",
        "rules": rules_of(request.team),
        "closed": closed.select_related("connection"),
        "days": days,
        "weeks": weeks,
        "slots": slots.order_by("connection__platform", "connection", "time_slot", "date"),
    }
    return render_page(request, "scheduling/planning.html", context)


@team_page
def rules_edit(request: TeamRequest) -> HttpResponse:
    form = RulesForm(request.team, request.POST or None, instance=rules_of(request.team))
    return edit_row(request, form, "Planning rules", back())


@team_page
def closed_new(request: TeamRequest) -> HttpResponse:
    row = BlackoutDates(team=request.team)
    form = ClosedDaysForm(request.team, request.POST or None, instance=row)
    return edit_row(request, form, "Closed days", back())


@team_page
def closed_edit(request: TeamRequest, pk) -> HttpResponse:
    row = plan_row_for(BlackoutDates, request.team, pk)
    form = ClosedDaysForm(request.team, request.POST or None, instance=row)
    return edit_row(request, form, "Closed days", back())


@team_action
def closed_remove(request: TeamRequest, pk) -> HttpResponse:
    """Open these days again."""
    row = plan_row_for(BlackoutDates, request.team, pk)
    return _remove(request, row, f"{row} are open again.")


@team_page
def slot_new(request: TeamRequest) -> HttpResponse:
    """For the account of the query, when it says one."""
    row = CalendarSlot(team=request.team)
    initial = {"connection": request.GET.get("account", ""), "date": timezone.localdate()}
    form = SlotForm(request.team, request.POST or None, instance=row, initial=initial)
    if not Connection.objects.in_team(request.team).exists():
        said = "Connect an account first: slots belong to one."
        return answer(request, said, fallback=reverse("connections"), level="info")
    return edit_row(request, form, "New slot", back())


@team_page
def slot_edit(request: TeamRequest, pk) -> HttpResponse:
    row = plan_row_for(CalendarSlot, request.team, pk)
    form = SlotForm(request.team, request.POST or None, instance=row)
    return edit_row(request, form, "Edit slot", back())


@team_action
def slot_remove(request: TeamRequest, pk) -> HttpResponse:
    row = plan_row_for(CalendarSlot, request.team, pk)
    return _remove(request, row, "The slot is gone. Posts that stand stay where they are.")


@team_action
def slot_lock(request: TeamRequest, pk) -> HttpResponse:
    """Lock a slot for a person's own posts, or give it back to the planner."""
    row = plan_row_for(CalendarSlot, request.team, pk)
    store_row(row, by=request.user, is_locked="lock" in request.POST)
    said = "Locked: no machine fills it." if row.is_locked else "Open to the planner again."
    return answer(request, said, fallback=reverse("planning"))


def _remove(request: TeamRequest, row, said: str) -> HttpResponse:
    remove_row(row, by=request.user)
    return answer(request, said, fallback=reverse("planning"))
