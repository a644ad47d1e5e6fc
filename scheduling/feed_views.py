"""The calendar feeds: the file behind a secret address, and the page where addresses are made."""

import hashlib
from datetime import timedelta

from django.conf import settings
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from scheduling.access import feed_for
from scheduling.exceptions import PostProblem
from scheduling.feed_forms import FeedForm
from scheduling.ical import calendar_of
from scheduling.models import CalendarFeed, PostingSchedule
from scheduling.services.feeds import (
    address_of,
    create_feed,
    feed_with,
    note_read,
    renew_feed,
    revoke_feed,
)
from teams.pages import TeamRequest, answer, manager_action, render_page, team_page

PAST, MOST = timedelta(days=60), 2000


@require_safe
def calendar_feed(request, secret: str) -> HttpResponseBase:
    """The posts from two months ago on; 304 for a program that has these very bytes already."""
    feed, now = feed_with(secret), timezone.now()
    if feed is None:
        return no_feed()
    body = calendar_of(
        posts_of(feed, now),
        name=str(feed.connection or feed.team),
        zone=feed.team.timezone,
        shows=feed.shows,
        base_url=settings.BASE_URL,
    )
    note_read(feed, now)
    etag = quote_etag(hashlib.sha256(body).hexdigest())
    response = get_conditional_response(request, etag=etag) or HttpResponse(
        body, content_type="text/calendar; charset=utf-8"
    )
    response["ETag"], response["Cache-Control"] = etag, "private, max-age=300"
    response["Content-Disposition"] = 'inline; filename="posts.ics"'
    response["X-Content-Type-Options"], response["Referrer-Policy"] = "nosniff", "no-referrer"
    return response


def no_feed() -> HttpResponse:
    """404 that leaves no line in the log: the address would stand in it."""
    response = HttpResponse("There is no such calendar.", status=404, content_type="text/plain")
    response._has_been_logged = True  # type: ignore[attr-defined]  # as django.utils.log asks
    return response


def posts_of(feed: CalendarFeed, now):
    """The posts of the team or account, soonest first; canceled ones too, so that they vanish."""
    rows = PostingSchedule.objects.in_team(feed.team).filter(scheduled_at__gte=now - PAST)
    if feed.connection_id is not None:
        rows = rows.filter(connection=feed.connection_id)
    return rows.select_related("connection").order_by("scheduled_at", "pk")[:MOST]


@team_page
@never_cache
def calendar_feeds(request: TeamRequest) -> HttpResponse:
    """The team's feeds, and the form for a new one."""
    return show(request, FeedForm(request.team))


def show(
    request: TeamRequest, form: FeedForm, *, address: str = "", made: str = "", status: int = 200
) -> HttpResponse:
    rows = CalendarFeed.objects.in_team(request.team).filter(revoked_at=None)
    context = {
        "title": "Calendar feeds",
        "feeds": rows.select_related("connection", "created_by"),
        "form": form,
        "address": address,
        "made": made,
    }
    return render_page(request, "scheduling/feeds.html", context, status=status)


@manager_action
@never_cache
def calendar_feed_create(request: TeamRequest) -> HttpResponse:
    """Make a feed and show its address, this once."""
    form = FeedForm(request.team, request.POST)
    if not form.is_valid():
        return show(request, form, status=422)
    try:
        feed, secret = create_feed(request.team, by=request.user, **form.cleaned_data)
    except PostProblem as problem:
        form.add_error(None, problem.sentence)
        return show(request, form, status=422)
    return show(request, FeedForm(request.team), address=address_of(secret), made=feed.name)


@manager_action
@never_cache
def calendar_feed_renew(request: TeamRequest, pk) -> HttpResponse:
    """A new address; the old one stops."""
    feed = feed_for(request.team, pk)
    try:
        secret = renew_feed(feed, by=request.user, now=timezone.now())
    except PostProblem as problem:
        fallback = reverse("calendar-feeds")
        return answer(request, problem.sentence, fallback=fallback, level="error")
    return show(request, FeedForm(request.team), address=address_of(secret), made=feed.name)


@manager_action
def calendar_feed_revoke(request: TeamRequest, pk) -> HttpResponse:
    """The address stops working."""
    feed = feed_for(request.team, pk)
    revoke_feed(feed, by=request.user, now=timezone.now())
    return answer(request, f"“{feed}” can no longer be read.", fallback=reverse("calendar-feeds"))
