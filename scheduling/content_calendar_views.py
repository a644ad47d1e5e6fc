"""Content calendars: what is wanted in a period, its versions, and its items."""

from django.http import HttpResponse
from django.urls import reverse

from scheduling.access import plan_row_for
from scheduling.calendar_status import compare_items
from scheduling.campaign_forms import CalendarForm, ItemForm
from scheduling.campaign_selectors import (
    grid_of,
    items_of,
    list_calendars,
    next_posts,
    versions_of,
)
from scheduling.campaign_views import edit_row
from scheduling.exceptions import PostProblem
from scheduling.models import CalendarItem, ContentCalendar
from scheduling.services.content_calendars import (
    move_item,
    new_version,
    restore_version,
    store_item,
)
from scheduling.services.plan_records import remove_row
from teams.pages import TeamRequest, answer, render_page, team_action, team_page

COMPARED_AS = {
    "planned_date": "day", "planned_platforms": "networks", "content_pillar": "pillar",
    "campaign_id": "campaign", "media_id": "media", "script_id": "script",
    "assignee_id": "person",
}  # fmt: skip


@team_page
def calendars(request: TeamRequest) -> HttpResponse:
    """The newest version of every calendar."""
    context = {"title": "Content calendars", "calendars": list_calendars(request.team)}
    return render_page(request, "scheduling/content_calendars.html", context)


@team_page
def calendar(request: TeamRequest, pk) -> HttpResponse:
    """One version: weight by pillar and network, and the items by day."""
    row = plan_row_for(ContentCalendar, request.team, pk)
    items, versions = items_of(row), list(versions_of(row))
    posts = next_posts(request.team, items)
    networks, grid = grid_of(items)
    context = {
        "title": str(row),
        "calendar": row,
        "items": [(item, posts[item.media_id] if item.media_id else []) for item in items],
        "networks": networks,
        "grid": grid,
        "versions": versions,
        "is_newest": versions[0] == row,
    }
    return render_page(request, "scheduling/content_calendar.html", context)


@team_page
def calendar_new(request: TeamRequest) -> HttpResponse:
    row = ContentCalendar(team=request.team, user=request.user)
    form = CalendarForm(request.team, request.POST or None, instance=row)
    back = ("Content calendars", reverse("content-calendars"))
    return edit_row(request, form, "New content calendar", back)


@team_page
def calendar_edit(request: TeamRequest, pk) -> HttpResponse:
    row = plan_row_for(ContentCalendar, request.team, pk)
    form = CalendarForm(request.team, request.POST or None, instance=row)
    return edit_row(request, form, f"Edit “{row}”", back_to(row))


def back_to(row: ContentCalendar) -> tuple[str, str]:
    return str(row), reverse("content-calendar", args=[row.pk])


@team_action
def calendar_version(request: TeamRequest, pk) -> HttpResponse:
    """A new version to work on; this one stays as it is."""
    row = plan_row_for(ContentCalendar, request.team, pk)
    return _copy(request, row, new_version)


@team_action
def calendar_restore(request: TeamRequest, pk) -> HttpResponse:
    """This version as the newest one."""
    row = plan_row_for(ContentCalendar, request.team, pk)
    return _copy(request, row, restore_version)


def _copy(request: TeamRequest, row: ContentCalendar, make) -> HttpResponse:
    try:
        copy = make(row, by=request.user)
    except PostProblem as problem:
        return answer(request, problem.sentence, fallback=back_to(row)[1], level="error")
    return answer(request, f"You are on version {copy.version} now.", fallback=back_to(copy)[1])


@team_page
def calendar_compare(request: TeamRequest, pk, other) -> HttpResponse:
    """What `pk` has that `other`, an earlier version, has not, and the other way round."""
    after = plan_row_for(ContentCalendar, request.team, pk)
    before = plan_row_for(ContentCalendar, request.team, other)
    changes = compare_items(items_of(before), items_of(after))
    shown = [
        (change, [COMPARED_AS.get(name, name) for name in change.fields]) for change in changes
    ]
    context = {
        "title": f"{after.name}: {before.version} and {after.version}",
        "before": before,
        "after": after,
        "changes": shown,
    }
    return render_page(request, "scheduling/content_calendar_compare.html", context)


@team_page
def item_new(request: TeamRequest, pk) -> HttpResponse:
    row = plan_row_for(ContentCalendar, request.team, pk)
    item = CalendarItem(team=request.team, calendar=row)
    form = ItemForm(
        request.team,
        request.POST or None,
        instance=item,
        initial={"planned_date": row.period_start},
    )
    return edit_row(request, form, "New item", back_to(row), store=store_item)


@team_page
def item_edit(request: TeamRequest, pk) -> HttpResponse:
    item = plan_row_for(CalendarItem, request.team, pk)
    form = ItemForm(request.team, request.POST or None, instance=item)
    return edit_row(request, form, f"Edit “{item}”", back_to(item.calendar), store=store_item)


@team_action
def item_move(request: TeamRequest, pk) -> HttpResponse:
    """Skip it, take it up again, or say that it is being made."""
    item = plan_row_for(CalendarItem, request.team, pk)
    fallback = back_to(item.calendar)[1]
    try:
        move_item(item, request.POST.get("to", ""), by=request.user)
    except PostProblem as problem:
        return answer(request, problem.sentence, fallback=fallback, level="error")
    return answer(request, f"“{item}”: {item.get_status_display().lower()}.", fallback=fallback)


@team_action
def item_remove(request: TeamRequest, pk) -> HttpResponse:
    """Out of this version; earlier versions keep it."""
    item = plan_row_for(CalendarItem, request.team, pk)
    fallback, name = back_to(item.calendar)[1], str(item)
    remove_row(item, by=request.user)
    return answer(request, f"“{name}” is out of this version.", fallback=fallback)
