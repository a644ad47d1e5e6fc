"""The list of posts, and the steps that need nothing but the post."""

from collections.abc import Callable

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.vary import vary_on_headers

from platforms.models import Connection, PlatformName
from platforms.specs.text import compose_for
from scheduling.access import schedule_for
from scheduling.exceptions import PostProblem
from scheduling.fitness import word_problems
from scheduling.forms import MoveForm, NoteForm, SeenPostsForm, read_filters
from scheduling.models import PostingSchedule
from scheduling.preview import preview_of
from scheduling.selectors import count_tabs, get_post_page, get_row
from scheduling.services import posts as service
from scheduling.services.votes import verdict_on
from scheduling.wordcount import count_words
from teams.pages import (
    TeamRequest,
    answer,
    first_error,
    render_page,
    team_action,
    team_page,
    with_toast,
)

CHANGED = "It was changed after this page was loaded. Look at it again, then approve it."


@team_page
@vary_on_headers("HX-Request")
def posts(request: TeamRequest) -> HttpResponse:
    filters = read_filters(request.GET)
    page = get_post_page(request.team, request.membership, filters, request.GET.get("page"))
    context = {
        "title": "Posts",
        "page": page,
        "filters": filters,
        "tabs": count_tabs(request.team, filters),
        "platforms": PlatformName.choices,
        "accounts": Connection.objects.in_team(request.team),
        "approvable": [row.post for row in page.object_list if row.steps.approve],
    }
    return render_page(request, "scheduling/posts.html", context)


def take_step(
    request: TeamRequest,
    schedule: PostingSchedule,
    step: Callable[[], object],
    done: str | Callable[[], str],
) -> HttpResponse:
    """Do `step` and answer: the fresh row for htmx, else the page the person came from."""
    sentence, level = "", "success"
    try:
        step()
        sentence = done if isinstance(done, str) else done()
    except PostProblem as problem:
        sentence, level = problem.sentence, "error"
    if not request.htmx:
        fallback = reverse("post", args=[schedule.pk])
        return answer(request, sentence, fallback=fallback, level=level)
    row = get_row(request.team, request.membership, schedule.pk)
    response = render(request, "scheduling/_post_row.html", {"row": row})
    return with_toast(response, sentence, level)


@team_action
def post_approve(request: TeamRequest, pk) -> HttpResponse:
    schedule = schedule_for(request.team, pk)

    def step() -> None:
        require_seen(schedule, request.POST.get("version", ""))
        service.approve(schedule, by=request.user, now=timezone.now())

    return take_step(request, schedule, step, lambda: said_of_approval(schedule))


def said_of_approval(schedule: PostingSchedule) -> str:
    """What a yes has done: the post may go out, or waits for more people."""
    if schedule.review_status == PostingSchedule.ReviewStatus.APPROVED:
        return "Approved."
    verdict = verdict_on(schedule)
    count = f"{len(verdict.voters)} of {verdict.needed}"
    return f"Your approval counts ({count}). It goes out once somebody else approves it too."


def require_seen(schedule: PostingSchedule, version: str) -> None:
    """Refuse to approve words that the person has not seen."""
    if version != str(schedule.version):
        raise PostProblem(CHANGED)


@team_action
def posts_approve(request: TeamRequest) -> HttpResponse:
    """Approve every post that was shown, each as it was shown."""
    form = SeenPostsForm(request.POST)
    fallback = reverse("posts")
    if not form.pairs:
        return answer(request, "There was nothing to approve.", fallback=fallback, level="info")
    found = PostingSchedule.objects.in_team(request.team).select_related("team", "media", "variant")
    by_pk = found.select_related("connection", "analysis").in_bulk([pk for pk, _ in form.pairs])
    problems = [
        problem
        for pk, version in form.pairs
        if pk in by_pk and (problem := approval_problem(request, by_pk[pk], version))
    ]
    count = len(by_pk) - len(problems)
    waiting = sum(1 for post in by_pk.values() if is_half_approved(post))
    done = [f"{count} {'post' if count == 1 else 'posts'} approved."]
    if waiting:
        done.append(f"{waiting} of them wait for somebody else’s yes as well.")
    sentence = " ".join([*done, *problems])
    level = "error" if problems else "success"
    return answer(request, sentence, fallback=fallback, level=level)


def is_half_approved(schedule: PostingSchedule) -> bool:
    """Whether the person who just said yes to it is not enough."""
    verdict = verdict_on(schedule)
    return bool(verdict.voters) and not verdict.is_cleared


def approval_problem(request: TeamRequest, schedule: PostingSchedule, version: int) -> str:
    """Approve one post; the sentence that says why not, or nothing."""
    try:
        require_seen(schedule, str(version))
        service.approve(schedule, by=request.user, now=timezone.now())
    except PostProblem as problem:
        return f"{schedule.connection}: {problem.sentence}"
    return ""


@team_action
def post_send_back(request: TeamRequest, pk) -> HttpResponse:
    schedule = schedule_for(request.team, pk)
    form = NoteForm(request.POST)
    note = form.cleaned_data["note"] if form.is_valid() else ""

    def step() -> None:
        service.request_changes(schedule, by=request.user, note=note)

    return take_step(request, schedule, step, "Sent back with your note.")


@team_action
def post_reject(request: TeamRequest, pk) -> HttpResponse:
    schedule = schedule_for(request.team, pk)
    note = request.POST.get("note", "")[:2000]

    def step() -> None:
        service.reject(schedule, by=request.user, note=note)

    return take_step(request, schedule, step, "Rejected. It will not go out.")


@team_action
def post_publish_now(request: TeamRequest, pk) -> HttpResponse:
    schedule = schedule_for(request.team, pk)

    def step() -> None:
        service.publish_now(schedule, by=request.user, now=timezone.now())

    return take_step(request, schedule, step, "On its way: it goes out within seconds.")


@team_action
def post_cancel(request: TeamRequest, pk) -> HttpResponse:
    schedule = schedule_for(request.team, pk)

    def step() -> None:
        service.cancel(schedule, by=request.user)

    return take_step(request, schedule, step, "Canceled. Its time is free again.")


@team_action
def post_move(request: TeamRequest, pk) -> HttpResponse:
    """Another time, read in the team's zone."""
    schedule = schedule_for(request.team, pk)
    form = MoveForm(request.POST)

    def step() -> None:
        if not form.is_valid():
            raise PostProblem(first_error(form, "at"))
        at = form.cleaned_data["at"]
        service.reschedule(schedule, at=at, by=request.user, now=timezone.now())

    return take_step(request, schedule, step, "Moved.")


@team_action
def post_submit(request: TeamRequest, pk) -> HttpResponse:
    schedule = schedule_for(request.team, pk)

    def step() -> None:
        service.submit(schedule, by=request.user, now=timezone.now())

    return take_step(request, schedule, step, "The draft is finished and has its place.")


@team_page
def post_row(request: TeamRequest, pk) -> HttpResponse:
    """One row of the list, afresh: polled while its file is prepared."""
    schedule = schedule_for(request.team, pk)
    row = get_row(request.team, request.membership, schedule.pk)
    return render(request, "scheduling/_post_row.html", {"row": row})


@team_action
def post_count(request: TeamRequest, pk) -> HttpResponse:
    """How long the words in the form are by the platform's rule, and what is wrong with them."""
    schedule = schedule_for(request.team, pk)
    schedule.body = request.POST.get("body", "")
    schedule.title = request.POST.get("title", "")
    schedule.first_comment = request.POST.get("first_comment", "").replace("\r\n", "\n").strip()
    schedule.hashtags = request.POST.get("hashtags", "").replace(",", " ").split()
    context = {
        "count": count_words(schedule),
        "problems": word_problems(schedule),
        "final_text": compose_for(schedule.platform, schedule.body, schedule.hashtags),
        "post": schedule,
        "preview": preview_of(schedule),
        "brief": "brief" in request.POST,
    }
    return render(request, "scheduling/_counted.html", context)
