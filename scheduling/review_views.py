"""The review page: a queue, one post at a time, and what is decided about it.

Every answer is the same region, so that the list, the count and the post in view always agree.
"""

import json
from collections.abc import Callable
from functools import partial

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.vary import vary_on_headers

from analysis.access import frame_for
from platforms.models import Connection, PlatformName
from scheduling.access import comment_for, schedule_for
from scheduling.comment_steps import answer_with_remarks, remarks_of, say, settle
from scheduling.conflicts import differing_words
from scheduling.exceptions import PostProblem, StalePost
from scheduling.forms import PostEditForm, SeenPostsForm
from scheduling.models import Campaign, PostingSchedule
from scheduling.review_forms import ReasonForm, read_queue_filters
from scheduling.review_queue import (
    count_queue,
    get_queue_page,
    neighbours,
    place_after,
)
from scheduling.review_view import get_review_post
from scheduling.services import posts as service
from scheduling.services.covers import take_cover
from scheduling.views import require_seen, said_of_approval
from teams.pages import TeamRequest, answer, first_error, render_page, team_action, team_page


@team_page
@vary_on_headers("HX-Request")
def review(request: TeamRequest, pk=None) -> HttpResponse:
    """The queue with one post in view: the named one, else the first that waits."""
    schedule = schedule_for(request.team, pk) if pk else None
    return show(request, schedule)


def show(
    request: TeamRequest, schedule: PostingSchedule | None, *, status: int = 200, **more
) -> HttpResponse:
    """The region for htmx, the whole page else. Without `schedule` the first of the list."""
    filters = read_queue_filters(request.GET)
    page = get_queue_page(request.team, request.membership, filters, request.GET.get("page"))
    rows = list(page.object_list)
    if schedule is None and rows:
        schedule = schedule_for(request.team, rows[0].post.pk)
    context = {
        "title": "Review",
        "page": page,
        "filters": filters,
        "tabs": count_queue(request.team, request.membership, filters),
        "platforms": PlatformName.choices,
        "accounts": Connection.objects.in_team(request.team),
        "campaigns": Campaign.objects.in_team(request.team).order_by("name"),
        "approvable": [row.post for row in rows if row.steps.approve],
        **(view_of(request, schedule, rows) if schedule else {}),
        **more,
    }
    if request.htmx:
        return render(request, "scheduling/_review.html", context, status=status)
    return render_page(request, "scheduling/review.html", context, status=status)


def view_of(request: TeamRequest, schedule: PostingSchedule, rows: list) -> dict:
    """What the panel of one post shows."""
    before, behind = neighbours(rows, schedule)
    return {
        "view": get_review_post(schedule, request.membership),
        "before": before,
        "behind": behind,
        "form": PostEditForm(schedule, initial=PostEditForm.initial_for(schedule)),
        "reason_form": ReasonForm(auto_id="reason_%s"),
        **remarks_of(schedule),
    }


def decide(
    request: TeamRequest, pk, step: Callable[[PostingSchedule], str], *, undo: bool = True
) -> HttpResponse:
    """Take a step that settles a post for now, and show the next one; a refusal stays on it."""
    schedule = schedule_for(request.team, pk)
    try:
        sentence = step(schedule)
    except PostProblem as problem:
        return show_again(request, schedule.pk, problem.sentence, level="error")
    following = next_after(request, schedule)
    if not request.htmx:
        return answer(request, sentence, fallback=address_of(request, following))
    response = show(request, following)
    response["HX-Push-Url"] = address_of(request, following)
    back = reverse("review-take-back", args=[pk]) if undo else ""
    return with_undo(response, sentence, back)


def next_after(request: TeamRequest, schedule: PostingSchedule) -> PostingSchedule | None:
    """The post to look at now: the one behind the settled one on the page that was shown."""
    filters = read_queue_filters(request.GET)
    page = get_queue_page(request.team, request.membership, filters, request.GET.get("page"))
    rows = [row for row in page.object_list if row.post.pk != schedule.pk]
    row = place_after(rows, schedule)
    return schedule_for(request.team, row.post.pk) if row else None


def address_of(request: TeamRequest, schedule: PostingSchedule | None) -> str:
    """The page of a post in the queue, under the filters that were in the address bar."""
    path = reverse("review-post", args=[schedule.pk]) if schedule else reverse("review")
    query = request.GET.urlencode()
    return f"{path}?{query}" if query else path


def show_again(request: TeamRequest, pk, sentence: str, *, level: str = "success") -> HttpResponse:
    """The same post, freshly read, with a sentence."""
    schedule = schedule_for(request.team, pk)
    if not request.htmx:
        return answer(request, sentence, fallback=address_of(request, schedule), level=level)
    return with_undo(show(request, schedule), sentence, "", level)


def with_undo(
    response: HttpResponse, sentence: str, undo: str, level: str = "success"
) -> HttpResponse:
    """A toast, with a button that takes the step back where there is an address for it."""
    toast = {"text": sentence, "level": level, **({"undo": undo} if undo else {})}
    response["HX-Trigger"] = json.dumps({"toast": toast})
    return response


def approve_step(request: TeamRequest, schedule: PostingSchedule) -> str:
    require_seen(schedule, request.POST.get("version", ""))
    service.approve(schedule, by=request.user, now=timezone.now())
    return said_of_approval(schedule)


def reason_of(request: TeamRequest) -> str:
    form = ReasonForm(request.POST)
    if not form.is_valid():
        raise PostProblem(first_error(form, "note"))
    return form.cleaned_data["note"]


@team_action
def review_approve(request: TeamRequest, pk) -> HttpResponse:
    return decide(request, pk, partial(approve_step, request))


@team_action
def review_send_back(request: TeamRequest, pk) -> HttpResponse:
    def step(schedule: PostingSchedule) -> str:
        note, now = reason_of(request), timezone.now()
        service.request_changes(schedule, by=request.user, note=note, now=now)
        return "Sent back with your note."

    return decide(request, pk, step)


@team_action
def review_reject(request: TeamRequest, pk) -> HttpResponse:
    def step(schedule: PostingSchedule) -> str:
        note, now = reason_of(request), timezone.now()
        service.reject(schedule, by=request.user, note=note, now=now)
        return "Rejected. It will not go out."

    return decide(request, pk, step, undo=False)


@team_action
def review_take_back(request: TeamRequest, pk) -> HttpResponse:
    """Undo one's own decision; the post comes back into view."""
    schedule = schedule_for(request.team, pk)
    try:
        service.take_back(schedule, by=request.user, now=timezone.now())
    except PostProblem as problem:
        return show_again(request, pk, problem.sentence, level="error")
    return show_again(request, pk, "Taken back. It waits for approval again.")


@team_action
def review_edit(request: TeamRequest, pk) -> HttpResponse:
    """Save the words. 409 with both texts when a colleague saved first, 422 when refused."""
    schedule = schedule_for(request.team, pk)
    form = PostEditForm(schedule, request.POST)
    if not form.is_valid():
        return show(request, schedule, status=422, form=form)
    version = form.cleaned_data["version"]
    try:
        service.edit_post(
            schedule, by=request.user, version=version, now=timezone.now(), **form.words()
        )
    except StalePost as conflict:
        return show_conflict(request, schedule, conflict)
    except PostProblem as problem:
        form.add_error(None, problem.sentence)
        return show(request, schedule, status=422, form=form)
    return show_again(request, pk, "Saved.")


def show_conflict(
    request: TeamRequest, schedule: PostingSchedule, conflict: StalePost
) -> HttpResponse:
    """This person's words in the form, the stored ones beside them; saving puts them over."""
    mine = {**request.POST.dict(), "version": conflict.version}
    more = {
        "form": PostEditForm(schedule, initial=mine),
        "conflict": conflict,
        "differing": differing_words(conflict),
    }
    return show(request, schedule, status=409, **more)


@team_action
def review_cover(request: TeamRequest, pk) -> HttpResponse:
    """Another of the sampled frames as the cover of this post."""
    schedule = schedule_for(request.team, pk)
    frame = frame_for(request.team, schedule.media_id, request.POST.get("frame", ""))
    version = request.POST.get("version", "")
    try:
        if not version.isdigit():
            raise PostProblem("Reload the page, then choose the frame again.")
        now = timezone.now()
        take_cover(schedule, frame, by=request.user, version=int(version), now=now)
    except PostProblem as problem:
        return show_again(request, pk, problem.sentence, level="error")
    return show_again(request, pk, f"The cover is the frame at {frame.time_sec:.1f} s now.")


@team_action
def review_comment(request: TeamRequest, pk) -> HttpResponse:
    schedule = schedule_for(request.team, pk)
    return after_remark(request, schedule, partial(say, request, schedule))


@team_action
def review_comment_settle(request: TeamRequest, pk) -> HttpResponse:
    """Mark a remark as dealt with, or open it again."""
    remark = comment_for(request.team, pk)
    schedule = schedule_for(request.team, remark.schedule_id)
    return after_remark(request, schedule, partial(settle, request, remark))


def after_remark(
    request: TeamRequest, schedule: PostingSchedule, step: Callable[[], None]
) -> HttpResponse:
    page, template = address_of(request, schedule), "scheduling/_review_comments.html"
    query = request.GET.urlencode()
    return answer_with_remarks(
        request, schedule, step, template=template, fallback=page, query=query
    )


@team_action
def review_approve_many(request: TeamRequest) -> HttpResponse:
    """Approve the posts that were chosen, each as it was shown, with a result for each."""
    form = SeenPostsForm(request.POST)
    found = PostingSchedule.objects.in_team(request.team).select_related(
        "team", "media", "variant", "connection", "analysis"
    )
    by_pk = found.in_bulk([pk for pk, _ in form.pairs])
    results = [result_of(request, by_pk[pk], version) for pk, version in form.pairs if pk in by_pk]
    if not results:
        return answer(
            request, "Tick the posts first.", fallback=address_of(request, None), level="info"
        )
    return show(request, None, results=results)


def result_of(request: TeamRequest, schedule: PostingSchedule, version: int) -> dict:
    """What became of one post of a bulk approval."""
    try:
        require_seen(schedule, str(version))
        service.approve(schedule, by=request.user, now=timezone.now())
    except PostProblem as problem:
        return {"post": schedule, "ok": False, "sentence": problem.sentence}
    return {"post": schedule, "ok": True, "sentence": said_of_approval(schedule)}
