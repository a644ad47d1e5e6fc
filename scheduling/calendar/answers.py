"""How a step on the calendar answers: the calendar as it is then, and a sentence."""

import json

from django.http import HttpResponse
from django.urls import reverse

from scheduling.calendar.pages import address_of, query_here, show_calendar
from scheduling.models import PostingSchedule
from teams.pages import TeamRequest, answer, with_toast


def refuse(request: TeamRequest, sentence: str, *, back: str = "") -> HttpResponse:
    """422 with the calendar unchanged and the reason; without a script the reason, at `back`."""
    query = query_here(request)
    if not request.htmx:
        return answer(request, sentence, fallback=back or address_of(query), level="error")
    return with_toast(show_calendar(request, query, status=422), sentence, "error")


def say(
    request: TeamRequest, sentence: str, *, undo: tuple[PostingSchedule, str] | None = None
) -> HttpResponse:
    """The calendar afresh with a toast; where there is an undo, the toast offers it."""
    query = query_here(request)
    if not request.htmx:
        return answer(request, sentence, fallback=address_of(query))
    response = show_calendar(request, query)
    if undo is None:
        return with_toast(response, sentence)
    schedule, sealed = undo
    said = {
        "text": sentence,
        "url": reverse("calendar-undo", args=[schedule.pk]),
        "undo": sealed,
        "card": str(schedule.pk),
    }
    response["HX-Trigger"] = json.dumps({"undoable": said})
    return response
