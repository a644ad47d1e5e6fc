"""Posts from a file and into a file: the pages."""

from dataclasses import replace
from datetime import timedelta

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone

from scheduling.exceptions import PostProblem
from scheduling.exports import export_response
from scheduling.forms import read_filters
from scheduling.import_forms import ImportForm
from scheduling.imports.columns import NAMES
from scheduling.imports.plan import ImportPlan
from scheduling.imports.sheet import SheetUnreadable
from scheduling.selectors import list_posts
from scheduling.services.imports import apply_import, check_import
from teams.pages import TeamRequest, answer, render_page, team_action, team_page

CHANGED = "Something changed since you looked: this is what would happen now. Nothing was imported."
EXAMPLE = (
    "media,account,scheduled_at,body,hashtags\r\n"
    "clip.mp4,@kitchen.daily,{day} 14:30,Coffee first.,#coffee #morning\r\n"
)


@team_page
def post_import(request: TeamRequest) -> HttpResponse:
    """Choose a file."""
    return show(request, ImportForm(request.team))


def show(
    request: TeamRequest, form: ImportForm, *, plan: ImportPlan | None = None, status: int = 200
) -> HttpResponse:
    context = {
        "title": "Import posts",
        "form": form,
        "plan": plan,
        "columns": NAMES,
    }
    return render_page(request, "scheduling/import.html", context, status=status)


@team_action
def post_import_check(request: TeamRequest) -> HttpResponse:
    """Say what every row would do; nothing is stored."""
    form = ImportForm(request.team, request.POST, request.FILES)
    plan = read_plan(request, form)
    return show(request, form, plan=plan, status=200 if plan else 422)


def read_plan(request: TeamRequest, form: ImportForm) -> ImportPlan | None:
    """What the file would do; None, and an error in the form, when it cannot be read."""
    if not form.is_valid():
        return None
    text, now = form.cleaned_data["text"], timezone.now()
    try:
        plan = check_import(request.team, text, options=form.options, now=now)
    except SheetUnreadable as error:
        form.add_error("file", str(error))
        return None
    return replace(plan, guessed_encoding=form.guessed)


@team_action
def post_import_apply(request: TeamRequest) -> HttpResponse:
    """Do what was shown. When something else would happen by now, it is shown instead."""
    form = ImportForm(request.team, request.POST)
    plan = read_plan(request, form)
    if plan is None:
        return show(request, form, status=422)
    if plan.fingerprint != request.POST.get("seen"):
        form.add_error(None, CHANGED)
        return show(request, form, plan=plan, status=422)
    leave_out = "leave_out" in request.POST
    try:
        result = apply_import(
            request.team, plan, by=request.user, now=timezone.now(), leave_out_refused=leave_out
        )
    except PostProblem as problem:
        form.add_error(None, problem.sentence)
        return show(request, form, plan=plan, status=422)
    said = [f"{len(result.created)} posts imported, {len(result.changed)} changed."]
    said += [f"Row {number}: {sentence}" for number, sentence in result.failed]
    level = "error" if result.failed else "success"
    return answer(request, " ".join(said), fallback=reverse("posts"), level=level)


@team_page
def post_import_example(request: TeamRequest) -> HttpResponse:
    """A file to start from."""
    text = EXAMPLE.format(day=timezone.localdate() + timedelta(days=30))
    response = HttpResponse("\ufeff" + text, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="posts-example.csv"'
    return response


@team_page
def post_export(request: TeamRequest) -> HttpResponseBase:
    """The posts of the list under its present filters."""
    return export_response(request.team, list_posts(request.team, read_filters(request.GET)))
