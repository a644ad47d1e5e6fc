"""The drawer beside the calendar: one post to look at and to change without leaving."""

import json
from collections.abc import Callable
from functools import partial

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.vary import vary_on_headers

from platforms.specs.text import compose_for
from scheduling.access import comment_for, schedule_for
from scheduling.calendar.pages import address_of, query_here, query_of
from scheduling.comment_steps import answer_with_remarks, remarks_of, say, settle
from scheduling.conflicts import differing_words
from scheduling.exceptions import PostProblem, StalePost
from scheduling.first_comments import suggested_comment
from scheduling.fitness import word_problems
from scheduling.forms import PostEditForm
from scheduling.models import PostingSchedule
from scheduling.selectors import as_rows
from scheduling.services.posts import edit_post
from scheduling.wordcount import count_words
from teams.pages import TeamRequest, team_action, team_page
from teams.selectors import list_history

VERSIONS = ("post_edited", "post_created", "post_moved", "post_approved")


@team_page
@vary_on_headers("HX-Request")
def calendar_post(request: TeamRequest, pk) -> HttpResponse:
    """The drawer of one post; opened without a script it is the post's page."""
    schedule = schedule_for(request.team, pk)
    if not request.htmx:
        return redirect("post", pk=schedule.pk)
    form = PostEditForm(schedule, initial=PostEditForm.initial_for(schedule))
    here = address_of(query_of(request, QueryDict(request.GET.get("query", ""))))
    return show_drawer(request, schedule, form, here=here)


@team_action
def calendar_words(request: TeamRequest, pk) -> HttpResponse:
    """Save the words. 409 with both texts when a colleague saved first, 422 when refused."""
    schedule = schedule_for(request.team, pk)
    form = PostEditForm(schedule, request.POST)
    here = address_of(query_here(request))
    if not form.is_valid():
        return show_drawer(request, schedule, form, here=here, status=422)
    version, words = form.cleaned_data["version"], form.words()
    try:
        edit_post(schedule, by=request.user, version=version, now=timezone.now(), **words)
    except StalePost as conflict:
        mine = {**request.POST.dict(), "version": conflict.version}
        form = PostEditForm(schedule, initial=mine)
        more = {"conflict": conflict, "differing": differing_words(conflict)}
        return show_drawer(request, schedule, form, here=here, status=409, **more)
    except PostProblem as problem:
        form.add_error(None, problem.sentence)
        return show_drawer(request, schedule, form, here=here, status=422)
    form = PostEditForm(schedule, initial=PostEditForm.initial_for(schedule))
    response = show_drawer(request, schedule, form, here=here, told="Saved.")
    response["HX-Trigger"] = json.dumps({"calendar-changed": {}})
    return response


@team_action
def calendar_comment(request: TeamRequest, pk) -> HttpResponse:
    """Say something about the post."""
    schedule = schedule_for(request.team, pk)
    return after_remark(request, schedule, partial(say, request, schedule))


@team_action
def calendar_comment_settle(request: TeamRequest, pk) -> HttpResponse:
    """Mark a remark as dealt with, or open it again."""
    comment = comment_for(request.team, pk)
    schedule = schedule_for(request.team, comment.schedule_id)
    return after_remark(request, schedule, partial(settle, request, comment))


def after_remark(
    request: TeamRequest, schedule: PostingSchedule, step: Callable[[], None]
) -> HttpResponse:
    here, template = address_of(query_here(request)), "scheduling/_drawer_remarks.html"
    return answer_with_remarks(request, schedule, step, template=template, fallback=here, here=here)


def show_drawer(
    request: TeamRequest,
    schedule: PostingSchedule,
    form: PostEditForm,
    *,
    here: str,
    status: int = 200,
    **more,
) -> HttpResponse:
    events = [one for one in list_history(schedule) if one.event_type in VERSIONS]
    context = {
        "post": schedule,
        "row": as_rows([schedule], request.membership)[0],
        "form": form,
        "at": schedule.scheduled_at.astimezone(request.team.zone),
        "count": count_words(schedule),
        "problems": word_problems(schedule),
        "final_text": compose_for(schedule.platform, schedule.body, schedule.hashtags),
        "events": events[:20],
        **remarks_of(schedule),
        "suggested_comment": suggested_comment(schedule),
        "here": here,
        **more,
    }
    return render(request, "scheduling/_calendar_drawer.html", context, status=status)
