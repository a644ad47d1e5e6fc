"""How the calendar is drawn: the whole page, or only what changed for htmx."""

from urllib.parse import urlsplit

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import get_format
from django.utils.translation import get_language_from_request

from platforms.models import PlatformName
from scheduling.calendar.board import Board
from scheduling.calendar.query import STATUSES, CalendarQuery, read_query
from scheduling.calendar.selectors import get_board, get_tray, list_accounts, list_campaigns
from scheduling.calendar.spans import VIEWS
from teams.pages import TeamRequest, render_page
from teams.selectors import list_members


def week_start_of(language: str) -> int:
    """The first day of the week where this language is spoken; Monday is 0."""
    return (int(get_format("FIRST_DAY_OF_WEEK", lang=language)) - 1) % 7


def query_of(request: TeamRequest, given: QueryDict) -> CalendarQuery:
    """The calendar that this person asks for."""
    today = timezone.now().astimezone(request.team.zone).date()
    language = get_language_from_request(request)
    return read_query(given, today=today, week_start=week_start_of(language))


def query_here(request: TeamRequest) -> CalendarQuery:
    """The calendar that the person was on when they pressed a button."""
    return query_of(request, QueryDict(urlsplit(request.POST.get("here", "")).query))


def address_of(query: CalendarQuery) -> str:
    return reverse("calendar") + query.link()


def show_calendar(
    request: TeamRequest, query: CalendarQuery, *, status: int = 200, **more
) -> HttpResponse:
    """The page, or its fragment for htmx."""
    board = get_board(request.team, request.membership, query, now=timezone.now())
    context = {**calendar_context(request, board), **more}
    if request.htmx and not request.htmx.history_restore_request:
        return render(request, "scheduling/_calendar.html", context, status=status)
    return render_page(request, "scheduling/calendar.html", context, status=status)


def calendar_context(request: TeamRequest, board: Board) -> dict:
    query = board.query
    now = timezone.now()
    today = now.astimezone(request.team.zone).date()
    accounts = list_accounts(request.team)
    may_edit = request.membership.may_edit
    tray = (
        get_tray(request.team, request.membership, query, accounts, now=now) if may_edit else None
    )
    return {
        "title": "Calendar",
        "board": board,
        "tray": tray,
        "query": query,
        "here": address_of(query),
        "here_query": query.link().removeprefix("?"),
        "language": get_language_from_request(request),
        "earlier": query.turned(-1),
        "later": query.turned(1),
        "today": query.link(day=today),
        "views": [(name, label, query.link(view=name)) for name, label in VIEWS.items()],
        "platforms": PlatformName.choices,
        "accounts": accounts,
        "statuses": [(name, label) for name, (label, _) in STATUSES.items()],
        "campaigns": list_campaigns(request.team),
        "members": list_members(request.team),
    }
