"""The file of a post, and its words made to fit: the steps on its page."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django_htmx.http import HttpResponseClientRefresh

from platforms.specs import get_spec
from platforms.specs.text import compose_for, fit_title, shorten_body
from scheduling.access import schedule_for
from scheduling.exceptions import PostProblem
from scheduling.file_view import get_file_view
from scheduling.forms import FileForm
from scheduling.selectors import as_rows
from scheduling.services import posts as service
from scheduling.views import take_step
from teams.pages import TeamRequest, answer, first_error, team_action, team_page


@team_page
def post_file(request: TeamRequest, pk) -> HttpResponse:
    """How far the file is: polled while it is prepared; the page reloads once it is ready."""
    schedule = schedule_for(request.team, pk)
    file = get_file_view(schedule)
    if not file.is_working:
        return HttpResponseClientRefresh()
    row = as_rows([schedule], request.membership)[0]
    return render(request, "scheduling/_file.html", {"post": schedule, "file": file, "row": row})


@team_action
def post_file_agree(request: TeamRequest, pk) -> HttpResponse:
    """Yes to a cut or a crop, for the very recipe that was shown."""
    schedule = schedule_for(request.team, pk)
    shown = request.POST.get("recipe", "")

    def step() -> None:
        service.agree(schedule, recipe_hash=shown, by=request.user, now=timezone.now())

    return take_step(request, schedule, step, "Thank you. The file is being prepared.")


@team_action
def post_file_choose(request: TeamRequest, pk) -> HttpResponse:
    """Bars or a crop, and where a cut begins. Without a choice: try again."""
    schedule = schedule_for(request.team, pk)
    form = FileForm(request.POST)

    def step() -> None:
        if not form.is_valid():
            raise PostProblem(first_error(form, "start_sec"))
        service.choose_file(schedule, by=request.user, now=timezone.now(), **form.choices())

    return take_step(request, schedule, step, "Changed. Look at the file again.")


@team_action
def post_shorten(request: TeamRequest, pk) -> HttpResponse:
    """Save the words shortened by whole sentences, where a person asks for it."""
    schedule = schedule_for(request.team, pk)
    body = shorten_body(schedule.platform, schedule.body, schedule.hashtags)
    words = {"body": body}
    if get_spec(schedule.platform).max_title is not None:
        words["title"] = fit_title(schedule.platform, schedule.title)
    try:
        service.edit_post(
            schedule, by=request.user, version=schedule.version, now=timezone.now(), **words
        )
    except PostProblem as problem:
        return answer(request, problem.sentence, fallback=reverse("post", args=[pk]), level="error")
    length = len(compose_for(schedule.platform, schedule.body, schedule.hashtags))
    said = f"Shortened to {length:,} characters by leaving out what came last. Read it again."
    return answer(request, said, fallback=reverse("post", args=[pk]))
