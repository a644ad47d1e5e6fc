"""Trends and exemplars: see, add, switch on, import."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from analysis.models import TrendOrigin, TrendSource
from analysis.services.trends import (
    add_topic,
    collect_source,
    merge_trends,
    store_exemplars,
    switch_source,
)
from analysis.trend_forms import (
    USUAL_SCORE,
    ExportForm,
    SourceForm,
    TopicForm,
    TopicsForm,
    read_topics,
)
from analysis.trend_selectors import get_exemplar_page, list_sources, list_trends
from analysis.trends.exports import ExportUnreadable, read_export
from teams.pages import TeamRequest, answer, render_page, team_action, team_page
from teams.services.events import record_event

PROBLEMS_SHOWN = 20


@team_page
def trends(request: TeamRequest) -> HttpResponse:
    return show_trends(request)


def show_trends(request: TeamRequest, *, status: int = 200, **forms) -> HttpResponse:
    context = {
        "title": "Trends",
        "trends": list_trends(request.team, timezone.now()),
        "sources": list_sources(request.team),
        "topic_form": TopicForm(auto_id="topic-%s"),
        "source_form": SourceForm(request.team, auto_id="source-%s"),
        "csv_form": TopicsForm(auto_id="csv-%s"),
        **forms,
    }
    return render_page(request, "analysis/trends.html", context, status=status)


@team_action
def trend_add(request: TeamRequest) -> HttpResponse:
    form = TopicForm(request.POST, auto_id="topic-%s")
    if not form.is_valid():
        return show_trends(request, status=422, topic_form=form)
    values = form.cleaned_data
    add_topic(request.team, values["topic"], values["platform_hint"], USUAL_SCORE, timezone.now())
    return answer(request, f"“{values['topic']}” is a trend now.", fallback=reverse("trends"))


@team_action
def trend_import(request: TeamRequest) -> HttpResponse:
    """Topics from a CSV."""
    form = TopicsForm(request.POST, request.FILES, auto_id="csv-%s")
    if not form.is_valid():
        return show_trends(request, status=422, csv_form=form)
    file = form.cleaned_data["file"]
    try:
        found, problems = read_topics(file.name, file.read())
    except ExportUnreadable as error:
        form.add_error("file", str(error))
        return show_trends(request, status=422, csv_form=form)
    count = merge_trends(request.team, found, timezone.now(), origin=TrendOrigin.CSV)
    said = " ".join([f"{count} topics were imported.", *problems[:3]])
    return answer(
        request, said, fallback=reverse("trends"), level="info" if problems else "success"
    )


@team_action
def source_add(request: TeamRequest) -> HttpResponse:
    form = SourceForm(request.team, request.POST, auto_id="source-%s")
    if not form.is_valid():
        return show_trends(request, status=422, source_form=form)
    source = form.save()
    record_event(request.team, "trend_source_added", source, source.name, by=request.user)
    said = f"“{source.name}” is in the list. It is read once you switch it on."
    return answer(request, said, fallback=reverse("trends"))


@team_action
def source_switch(request: TeamRequest, pk) -> HttpResponse:
    """On or off; switching on reads the feed with the next round."""
    source = get_object_or_404(TrendSource.objects.in_team(request.team), pk=pk)
    switch_source(source, timezone.now(), by=request.user)
    said = "is read every six hours now" if source.is_active else "is not read any more"
    return answer(request, f"“{source.name}” {said}.", fallback=reverse("trends"))


@team_action
def source_read(request: TeamRequest, pk) -> HttpResponse:
    """Read one feed now; only one that is switched on."""
    source = get_object_or_404(TrendSource.objects.in_team(request.team), pk=pk)
    if not source.is_active:
        said, level = f"Switch “{source.name}” on first.", "error"
    elif not collect_source(source, timezone.now()):
        said, level = "It is being read right now.", "info"
    elif source.last_error:
        said, level = source.last_error, "error"
    else:
        said, level = f"{source.last_count} topics were read.", "success"
    return answer(request, said, fallback=reverse("trends"), level=level)


@team_action
def source_remove(request: TeamRequest, pk) -> HttpResponse:
    """Forget a feed; what was read from it stays and fades."""
    source = get_object_or_404(TrendSource.objects.in_team(request.team), pk=pk)
    record_event(request.team, "trend_source_removed", source, source.name, by=request.user)
    source.delete()
    return answer(request, f"“{source.name}” is gone.", fallback=reverse("trends"))


@team_page
def exemplars(request: TeamRequest) -> HttpResponse:
    return show_exemplars(request, {"form": ExportForm()})


def show_exemplars(request: TeamRequest, more: dict, *, status: int = 200) -> HttpResponse:
    page = get_exemplar_page(request.team, request.GET.get("page"))
    context = {"title": "Exemplars", "page": page, **more}
    return render_page(request, "analysis/exemplars.html", context, status=status)


@team_action
def exemplar_import(request: TeamRequest) -> HttpResponse:
    """Check a Kalodata export (`check`), or take its good rows."""
    form = ExportForm(request.POST, request.FILES)
    more: dict = {"form": form}
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            export = read_export(file.name, file.read())
        except ExportUnreadable as error:
            form.add_error("file", str(error))
        else:
            more |= {"export": export, "problems": export.problems[:PROBLEMS_SHOWN]}
    status = 200 if "export" in more else 422
    if "export" in more and "check" not in request.POST:
        more["stored"] = store_exemplars(
            request.team, more["export"], timezone.now(), by=request.user
        )
    if request.htmx:  # the chosen file stays in its field, so that “Import” can follow “Check”
        return render(request, "analysis/_import_result.html", more)
    return show_exemplars(request, more, status=status)
