"""Experiments: the list, one with its result, a new one, an end."""

from django.core.paginator import Paginator
from django.db.models import Count
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from media_assets.access import asset_for
from metrics.effects import needed_blocks
from metrics.experiment_forms import ExperimentForm
from metrics.experiment_results import read_result
from scheduling.access import experiment_for
from scheduling.exceptions import PostProblem
from scheduling.models import Experiment
from scheduling.services.experiments import start_experiment, stop_experiment
from scheduling.services.timetables import rules_of
from scheduling.variants import gap_for
from teams.pages import TeamRequest, answer, chosen, render_page, team_action, team_page

PAGE_SIZE = 30


@team_page
def experiments(request: TeamRequest) -> HttpResponseBase:
    rows = Experiment.objects.in_team(request.team).select_related("media")
    rows = rows.annotate(post_count=Count("posts")).order_by("-created_at", "pk")
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    return render_page(
        request, "metrics/experiments/list.html", {"title": "Experiments", "page": page}
    )


@team_page
def experiment(request: TeamRequest, pk) -> HttpResponseBase:
    row = experiment_for(request.team, pk)
    context = {"title": row.name, "result": read_result(row, timezone.now()), "experiment": row}
    return render_page(request, "metrics/experiments/experiment.html", context)


@team_page
def experiment_new(request: TeamRequest, pk) -> HttpResponseBase:
    """The form for one file; `kind` in the address says what varies."""
    return _form(request, pk, None, request.GET.get("kind"))


@team_action
def experiment_start(request: TeamRequest, pk) -> HttpResponseBase:
    return _form(request, pk, request.POST, request.POST.get("kind"))


def _form(request: TeamRequest, pk, data, wanted: str | None) -> HttpResponseBase:
    asset = asset_for(request.team, pk)
    kind = chosen(wanted, Experiment.Kind.values) or Experiment.Kind.CAPTION
    today = timezone.localdate(timezone=request.team.zone)
    form = ExperimentForm(data, asset=asset, kind=kind, today=today)
    problem = ""
    if data is not None and form.is_valid():
        try:
            made = start_experiment(asset, form.wish(), by=request.user, now=timezone.now())
        except PostProblem as refusal:
            problem = refusal.sentence
        else:
            return redirect("experiment", made.pk)
    context = {
        "title": "New experiment",
        "asset": asset,
        "form": form,
        "kind": kind,
        "kinds": Experiment.Kind.choices,
        "problem": problem,
        "needed": [(n + 1, needed_blocks(n)) for n in (1, 2, 3)],
        "gap_days": gap_for(rules_of(request.team).twins_apart_days),
    }
    status = 422 if data is not None else 200
    return render_page(request, "metrics/experiments/new.html", context, status=status)


@team_action
def experiment_stop(request: TeamRequest, pk) -> HttpResponseBase:
    row = experiment_for(request.team, pk)
    fallback = reverse("experiment", args=[row.pk])
    try:
        count = stop_experiment(row, by=request.user, now=timezone.now())
    except PostProblem as problem:
        return answer(request, problem.sentence, fallback=fallback, level="error")
    return answer(request, f"Stopped; {count} posts were canceled.", fallback=fallback)
