"""A free time of an account, pre-filled with the best media that it has not had yet."""

from dataclasses import dataclass
from datetime import datetime, time

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.vary import vary_on_headers

from media_assets.access import asset_for
from platforms.models import Connection
from scheduling.calendar.answers import refuse, say
from scheduling.calendar.forms import read_wall_clock
from scheduling.calendar.pages import address_of, query_here, query_of
from scheduling.calendar.query import read_day
from scheduling.calendar.selectors import list_accounts
from scheduling.exceptions import PostProblem
from scheduling.forms import uuid_or_nothing
from scheduling.services.moves import DAY
from scheduling.services.unused import Unused, best_for, place_media, time_to_fill
from scheduling.wall_clock import Moment, half_hours, moment_of
from teams.models import Team
from teams.pages import TeamRequest, render_page, team_action, team_page

OFFERED = 6
NOON = time(12)


@dataclass(frozen=True)
class Proposal:
    """What the form starts with; `at` is on the wall of the team, None without a free time."""

    account: Connection
    at: datetime | None
    media: list[Unused]
    note: str = ""


@team_page
@vary_on_headers("HX-Request")
def calendar_fill(request: TeamRequest) -> HttpResponse:
    """The form: which media, on which account, when. Nothing is stored by looking."""
    accounts = [one for one in list_accounts(request.team) if one.can_publish]
    proposal = propose(request, accounts) if accounts else None
    context = {
        "title": "Fill a gap",
        "accounts": accounts,
        "proposal": proposal,
        "asked": request.GET,
        "here": address_of(query_of(request, QueryDict(request.GET.get("query", "")))),
    }
    if request.htmx and not request.htmx.history_restore_request:
        return render(request, "scheduling/_calendar_fill.html", context)
    return render_page(request, "scheduling/calendar_fill.html", context)


def propose(request: TeamRequest, accounts: list[Connection]) -> Proposal:
    """The account that is asked for, else the first; the asked time, else the next free one."""
    wanted = uuid_or_nothing(request.GET.get("account"))
    account = next((one for one in accounts if str(one.pk) == wanted), accounts[0])
    account.team = request.team
    now = timezone.now()
    asked = read_target(request.GET, request.team, now)
    at = time_to_fill(account, asked.at, now=now)
    media = best_for(account, most=OFFERED)
    if chosen := uuid_or_nothing(request.GET.get("media")):
        asset = asset_for(request.team, chosen)
        media = [Unused(asset, None), *(one for one in media if one.asset.pk != asset.pk)]
    note = asked.note
    if at is not None and at != asked.at and "at" in request.GET:
        note = f"{note} That time has no room; this is the next free one.".strip()
    local = at.astimezone(request.team.zone) if at else None
    return Proposal(account, local, media[:OFFERED], note)


def read_target(given: QueryDict, team: Team, now: datetime) -> Moment:
    """The moment in `at`, or noon of `day`; else the next half hour."""
    day = read_day(given.get("day", ""))
    if day:
        return moment_of(day, NOON, team.zone)
    try:
        return read_wall_clock(given.get("at", ""), team)
    except PostProblem:
        return Moment(next(half_hours(now, now + DAY, team.zone)))


@team_action
def calendar_place(request: TeamRequest) -> HttpResponse:
    """Make the post."""
    account = account_of(request)
    try:
        if account is None:
            raise PostProblem("Choose an account of your team.")
        if not uuid_or_nothing(request.POST.get("media")):
            raise PostProblem("Choose what is to be posted.")
        asset = asset_for(request.team, request.POST["media"])
        to = read_wall_clock(request.POST.get("at", ""), request.team)
        post = place_media(asset, account, to, by=request.user, now=timezone.now())
    except PostProblem as problem:
        return refuse(request, f"Not placed. {problem.sentence}", back=address_of_form(request))
    local = post.scheduled_at.astimezone(request.team.zone)
    return say(request, f"Placed on {local:%a %d %b, %H:%M}. {to.note}".strip())


def account_of(request: TeamRequest) -> Connection | None:
    wanted = uuid_or_nothing(request.POST.get("account"))
    rows = Connection.objects.in_team(request.team).select_related("team")
    return rows.filter(pk=wanted).first() if wanted else None


def address_of_form(request: TeamRequest) -> str:
    """The form again with what was chosen, for people without a script."""
    again = QueryDict(mutable=True)
    again.update({name: request.POST.get(name, "") for name in ("account", "media", "at")})
    again["query"] = query_here(request).link().removeprefix("?")
    return f"{reverse('calendar-fill')}?{again.urlencode()}"
