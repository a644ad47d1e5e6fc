"""The calendar: looking at it, and moving what stands on it."""

from collections.abc import Callable

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.vary import vary_on_headers

from scheduling.access import schedule_for
from scheduling.calendar.answers import refuse, say
from scheduling.calendar.forms import TargetForm
from scheduling.calendar.pages import address_of, query_here, query_of, show_calendar
from scheduling.exceptions import PostProblem, StaleMove
from scheduling.models import PostingSchedule
from scheduling.services.locks import set_lock
from scheduling.services.moves import (
    Moved,
    move_post,
    move_to_next_free,
    read_undo,
    undo_move,
)
from teams.pages import TeamRequest, team_action, team_page


@team_page
@vary_on_headers("HX-Request", "Accept-Language")
def calendar(request: TeamRequest) -> HttpResponse:
    return show_calendar(request, query_of(request, request.GET))


@team_action
def calendar_move(request: TeamRequest, pk) -> HttpResponse:
    """Another day at the same hour (`day`), or another day and time (`at`)."""
    schedule = schedule_for(request.team, pk)
    form = TargetForm(request.POST)

    def step() -> Moved:
        to = form.target(schedule)
        seen = form.cleaned_data["version"]
        return move_post(schedule, to, seen=seen, by=request.user, now=timezone.now())

    return take_move(request, schedule, step)


@team_action
def calendar_next_free(request: TeamRequest, pk) -> HttpResponse:
    """The next free time of the account."""
    schedule = schedule_for(request.team, pk)
    form = TargetForm(request.POST)

    def step() -> Moved:
        if not form.is_valid():
            raise PostProblem("Reload the calendar and try again.")
        seen = form.cleaned_data["version"]
        return move_to_next_free(schedule, seen=seen, by=request.user, now=timezone.now())

    return take_move(request, schedule, step)


@team_action
def calendar_undo(request: TeamRequest, pk) -> HttpResponse:
    """Back to where it was before a move."""
    schedule = schedule_for(request.team, pk)

    def step() -> None:
        said = read_undo(request.POST.get("undo", ""))
        undo_move(schedule, said, by=request.user, now=timezone.now())

    return take_move(request, schedule, step)


@team_action
def calendar_lock(request: TeamRequest, pk) -> HttpResponse:
    """Keep a post at its time, or let it move again."""
    schedule = schedule_for(request.team, pk)
    locked = request.POST.get("locked") == "yes"
    try:
        set_lock(schedule, locked=locked, by=request.user)
    except PostProblem as problem:
        return refuse(request, problem.sentence)
    return say(request, "Locked to its time." if locked else "Unlocked. It may move again.")


def take_move(
    request: TeamRequest, schedule: PostingSchedule, step: Callable[[], Moved | None]
) -> HttpResponse:
    """Do `step` and show the calendar as it is then, with a toast that says what happened."""
    try:
        moved = step()
    except StaleMove as conflict:
        return show_stale(request, schedule, conflict)
    except PostProblem as problem:
        return refuse(request, f"Not moved. {problem.sentence}")
    if moved is None:
        return say(request, "Moved back.")
    return say(request, sentence_of(schedule, moved), undo=(schedule, moved.undo))


def sentence_of(schedule: PostingSchedule, moved: Moved) -> str:
    """Where it stands now, in the team's zone."""
    after = moved.after.astimezone(schedule.team.zone)
    note = f" {moved.note}" if moved.note else ""
    return f"Moved to {after:%a %d %b, %H:%M}.{note}"


def show_stale(
    request: TeamRequest, schedule: PostingSchedule, conflict: StaleMove
) -> HttpResponse:
    """409: both times, and a button for each."""
    context = {
        "post": schedule,
        "conflict": conflict,
        "mine": conflict.mine.astimezone(request.team.zone),
        "here": address_of(query_here(request)),
    }
    response = render(request, "scheduling/_calendar_stale.html", context, status=409)
    response["HX-Retarget"] = "#calendar-drawer-body"
    response["HX-Reswap"] = "innerHTML"
    return response
