"""The bell, the list of notices, how one is told, and the way out of the mail."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from teams.inbox import (
    as_lines,
    count_unread,
    get_page,
    notice_for,
    notices_of,
    target_of,
)
from teams.letters import BadLink, is_mail_configured
from teams.models import Notification
from teams.notification_forms import PreferencesForm
from teams.pages import (
    TeamRequest,
    answer,
    chosen,
    post_only,
    render_page,
    team_page,
)
from teams.services.memberships import switch_team
from teams.services.notify import mark_read
from teams.services.preferences import preferences_for, save_preferences, unsubscribe

BROKEN = "This link is broken. Sign in and choose under Notifications what you are mailed."


@team_page
def notifications(request: TeamRequest) -> HttpResponse:
    type_ = chosen(request.GET.get("type"), Notification.Type.values)
    unread = request.GET.get("unread") == "yes"
    page = get_page(
        request.user, request.team, type_=type_, unread=unread, number=request.GET.get("page")
    )
    context = {
        "title": "Notifications",
        "page": page,
        "lines": as_lines(page.object_list),
        "types": Notification.Type.choices,
        "type": type_,
        "only_unread": unread,
        "is_filtered": bool(type_) or unread,
        "waiting": count_unread(request.user, request.team),
    }
    return render_page(request, "teams/notifications.html", context)


@team_page
@never_cache
def bell(request: TeamRequest) -> HttpResponse:
    """The bell alone, which asks for itself again now and then."""
    return render(request, "teams/_bell.html", {"unread": count_unread(request.user, request.team)})


@team_page
def notification_open(request: TeamRequest, pk) -> HttpResponse:
    """Go where the matter is settled, in the team that it is about; the notice is then read."""
    notice = notice_for(request.user, pk)
    if notice.team_id != request.team.pk:
        switch_team(request, notice.team_id)
        return redirect("notification-open", notice.pk)
    mark_read(Notification.objects.filter(pk=notice.pk))
    if target := target_of(notice):
        return redirect(target)
    context = {"title": notice.title, "notice": notice}
    return render_page(request, "teams/notification.html", context)


@post_only
@team_page
def notification_read(request: TeamRequest, pk) -> HttpResponse:
    notice = notice_for(request.user, pk)
    mark_read(Notification.objects.filter(pk=notice.pk))
    return answer(request, "Marked as read.", fallback=reverse("notifications"))


@post_only
@team_page
def notifications_read_all(request: TeamRequest) -> HttpResponse:
    count = mark_read(notices_of(request.user, request.team).order_by())
    said = f"{count} marked as read." if count else "Nothing was unread."
    return answer(request, said, fallback=reverse("notifications"))


@team_page
def preferences(request: TeamRequest) -> HttpResponse:
    """See and change how one is told; everybody decides for themselves, viewers too."""
    current = preferences_for(request.team, request.user)
    form = PreferencesForm(request.POST or None, preferences=current)
    if request.method == "POST" and form.is_valid():
        save_preferences(request.team, request.user, **form.values())
        return answer(request, "Saved.", fallback=reverse("notification-preferences"))
    context = {
        "title": "What you are told",
        "form": form,
        "has_mail": is_mail_configured(),
    }
    status = 422 if request.method == "POST" else 200
    return render_page(request, "teams/notification_preferences.html", context, status=status)


@csrf_exempt  # the mail program of the person posts here (RFC 8058); the token is the proof
@never_cache
def leave_mail(request, token: str) -> HttpResponse:
    """End mail by the link in it. Looking changes nothing: mail scanners open every link."""
    context = {"title": "No more mail of this kind", "token": token, "is_done": False}
    if request.method == "POST":
        try:
            context |= {"types": unsubscribe(token), "is_done": True}
        except BadLink:
            context |= {"problem": BROKEN}
    status = 400 if "problem" in context else 200
    return render(request, "teams/unsubscribe.html", context, status=status)
