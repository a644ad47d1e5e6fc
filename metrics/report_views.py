"""The reports as pages and as files; filters are in the address."""

from datetime import date

from django.core.paginator import Paginator
from django.http.response import HttpResponseBase
from django.utils import timezone

from metrics.reports import best_times, failures, performance, sheets, upcoming
from metrics.reports.filters import FilterForm, Filters, coming, recent
from teams.pages import TeamRequest, render_page, team_page

TABS = (
    ("reports", "Platforms"),
    ("report-times", "Best times"),
    ("report-calendar", "Calendar"),
    ("report-failures", "Failed posts"),
)


def today_of(request: TeamRequest) -> date:
    return timezone.localdate(timezone=request.team.zone)


def ask(request: TeamRequest, default: tuple[date, date]) -> tuple[FilterForm, Filters]:
    form = FilterForm(request.GET, team=request.team, default=default)
    return form, form.filters(request.team.zone)


def wants_file(request: TeamRequest) -> bool:
    return request.GET.get("format") == "csv"


def show(request: TeamRequest, name: str, form: FilterForm, filters: Filters, **context):
    """A page of the reports, with tabs and filters."""
    title = dict(TABS)[name]
    frame = {"title": title, "tab": name, "tabs": TABS, "form": form, "filters": filters}
    return render_page(request, f"metrics/reports/{name}.html", {**frame, **context})


@team_page
def report_performance(request: TeamRequest) -> HttpResponseBase:
    form, filters = ask(request, recent(today_of(request), performance.DAYS))
    rows = performance.read_performance(request.team, filters)
    if wants_file(request):
        sheet = sheets.performance_sheet(rows, filters)
        return sheets.answer_with("platforms", filters, sheet)
    return show(request, "reports", form, filters, rows=rows)


@team_page
def report_times(request: TeamRequest) -> HttpResponseBase:
    form, filters = ask(request, recent(today_of(request), best_times.DAYS))
    wanted = request.GET.get("measure", "")
    measure = wanted if wanted in best_times.MEASURES else next(iter(best_times.MEASURES))
    cells = best_times.read_cells(request.team, filters, measure)
    if wants_file(request):
        return sheets.answer_with("best-times", filters, sheets.times_sheet(cells, filters))
    context = {
        "maps": best_times.draw_heatmaps(cells),
        "measure": measure,
        "measures": best_times.MEASURES.items(),
        "is_rate": measure == "engagement_rate",
        "weekdays": best_times.WEEKDAYS,
        "min_posts": best_times.MIN_POSTS,
    }
    return show(request, "report-times", form, filters, **context)


@team_page
def report_calendar(request: TeamRequest) -> HttpResponseBase:
    form, filters = ask(request, coming(today_of(request), upcoming.DAYS))
    days = upcoming.read_days(request.team, filters)
    if wants_file(request):
        return sheets.answer_with("calendar", filters, sheets.calendar_sheet(days, filters))
    total = sum(day.scheduled_posts for day in days)
    return show(request, "report-calendar", form, filters, days=days, total=total)


@team_page
def report_failures(request: TeamRequest) -> HttpResponseBase:
    form, filters = ask(request, recent(today_of(request), failures.DAYS))
    posts = failures.list_failures(request.team, filters)
    if wants_file(request):
        rows = failures.as_failures(posts.iterator(chunk_size=500))
        return sheets.answer_with("failed-posts", filters, sheets.failures_sheet(rows, filters))
    page = Paginator(posts, failures.PAGE_SIZE).get_page(request.GET.get("page"))
    rows = failures.as_failures(page.object_list)
    return show(request, "report-failures", form, filters, page=page, failures=rows)
